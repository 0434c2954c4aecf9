"""The sample records of the evidence archive, made as researchers make them.

One account records, others assess, another reviews and publishes; translators bring the
words to the other languages; some records are changed, corrected or withdrawn after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from core.locales import language_codes
from demo.content import ContentError, SampleContent, Table
from demo.exhibits import SampleFile, anchor_quotations, term
from demo.ledger import made
from demo.taxonomy import Desk
from demo.translating import publish_in
from evidence.actions.assessing import add_assessment
from evidence.actions.reviewing import publish_record, submit_record, withdraw_record
from evidence.models import (
    AllegedActor,
    Assessment,
    Claim,
    ClaimSource,
    Incident,
    MovableObject,
    Place,
    PlaceName,
    RecordExhibit,
    RecordPage,
    Source,
    VersionReason,
)
from evidence.words import blocks_of, paragraphs

__all__ = ["record_keys", "record_steps"]

_MODELS: dict[str, type[Any]] = {
    "place": Place,
    "object": MovableObject,
    "incident": Incident,
}
_TERMS = {
    "place_type": "place_type",
    "object_type": "object_type",
    "category": "category",
    "designation": "designation",
}
_RECORD_WORDS = (
    *("title", "summary", "account", "not_known"),
    *("materials", "features", "subject", "inscriptions"),
)
Words = dict[str, dict[str, str]]


def record_keys(content: SampleContent) -> list[str]:
    """Return the keys of the steps that make records."""
    return [
        *(f"source:{key}" for key in content.sources),
        *(f"record:{row['key']}" for row in content.records),
    ]


def record_steps(
    content: SampleContent, desk: Desk
) -> Iterator[tuple[str, str, Callable[[], int]]]:
    for key, row in content.sources.items():
        yield "sources", f"source:{key}", partial(_make_source, row, desk)
    for row in content.records:
        make = partial(_make_record, row, desk)
        yield f"record {row['key']}", f"record:{row['key']}", make


def _make_source(row: Table, desk: Desk) -> int:
    facts = {key: value for key, value in row.items() if key != "kind"}
    source = Source(
        kind=term("source_kind", row["kind"]),
        created_by=desk.accounts.get("researcher"),
        is_sample=True,
        **facts,
    )
    source.full_clean()
    source.save()
    return source.pk


class _Writer:
    """Writes one record in its own language and keeps what it says in the others."""

    def __init__(self, row: Table, desk: Desk) -> None:
        self.row, self.desk = row, desk
        codes = [code for code in language_codes() if code in row]
        self.code: str = row.get("language", codes[0])
        self.others = [code for code in codes if code != self.code]
        self.said: Words = {}

    def word(self, words: Table, name: str) -> str:
        """Return a text in the record's language; note what it is in the others."""
        own: str = words[self.code].get(name, "")
        if own:
            self._note(own, {code: words[code][name] for code in self.others})
        return own

    def text(self, words: Table) -> str:
        own: str = words.get(self.code, "")
        if own:
            self._note(own, {code: words[code] for code in self.others})
        return own

    def _note(self, own: str, others: dict[str, str]) -> None:
        """Paragraphs are translated one by one."""
        parts = paragraphs(own)
        for code, other in others.items():
            theirs = paragraphs(other)
            if len(theirs) != len(parts):
                raise ContentError(f"{self.row['key']}: {code} differs in paragraphs")
            for part, their in zip(parts, theirs, strict=True):
                self.said.setdefault(part, {})[code] = their

    def translated(self, text: str, code: str) -> str:
        return self.said[text][code]


def _make_record(row: Table, desk: Desk) -> int:
    writer = _Writer(row, desk)
    record = _write(writer)
    for exhibit in row.get("exhibits", []):
        _add_exhibit(record, exhibit, writer)
    for claim in row.get("claims", []):
        _add_claim(record, claim, writer)
    anchor_quotations(record)
    if actor := row.get("actor"):
        _add_actor(record, actor, writer)
    for assessment in row.get("assessments", []):
        _assess(record, assessment, desk)
    submit_record(record=record, by=desk.accounts.get("researcher"))
    publish_record(record=record, by=desk.chief)
    _translate(record, writer)
    if change := row.get("revised"):
        _revise(record.pk, change, writer)
    if reason := row.get("withdrawn"):
        withdraw_record(record=record, by=desk.chief, reason=reason)
    return int(record.pk)


