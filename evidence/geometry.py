"""Where things are: reading exact geometry, and making the one that may be public.

Geometry is GeoJSON (RFC 7946): WGS 84, longitude before latitude. The exact one stays
private. :func:`generalise` is the only way to a public one.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, TypeAlias

import shapely
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from shapely import affinity
from shapely.geometry import mapping, shape
from shapely.geometry.polygon import orient
from shapely.ops import nearest_points
from shapely.validation import explain_validity

from evidence.coordinates import read_coordinates

__all__ = [
    "CELLS_PER_DEGREE",
    "Geometry",
    "Precision",
    "distance",
    "generalise",
    "middle",
    "near",
    "read_geometry",
]

Geometry: TypeAlias = dict[str, Any]


class Precision(models.TextChoices):
    """How exactly readers learn where a place is."""

    EXACT = "exact", gettext_lazy("Exact")
    WITHIN_100_M = "within_100_m", gettext_lazy("Within 100 m")
    WITHIN_1_KM = "within_1_km", gettext_lazy("Within 1 km")
    SETTLEMENT = "settlement", gettext_lazy("Settlement")
    DISTRICT = "district", gettext_lazy("District")
    WITHHELD = "withheld", gettext_lazy("Withheld")


# Rows of the grid in one degree of latitude. A cell is about as wide as it is high:
# 111 m, 1.1 km, 5.6 km and 28 km, so the point shown is at most 79 m, 790 m, 4 km and
# 20 km from the true one.
CELLS_PER_DEGREE = {
    Precision.WITHIN_100_M: 1000,
    Precision.WITHIN_1_KM: 100,
    Precision.SETTLEMENT: 20,
    Precision.DISTRICT: 4,
}

LONGEST_TEXT = 400_000
MOST_POSITIONS = 10_000
# A centimetre for what we keep, a metre for what is shown as exact.
KEPT_DECIMALS, SHOWN_DECIMALS = 7, 5
EARTH_RADIUS = 6_371_008.8

# How deep positions are nested in each type's coordinates.
_DEPTHS = {
    "Point": 0, "MultiPoint": 1, "LineString": 1,
    "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
}  # fmt: skip
_WGS84 = ("CRS84", "4326")


def read_geometry(text_or_dict: str | Geometry) -> Geometry:
    """Return valid GeoJSON from GeoJSON, or from coordinates as people write them.

    Takes a geometry, or a feature of one, as text or as parsed; or a point such as
    ``39.75, 46.75`` or ``39°45′30″ N 46°45′ E``, latitude first unless letters say
    otherwise. Heights are dropped. Raises :class:`ValueError` with a sentence for
    people.
    """
    if isinstance(text_or_dict, str):
        if len(text_or_dict) > LONGEST_TEXT:
            raise ValueError(_("This geometry is too large: simplify it first."))
        text = text_or_dict.strip()
        if not text.startswith(("{", "[")):
            latitude, longitude = read_coordinates(text)
            return _checked({"type": "Point", "coordinates": [longitude, latitude]})
        try:
            parsed = json.loads(text)
        except (ValueError, RecursionError):
            raise ValueError(_("This is not readable as GeoJSON.")) from None
    else:
        parsed = text_or_dict
    return _checked(parsed)


def generalise(geometry: Geometry | None, precision: str) -> Geometry | None:
    """Return what readers may learn of ``geometry`` under ``precision``.

    That is a point in the middle of a fixed cell of a grid. It depends on the cell
    alone, not on chance, so seeing it a thousand times tells no more than once.
    Withheld gives None; exact gives the geometry itself, to a metre.
    """
    precision = Precision(precision)
    if not geometry or precision == Precision.WITHHELD:
        return None
    figure = shape(geometry)
    if precision == Precision.EXACT:
        snapped = shapely.set_precision(figure, 10**-SHOWN_DECIMALS).normalize()
        # What is smaller than a metre has no shape left.
        shown = figure.centroid if snapped.is_empty else snapped
        return _geojson(shown, SHOWN_DECIMALS)
    middle = figure.centroid
    point = _cell_centre(middle.y, middle.x, CELLS_PER_DEGREE[precision])
    return {"type": "Point", "coordinates": point}


def middle(geometry: Geometry) -> tuple[float, float]:
    """Return longitude and latitude of the centroid of a geometry, whose coordinates
    may be written as text, as in a published version."""
    numbers = _numbers(geometry["coordinates"])
    point = shape({"type": geometry["type"], "coordinates": numbers}).centroid
    return point.x, point.y


def _numbers(coordinates: Any) -> Any:
    if isinstance(coordinates, list | tuple):
        return [_numbers(item) for item in coordinates]
    return float(coordinates)


def distance(a: Geometry, b: Geometry) -> float:
    """Return the metres between the nearest points of two geometries, 0 where they
    touch. Good to one in a thousand over tens of kilometres."""
    first, second = shape(a), shape(b)
    return min(
        _distance(first, affinity.translate(second, xoff=turn))
        for turn in (-360, 0, 360)
    )


def near(a: Geometry | None, b: Geometry | None, metres: float) -> bool:
    """Return whether two geometries are at most ``metres`` apart."""
    return bool(a and b) and distance(a or {}, b or {}) <= metres


def _distance(first: Any, second: Any) -> float:
    # In a plane where a degree east is as long as one north, at this latitude.
    latitude = math.radians((first.centroid.y + second.centroid.y) / 2)
    shrink = max(math.cos(latitude), 0.01)
    planar = [
        affinity.scale(figure, xfact=shrink, origin=(0, 0))
        for figure in (first, second)
    ]
    one, other = nearest_points(*planar)
    return _great_circle(one.y, one.x / shrink, other.y, other.x / shrink)


def _great_circle(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    north, east = math.radians(lat2 - lat1) / 2, math.radians(lon2 - lon1) / 2
    across = math.cos(math.radians(lat1)) * math.cos(math.radians(lat2))
    chord = math.sin(north) ** 2 + across * math.sin(east) ** 2
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(chord)))


def _cell_centre(latitude: float, longitude: float, per_degree: int) -> list[float]:
    """Return longitude and latitude of the middle of the cell of a point.

    Rows are equally high; each is cut into as many cells as keep them about square.
    """
    row = min(int((latitude + 90) * per_degree), 180 * per_degree - 1)
    middle = (row + 0.5) / per_degree - 90
    across = max(1, round(360 * per_degree * math.cos(math.radians(middle))))
    column = int((longitude + 180) / 360 * across) % across
    east = (column + 0.5) * 360 / across - 180
    return [round(east, SHOWN_DECIMALS), round(middle, SHOWN_DECIMALS)]


def _checked(data: Any) -> Geometry:
    geometry = _unwrapped(data)
    kind = geometry.get("type")
    if not isinstance(kind, str) or kind not in _DEPTHS:
        raise ValueError(
            _("The geometry must be one of: %(kinds)s.") % {"kinds": ", ".join(_DEPTHS)}
        )
    count = [0]
    cleaned = _positions(geometry.get("coordinates"), _DEPTHS[kind], count)
    try:
        figure = shape({"type": kind, "coordinates": cleaned})
    except (ValueError, TypeError, IndexError, shapely.errors.ShapelyError):
        raise ValueError(_("The geometry has too few points.")) from None
    if figure.is_empty:
        raise ValueError(_("The geometry has no points."))
    if not figure.is_valid:
        raise ValueError(_invalidity(figure))
    return _geojson(figure, KEPT_DECIMALS)


def _invalidity(figure: Any) -> str:
    """Return a sentence that says where the figure is wrong."""
    where = re.search(r"\[(\S+) (\S+)\]", explain_validity(figure))
    if where is None:
        return _("The geometry is not valid: its lines cross or touch each other.")
    return _(
        "The geometry is not valid: its lines cross or touch each other near "
        "%(latitude)s, %(longitude)s."
    ) % {"latitude": where[2][:12], "longitude": where[1][:12]}


def _unwrapped(data: Any) -> Geometry:
    """Return the only geometry of a geometry, a feature or a collection of one."""
    for _depth in range(3):
        if not isinstance(data, dict):
            break
        name = json.dumps(data.get("crs") or "", default=str)
        if data.get("crs") and not any(known in name for known in _WGS84):
            raise ValueError(_("The geometry must be in WGS 84 (EPSG:4326)."))
        if data.get("type") == "FeatureCollection":
            features = data.get("features")
            if not isinstance(features, list) or len(features) != 1:
                raise ValueError(_("Give one feature, not a collection of several."))
            data = features[0]
        elif data.get("type") == "Feature":
            data = data.get("geometry")
        else:
            return data
    raise ValueError(_("This is not readable as GeoJSON."))


def _positions(value: Any, depth: int, count: list[int]) -> Any:
    if not isinstance(value, list | tuple) or not value:
        raise ValueError(_("The geometry has no points."))
    if depth:
        return [_positions(item, depth - 1, count) for item in value]
    count[0] += 1
    if count[0] > MOST_POSITIONS:
        raise ValueError(_("This geometry is too large: simplify it first."))
    numbers = [
        item
        for item in value
        if isinstance(item, int | float) and not isinstance(item, bool)
    ]
    if len(numbers) != len(value) or not 2 <= len(value) <= 3:
        raise ValueError(_("Each point must be two numbers: longitude and latitude."))
    longitude, latitude = numbers[:2]
    # Written so that NaN fails as well.
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError(
            _("Longitude %(longitude)s, latitude %(latitude)s is not on Earth.")
            % {"longitude": str(longitude)[:24], "latitude": str(latitude)[:24]}
        )
    return [longitude, latitude]


def _geojson(figure: Any, decimals: int) -> Geometry:
    """Return the figure as GeoJSON with outer rings anticlockwise and no noise."""
    if figure.geom_type == "Polygon":
        figure = orient(figure)
    elif figure.geom_type == "MultiPolygon":
        figure = shapely.MultiPolygon([orient(part) for part in figure.geoms])
    written = mapping(figure)
    return {
        "type": written["type"],
        "coordinates": _rounded(written["coordinates"], decimals),
    }


def _rounded(value: Any, decimals: int) -> Any:
    if isinstance(value, list | tuple):
        return [_rounded(item, decimals) for item in value]
    # Adding zero makes -0.0 into 0.0.
    return round(float(value), decimals) + 0.0
