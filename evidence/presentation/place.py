"""Where something is, as far as readers are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from evidence.geometry import Precision

__all__ = ["PlaceView", "east", "north", "place_view", "spoken_point"]

Document = dict[str, Any]


@dataclass(frozen=True)
class PlaceView:
    name: str
    within: list[str]
    precision: str
    precision_label: str
    explanation: str
    point: tuple[float, float] | None

    @property
    def words(self) -> str:
        return spoken_point(*self.point) if self.point else ""


def place_view(reference: Document | None) -> PlaceView | None:
    """Read a frozen reference to a place. ``point`` is latitude, longitude."""
    if not reference or not reference.get("precision"):
        return None
    precision = reference["precision"]
    geometry = reference["geometry"]
    point = None
    if geometry and geometry["type"] == "Point":
        longitude, latitude = geometry["coordinates"]
        point = (float(latitude), float(longitude))
    known = precision in Precision.values
    return PlaceView(
        name=reference["name"],
        within=reference["within"],
        precision=precision,
        precision_label=str(Precision(precision).label) if known else precision,
        explanation=_explanations().get(precision, ""),
        point=point,
    )


def _explanations() -> dict[str, str]:
    square = _(
        "The point is the middle of a square of about %(size)s; the exact place is "
        "kept private."
    )
    return {
        Precision.EXACT: _("The place is shown as exactly as the archive knows it."),
        Precision.WITHIN_100_M: square % {"size": _("100 m")},
        Precision.WITHIN_1_KM: square % {"size": _("1 km")},
        Precision.SETTLEMENT: square % {"size": _("6 km")},
        Precision.DISTRICT: square % {"size": _("30 km")},
        Precision.WITHHELD: _("The place is kept private to protect it or people."),
    }


def spoken_point(latitude: float, longitude: float) -> str:
    """Return a point as people read it: ``39.725° N, 46.527° E``."""
    there = north(f"{abs(latitude):.3f}", latitude)
    return f"{there}, {east(f'{abs(longitude):.3f}', longitude)}"


def north(degrees: str, latitude: float) -> str:
    """Return ``degrees`` with their half of the Earth: ``39.7° N``."""
    words = _("%(degrees)s° N") if latitude >= 0 else _("%(degrees)s° S")
    return words % {"degrees": degrees}


def east(degrees: str, longitude: float) -> str:
    words = _("%(degrees)s° E") if longitude >= 0 else _("%(degrees)s° W")
    return words % {"degrees": degrees}
