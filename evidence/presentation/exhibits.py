"""Exhibits as readers see them: copies with their lineage, never the original."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evidence.fixity import Fixity
from evidence.models import CustodyEvent, Exhibit
from evidence.presentation.sources import SourceView
from evidence.presentation.terms import Terms
from evidence.presentation.wording import Passage, Wording, when
from evidence.renditions import RENDITION_WIDTHS
from evidence.tiling import TILED_FROM
from evidence.transcripts import Cue, TranscriptError, is_timed, read_cues

__all__ = [
    "EXTENSIONS",
    "CopyView",
    "EventView",
    "ExhibitView",
    "exhibits_of",
    "file_address",
]

Document = dict[str, Any]

# Types that may be shown, and how their files' names end.
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/gif": "gif",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/webm": "weba",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "application/pdf": "pdf",
    "text/plain": "txt",
}


@dataclass(frozen=True)
class EventView:
    """A line of the custody log: what happened and when, never by whom."""

    kind: str
    at: Any
    is_good: bool = True

    @property
    def label(self) -> str:
        if self.kind != CustodyEvent.Kind.FIXITY:
            return str(CustodyEvent.Kind(self.kind).label)
        if self.is_good:
            return _("Fixity check: unchanged")
        return _("Fixity check: failed")


@dataclass(frozen=True)
class CopyView:
    """A derivative that is shown."""

    url: str
    srcset: str
    facts: Document
    reason: str
    thumbnail: str = ""
    tiles_url: str = ""

    @property
    def note_language(self) -> str:
        """The language of the note on the reason, if it is known."""
        return str(self.facts.get("reason_language", ""))

    @property
    def media(self) -> str:
        return str(self.facts["media_type"]).partition("/")[0]

    @property
    def recipe(self) -> str:
        """How it was made, in words as far as they are known."""
        recipe = self.facts["recipe"]
        parts = []
        if regions := recipe.get("regions"):
            parts.append(
                ngettext(
                    "%(count)s region made unrecognisable",
                    "%(count)s regions made unrecognisable",
                    len(regions),
                )
                % {"count": len(regions)}
            )
        if pages := recipe.get("pages"):
            parts.append(
                ngettext(
                    "%(count)s page drawn anew as a picture",
                    "%(count)s pages drawn anew as pictures",
                    pages,
                )
                % {"count": pages}
            )
        if side := recipe.get("largest_side"):
            parts.append(_("at most %(side)s pixels wide or high") % {"side": side})
        parts.append(_("metadata removed by encoding it anew"))
        return "; ".join(parts)


@dataclass(frozen=True)
class ExhibitView:
    """An exhibit of a version. ``is_open`` says whether it may be shown today;
    ``fixity`` and ``events`` are today's, too."""

    number: int
    facts: Document
    caption: Passage
    alt: Passage
    transcript: Passage
    taken: str
    rights: str
    acquisition: str
    warning: str
    source: SourceView | None
    copies: list[CopyView]
    is_open: bool
    fixity: Fixity | None
    events: list[EventView]
    text_url: str = ""
    captions_url: str = ""

    @property
    def cues(self) -> list[Cue]:
        """The lines of a transcript with times; none of a plain one."""
        if not is_timed(self.transcript.text):
            return []
        try:
            return read_cues(self.transcript.text)
        except TranscriptError:
            return []

    @property
    def anchor(self) -> str:
        return f"exhibit-{self.facts['name']}"

    @property
    def shown(self) -> CopyView | None:
        return self.copies[0] if self.is_open and self.copies else None

    @property
    def restored(self) -> EventView | None:
        """The last time that it was restored after a failed check."""
        kind = CustodyEvent.Kind.RESTORATION
        return next((e for e in reversed(self.events) if e.kind == kind), None)

    @property
    def media(self) -> str:
        """image, audio, video or another first half of its type."""
        kind = self.shown.facts if self.shown else self.facts
        return str(kind["media_type"]).partition("/")[0]


def file_address(sha256: str, name: str, media_type: str, width: int = 0) -> str:
    """Return where a derivative's bytes are, or those of a narrower rendition."""
    if width:
        return reverse(
            "evidence_rendition",
            kwargs={"sha256": sha256, "name": name, "width": width},
        )
    return reverse(
        "evidence_file",
        kwargs={"sha256": sha256, "name": name, "extension": EXTENSIONS[media_type]},
    )