def _write(writer: _Writer) -> Any:
    row, desk = writer.row, writer.desk
    researcher = desk.accounts.get("researcher")
    records = made("record")
    facts = _facts(row["facts"])
    for name, field in (
        ("within", "within_id"), ("home", "home_id"), ("place", "place_id"),
        ("object", "movable_object_id"),
    ):  # fmt: skip
        if name in row:
            facts[field] = records[row[name]]
    words = {
        name: writer.word(row, name)
        for name in _RECORD_WORDS
        if name in row[writer.code]
    }
    record = _MODELS[row["kind"]](
        language=desk.locales[writer.code],
        is_sample=True,
        created_by=researcher,
        changed_by=researcher,
        content_warning=(
            term("sensitivity", row["warning"]) if "warning" in row else None
        ),
        **facts,
        **words,
    )
    record.full_clean()
    record.save()
    for name, language, *more in row.get("names", []):
        about = dict(zip(("kind", "period"), more, strict=False))
        PlaceName.objects.create(place=record, name=name, language=language, **about)
    for field, scheme in (
        ("causes", "cause"), ("effects", "effect"), ("threats", "threat"),
    ):  # fmt: skip
        if slugs := row.get(field):
            getattr(record, field).set([term(scheme, slug) for slug in slugs])
            record.save()
    return record


def _facts(row: Table) -> Table:
    return {
        name: term(_TERMS[name], value) if name in _TERMS else value
        for name, value in row.items()
    }


def _add_claim(record: Any, row: Table, writer: _Writer) -> None:
    claim = Claim.objects.create(
        record=record,
        text=writer.text(row),
        is_public=row.get("is_public", True),
        sort_order=record.claims.count(),
    )
    sources = made("source")
    for order, link in enumerate(row["sources"]):
        facts = {
            key: value
            for key, value in link.items()
            if key not in {"source", *language_codes()}
        }
        ClaimSource.objects.create(
            claim=claim,
            source_id=sources[link["source"]],
            translation=writer.text(link),
            sort_order=order,
            **facts,
        )


def _add_exhibit(record: Any, row: Table, writer: _Writer) -> None:
    file = SampleFile(row, writer.desk)
    exhibit = file.take_in(row[writer.code]["caption"], writer.code)
    RecordExhibit.objects.create(
        record=record,
        exhibit=exhibit,
        caption=writer.word(row, "caption"),
        alt_text=writer.word(row, "alt"),
        taken=row.get("taken", ""),
        is_before=row.get("is_before", False),
        is_after=row.get("is_after", False),
        sort_order=record.exhibit_links.count(),
    )


def _add_actor(record: Any, row: Table, writer: _Writer) -> None:
    names = {code: row[code][0] for code in (writer.code, *writer.others)}
    grounds = {code: row[code][1] for code in names}
    AllegedActor.objects.create(
        incident=record,
        actor=writer.text(names),
        basis=writer.text(grounds),
        certainty=term("certainty", row["certainty"]),
        is_public=True,
    )


def _assess(record: Any, row: Table, desk: Desk) -> None:
    add_assessment(
        assessment=Assessment(
            incident=record,
            signed_as=row["signed"],
            role=term("assessor_role", row["role"]),
            is_independent=row.get("independent", True),
            independence=row.get("interests", ""),
            language="az" if "interests" in row else "",
            imagery_dates=row.get("imagery", ""),
            method=term("assessment_method", row["method"]),
            condition=term("condition", row["condition"]),
            severity=term("severity", row["severity"]),
            extent=term("extent", row["extent"]),
            certainty=term("certainty", row["certainty"]),
        ),
        by=desk.accounts.get(row["by"]),
    )


def _revise(pk: int, change: Table, writer: _Writer) -> None:
    """Publish a change, and the words of those languages that the change has.

    The translations of the others fall behind.
    """
    row, desk = writer.row, writer.desk
    researcher = desk.accounts.get("researcher")
    record = _MODELS[row["kind"]].objects.get(pk=pk)
    own = change.get(writer.code, {})
    writer.others = [code for code in writer.others if code in change]
    for name, value in _facts(change.get("facts", {})).items():
        setattr(record, name, value)
    for name in own:
        setattr(record, name, writer.word(change, name))
    record.changed_by, record.has_changes = researcher, True
    record.full_clean()
    record.save()
    for claim in change.get("claims", []):
        _add_claim(record, claim, writer)
    for assessment in change.get("assessments", []):
        _assess(record, assessment, desk)
    submit_record(record=record, by=researcher)
    reasons = change["reason"]
    version = publish_record(
        record=record,
        by=desk.chief,
        reason=reasons[writer.code],
        is_correction=change.get("is_correction", False),
    )
    VersionReason.objects.bulk_create(
        VersionReason(version=version, language=code, text=text)
        for code, text in reasons.items()
        if code != writer.code
    )
    _translate(record, writer)


def _translate(record: Any, writer: _Writer) -> None:
    original = RecordPage.objects.get(record_id=record.pk, locale=record.language)

    def version(code: str) -> RecordPage:
        blocks: list[Any] = blocks_of(record)
        for block in blocks:
            value = block["value"]
            value["text"] = writer.translated(value["text"], code)
        page = RecordPage(
            title=writer.translated(record.title, code),
            summary=writer.translated(record.summary, code),
            slug=original.slug,
            record_id=record.pk,
            locale=writer.desk.locales[code],
        )
        page.words = RecordPage._meta.get_field("words").stream_block.to_python(blocks)
        return page

    publish_in(
        original=original,
        versions={code: version(code) for code in writer.others},
        translators=writer.desk.translators,
        publisher=writer.desk.chief,
    )
