"""Saving drafts: the rows of one batch, with what the admin's form would have noted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from evidence.importing.columns import all_columns
from evidence.importing.drafts import Draft, Link
from evidence.models import (
    AllegedActor,
    Claim,
    ClaimSource,
    ExternalKey,
    ImportRow,
    ImportRun,
    Incident,
    PlaceName,
    Record,
    Source,
)

__all__ = ["BatchWriter"]

Cells = dict[str, str]


class BatchWriter:
    """Saves drafts in the transaction of their batch.

    Wagtail notes what refers to what in a task for each saved row: ten thousand at once
    would keep the worker from everything else, so it is noted here, with the records.
    """

    def __init__(self, run: ImportRun, rows: Iterable[Cells]) -> None:
        self._run, self._by = run, run.made_by
        self._sources = _sources_titled(_titles(rows))
        self._written: list[tuple[Draft, ImportRow]] = []

    def write(self, draft: Draft, entry: ImportRow) -> None:
        """Save a draft as a record of its own; note it in the row that it comes from.

        Its parts follow with :meth:`finish`.
        """
        record = draft.record
        record.created_by = record.changed_by = self._by
        made: list[int] = []
        with disable_reference_index_auto_update():
            record.save()
            for _claim, links in draft.claims:
                self._cite(links, made)
        entry.outcome, entry.record_id = ImportRow.Outcome.CREATED, record.pk
        entry.written_at, entry.sources = record.updated_at, made
        self._written.append((draft, entry))

    def finish(self) -> None:
        """Save the parts of all records, and what is noted of them."""
        self._save_parts()
        self._save_terms()
        for draft, _entry in self._written:
            self._index(draft)
        ExternalKey.objects.bulk_create(
            ExternalKey(
                kind=draft.kind,
                key=draft.key,
                record_id=draft.record.pk,
                run=self._run,
            )
            for draft, _entry in self._written
            if draft.key
        )
        ModelLogEntry.objects.bulk_create(
            self._log_entry(draft.record, entry) for draft, entry in self._written
        )

    def _save_parts(self) -> None:
        names, actors, claims, links = [], [], [], []
        for draft, _entry in self._written:
            record = draft.record
            for place, name in enumerate(draft.names):
                name.place_id, name.sort_order = record.pk, place
            for place, actor in enumerate(draft.actors):
                actor.incident_id, actor.sort_order = record.pk, place
            for place, (claim, _links) in enumerate(draft.claims):
                claim.record_id, claim.sort_order = record.pk, place
            names += draft.names
            actors += draft.actors
            claims += draft.claims
        PlaceName.objects.bulk_create(names)
        AllegedActor.objects.bulk_create(actors)
        Claim.objects.bulk_create(claim for claim, _links in claims)
        for claim, cited in claims:
            for place, link in enumerate(cited):
                link.link.claim_id, link.link.sort_order = claim.pk, place
                links.append(link.link)
        ClaimSource.objects.bulk_create(links)

    def _save_terms(self) -> None:
        for name in ("causes", "effects", "threats"):
            between = getattr(Incident, name).through
            between.objects.bulk_create(
                between(incident_id=draft.record.pk, vocabularyterm_id=term.pk)
                for draft, _entry in self._written
                for term in draft.terms.get(name, ())
            )

    def _index(self, draft: Draft) -> None:
        """Note what a record refers to, from the parts at hand."""
        record = draft.record
        for claim, links in draft.claims:
            claim.sources = [link.link for link in links]
        record.claims = [claim for claim, _links in draft.claims]
        record.exhibit_links = []
        if draft.kind == Record.Kind.PLACE:
            record.names = draft.names
        if draft.kind == Record.Kind.INCIDENT:
            record.alleged_actors = draft.actors
        ReferenceIndex.create_or_update_for_object(record)

    def _log_entry(self, record: Any, entry: ImportRow) -> ModelLogEntry:
        """Return what the admin's form would have logged, and where it came from."""
        return ModelLogEntry(
            content_type=ContentType.objects.get_for_model(record),
            label=str(record),
            object_id=str(record.pk),
            action="wagtail.create",
            user=self._by,
            timestamp=record.updated_at,
            data={"import": str(self._run.uuid), "line": entry.line},
            content_changed=True,
        )

    def _cite(self, links: list[Link], made: list[int]) -> None:
        """Give each link of a claim its source: one of the archive's, or a new one."""
        taken: set[tuple[int, str, str]] = set()
        for link in links:
            source = self._known(link, taken)
            if source is None:
                source = link.source
                source.created_by = self._by
                source.save()
                ReferenceIndex.create_or_update_for_object(source)
                self._sources[source.title].append(source)
                made.append(source.pk)
            link.link.source = source
            taken.add((source.pk, link.link.relation, link.link.locator))

    def _known(self, link: Link, taken: set[tuple[int, str, str]]) -> Source | None:
        """Return the source that is all that the table says of it, if there is one that
        the claim does not cite at this place already."""
        for source in self._sources[link.source.title]:
            place = (source.pk, link.link.relation, link.link.locator)
            if place not in taken and all(
                getattr(source, name) == value for name, value in link.given.items()
            ):
                return source
        return None


def _titles(rows: Iterable[Cells]) -> set[str]:
    columns = all_columns()
    return {
        text
        for cells in rows
        for name, text in cells.items()
        if columns[name].group.name == "source" and columns[name].field == "title"
    }


def _sources_titled(titles: set[str]) -> dict[str, list[Source]]:
    found: dict[str, list[Source]] = defaultdict(list)
    rows = Source.objects.filter(title__in=titles) if titles else ()
    for source in rows:
        found[source.title].append(source)
    return found