def exhibits_of(
    document: Document,
    wording: Wording,
    terms: Terms,
    sources: Mapping[str, SourceView],
    *,
    held: Mapping[str, Exhibit],
    offered: Iterable[str],
    fixity: Mapping[int, Fixity],
    events: Mapping[int, list[EventView]],
    texts: Mapping[str, int],
) -> list[ExhibitView]:
    """Return the exhibits of a version. ``held`` maps identifier → exhibit as it is
    now; ``offered`` are the hashes of the derivatives that may be shown now; ``texts``
    maps identifier → the first page of a document whose text may be read."""
    may_be_shown = set(offered)
    found = []
    for number, row in enumerate(document["exhibits"], start=1):
        exhibit = held.get(row["name"])
        is_open = bool(exhibit and exhibit.is_open)
        key = exhibit.pk if exhibit else 0
        uuid = row["uuid"]
        found.append(
            ExhibitView(
                number=number,
                facts=row,
                caption=wording.passage(f"caption.{uuid}") if is_open else Passage(),
                alt=wording.passage(f"alt.{uuid}") if is_open else Passage(),
                transcript=(
                    wording.passage(f"transcript.{uuid}") if is_open else Passage()
                ),
                taken=when(row["taken"]),
                rights=terms.label("rights", row["rights"]),
                acquisition=_acquisition(row["acquisition"]),
                warning=terms.warning(row["content_warning"]),
                source=sources.get(row["source"] or ""),
                copies=_copies(row, may_be_shown, terms),
                is_open=is_open,
                fixity=fixity.get(key),
                events=events.get(key, []),
                captions_url=_captions_address(document, wording.language, uuid),
                text_url=_text_address(document, row["name"], texts),
            )
        )
    return found


def _captions_address(document: Document, language: str, uuid: str) -> str:
    name, number = document["name"], document["version"]
    with translation.override(language):
        return reverse("evidence_captions", args=[name, number, uuid])


def _text_address(document: Document, exhibit: str, texts: Mapping[str, int]) -> str:
    if exhibit not in texts:
        return ""
    return reverse("evidence_text", args=[document["name"], exhibit, texts[exhibit]])


def _copies(row: Document, may_be_shown: set[str], terms: Terms) -> list[CopyView]:
    """Return what may be shown; redacted copies first, and the widest of a kind."""
    rows = [
        derivative
        for derivative in row["derivatives"]
        if derivative["sha256"] in may_be_shown
        and derivative["media_type"] in EXTENSIONS
    ]
    rows.sort(key=lambda d: (d["kind"] != "redacted", -(d["width"] or 0)))
    return [
        CopyView(
            url=file_address(d["sha256"], row["name"], d["media_type"]),
            srcset=_srcset(row["name"], d),
            facts=d,
            reason=terms.label("redaction_reason", d.get("reason_term")),
            thumbnail=_thumbnail(row["name"], d),
            tiles_url=_tiles(row["name"], d),
        )
        for d in rows
    ]


def _thumbnail(name: str, derivative: Document) -> str:
    width = (
        RENDITION_WIDTHS[0] if (derivative["width"] or 0) > RENDITION_WIDTHS[0] else 0
    )
    return file_address(derivative["sha256"], name, derivative["media_type"], width)


def _tiles(name: str, derivative: Document) -> str:
    """Return where a large image is to be had in tiles, once they have been made."""
    is_image = derivative["media_type"].startswith("image/")
    side = max(derivative["width"] or 0, derivative["height"] or 0)
    if not is_image or side <= TILED_FROM:
        return ""
    kwargs = {"sha256": derivative["sha256"], "name": name}
    return reverse("evidence_tiles", kwargs=kwargs)


def _srcset(name: str, derivative: Document) -> str:
    width = derivative["width"]
    if not width or not derivative["media_type"].startswith("image/"):
        return ""
    sha256, media_type = derivative["sha256"], derivative["media_type"]
    narrower = [
        f"{file_address(sha256, name, media_type, step)} {step}w"
        for step in RENDITION_WIDTHS
        if step < width
    ]
    if not narrower:
        return ""
    return ", ".join([*narrower, f"{file_address(sha256, name, media_type)} {width}w"])


def _acquisition(value: str) -> str:
    known = Exhibit.Acquisition
    return str(known(value).label) if value in known.values else value
