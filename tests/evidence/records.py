"""Records for tests, made and published as researchers do it."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from evidence.actions.reviewing import publish_record, submit_record, withdraw_record
from evidence.models import (
    AllegedActor,
    Assessment,
    Claim,
    ClaimSource,
    Derivative,
    Exhibit,
    Incident,
    MovableObject,
    Place,
    PublishedVersion,
    Record,
    RecordExhibit,
    RecordPage,
    Source,
    VocabularyTerm,
    Withdrawal,
)
from evidence.store import DERIVATIVES
from evidence.words import blocks_of
from tests.conftest import Newsroom

EXACT = {"type": "Point", "coordinates": [46.512345, 39.712345]}
_MODELS = {"incident": Incident, "place": Place, "object": MovableObject}


def picture_bytes(colour: str = "teal", size: tuple[int, int] = (80, 60)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


@dataclass
class Recorder:
    """Makes records by two people: one records them, another publishes them."""

    newsroom: Newsroom
    by: Any
    reviewer: Any
    count: Any = field(default_factory=lambda: itertools.count(1))

    def make(
        self,
        kind: str = "incident",
        *,
        code: str = "en",
        title: str = "",
        claims: list[dict[str, Any]] | None = None,
        exhibits: list[dict[str, Any]] | None = None,
        assessments: list[dict[str, Any]] | None = None,
        actors: list[dict[str, Any]] | None = None,
        causes: list[str] | None = None,
        effects: list[str] | None = None,
        publish: bool = True,
        **fields: Any,
    ) -> Any:
        """Make a record in the language ``code`` and, by default, publish it.

        Vocabulary terms are given by their slugs. ``claims`` are dicts with ``text``,
        ``is_public`` and ``sources``: dicts of :class:`ClaimSource`, each with a
        ``source`` (by default a new one). ``exhibits`` are dicts of
        :class:`RecordExhibit`; ``assessments`` and ``actors`` of their models.
        """
        number = next(self.count)
        fields.setdefault("summary", f"What is told of record {number}.")
        fields.setdefault("is_sample", True)
        fields.setdefault("created_by", self.by)
        record = _MODELS[kind](
            language=self.newsroom.locale(code),
            title=title or f"Record {number}",
            **self._terms(kind, fields),
        )
        record.full_clean()
        record.save()
        if kind == "incident":
            for scheme, slugs in (("cause", causes), ("effect", effects)):
                terms = [self._named(scheme, slug) for slug in slugs or []]
                getattr(record, f"{scheme}s").set(terms)
            record.save()
        for claim in claims if claims is not None else [{}]:
            self.add_claim(record, **claim)
        for exhibit in exhibits or []:
            self.add_exhibit(record, **exhibit)
        for actor in actors or []:
            actor = {"certainty": "medium", "is_public": True, **actor}
            actor["certainty"] = self._named("certainty", actor["certainty"])
            AllegedActor.objects.create(incident=record, **actor)
        for assessment in assessments or []:
            self.assess(record, **assessment)
        if publish:
            self.publish(record)
        return record

    def _terms(self, kind: str, fields: dict[str, Any]) -> dict[str, Any]:
        wanted = {
            "incident": {"category": "heritage_destruction"},
            "place": {"place_type": "mosque", "geometry": EXACT},
            "object": {"object_type": "carpet"},
        }[kind]
        fields = {**wanted, **fields}
        schemes = {"content_warning": "sensitivity"}
        for name in ("category", "place_type", "object_type", "designation"):
            schemes[name] = name
        for name, scheme in schemes.items():
            if isinstance(fields.get(name), str):
                fields[name] = self._named(scheme, fields[name])
        if kind == "incident" and "movable_object" not in fields:
            fields.setdefault("place", None)
            fields["place"] = fields["place"] or self.make("place", title="Sample hill")
        return fields

    @staticmethod
    def _named(scheme: str, slug: str) -> VocabularyTerm:
        return VocabularyTerm.objects.get(scheme=scheme, slug=slug)

    def source(self, **fields: Any) -> Source:
        fields.setdefault("title", f"Report {next(self.count)}")
        fields.setdefault("language", "en")
        fields.setdefault("reliability", "B")
        fields["kind"] = self._named("source_kind", fields.get("kind", "report"))
        return Source.objects.create(created_by=self.by, **fields)

    def add_claim(
        self,
        record: Record,
        *,
        text: str = "The roof was missing.",
        is_public: bool = True,
        sources: list[dict[str, Any]] | None = None,
    ) -> Claim:
        claim = Claim.objects.create(
            record=Record.objects.get(pk=record.pk), text=text, is_public=is_public
        )
        for link in sources if sources is not None else [{}]:
            link = {"relation": "supports", "credibility": "2", **link}
            source = link.pop("source", None) or self.source()
            ClaimSource.objects.create(claim=claim, source=source, **link)
        return claim

    def exhibit(
        self, *, data: bytes | None = None, shown: bytes | None = None, **fields: Any
    ) -> Exhibit:
        """Make an exhibit with a derivative. ``data`` are the original's bytes, of
        which only the hashes matter here; ``shown`` those of the derivative."""
        number = next(self.count)
        data = data if data is not None else b"original %d" % number
        shown = shown if shown is not None else picture_bytes()
        fields.setdefault("title", f"Exhibit {number}")
        fields.setdefault("access", "public")
        fields.setdefault("media_type", "image/jpeg")
        fields.setdefault("original_name", "IMG_0001.jpg")
        if isinstance(fields.get("rights"), str):
            fields["rights"] = self._named("rights", fields["rights"])
        if isinstance(fields.get("content_warning"), str):
            fields["content_warning"] = self._named(
                "sensitivity", fields["content_warning"]
            )
        derivative = fields.pop("derivative", {})
        exhibit = Exhibit.objects.create(
            sha256=hashlib.sha256(data).hexdigest(),
            sha512=hashlib.sha512(data).hexdigest(),
            size=len(data),
            **fields,
        )
        self.add_derivative(exhibit, shown, **derivative)
        return exhibit

    def add_derivative(
        self, exhibit: Exhibit, shown: bytes, **fields: Any
    ) -> Derivative:
        sha256 = hashlib.sha256(shown).hexdigest()
        name = DERIVATIVES.name_of(sha256)
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(shown))
        fields.setdefault("kind", "resized")
        fields.setdefault("media_type", "image/jpeg")
        fields.setdefault("width", 80)
        fields.setdefault("height", 60)
        fields.setdefault("recipe", {"longest_side": 80})
        fields.setdefault("tool", "pyvips 3")
        return Derivative.objects.create(
            exhibit=exhibit,
            parent_sha256=exhibit.sha256,
            sha256=sha256,
            size=len(shown),
            **fields,
        )

    def add_exhibit(
        self, record: Record, *, exhibit: Exhibit | None = None, **fields: Any
    ) -> RecordExhibit:
        fields.setdefault("alt_text", "A wall without a roof.")
        fields.setdefault("caption", "The south wall.")
        return RecordExhibit.objects.create(
            record=Record.objects.get(pk=record.pk),
            exhibit=exhibit or self.exhibit(),
            **fields,
        )

    def assess(self, incident: Incident, **fields: Any) -> Assessment:
        wanted = {
            "method": ("assessment_method", "condition_assessment"),
            "condition": ("condition", "poor"),
            "severity": ("severity", "severe_damage"),
            "extent": ("extent", "unknown"),
            "certainty": ("certainty", "high"),
        }
        for name, (scheme, slug) in wanted.items():
            fields[name] = self._named(scheme, fields.get(name, slug))
        fields.setdefault("assessor", self.by)
        fields.setdefault("signed_as", "A conservator")
        return Assessment.objects.create(
            incident=Incident.objects.get(pk=incident.pk), **fields
        )

    def publish(
        self, record: Record, *, reason: str = "", is_correction: bool = False
    ) -> PublishedVersion:
        """Hand ``record`` in and publish it; a second version needs a ``reason``."""
        row = Record.objects.get(pk=record.pk)
        if not row.has_changes:
            Record.objects.filter(pk=row.pk).update(has_changes=True)
        submit_record(record=row, by=self.by)
        return publish_record(
            record=row, by=self.reviewer, reason=reason, is_correction=is_correction
        )

    def translate(
        self,
        record: Record,
        code: str,
        *,
        title: str = "",
        summary: str = "",
        but: tuple[str, ...] = (),
    ) -> RecordPage:
        """Publish the words of a record in another language: those of the original,
        marked with the language; keys that begin with one of ``but`` stay out."""
        own = _MODELS[record.kind].objects.get(pk=record.pk)
        source = RecordPage.objects.get(record=record.pk, locale_id=own.language_id)
        locale = self.newsroom.locale(code)
        blocks: list[dict[str, Any]] = [
            {**b, "value": {**b["value"], "text": f"{code}: {b['value']['text']}"}}
            for b in blocks_of(own)
            if not b["value"]["key"].startswith(but or ("-",))
        ]
        words = RecordPage._meta.get_field("words").stream_block.to_python(blocks)
        page = RecordPage.objects.filter(record=record.pk, locale=locale).first()
        if page is None:
            page = RecordPage(
                record_id=record.pk,
                locale=locale,
                slug=record.name,
                title="x",
                live=False,
                translation_key=source.translation_key,
            )
            archive = source.get_parent().get_translation(locale)
            archive.add_child(instance=page)
        page.title = title or f"{code}: {own.title}"
        page.summary = summary or f"{code}: {own.summary}"
        page.words = words
        page.save_revision().publish()
        return RecordPage.objects.get(pk=page.pk)

    def withdraw(self, record: Record, reason: str) -> Withdrawal:
        return withdraw_record(record=record, by=self.reviewer, reason=reason)
