"""Writes of the search: the index brought in step with what is public.

All of it may run twice, or be cut short and run again: what is unchanged is skipped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from core.searchable import SearchDocument
from search.analysis import VERSION, analyse
from search.engines import Engine, Entry, get_engine
from search.models import Document, DocumentText
from search.registry import Searchable, content_type_id, searchable_models

__all__ = [
    "digest_of",
    "forget",
    "forget_documents",
    "index_documents",
    "index_many",
    "index_objects",
    "mark_stale",
    "refresh_stale",
]

BATCH = 500
# Of a very long text the rest is left out: an index row has its limits.
TOKENS = 20_000
_SEPARATOR = "\x1f"


def digest_of(document: SearchDocument) -> str:
    """Return a digest of all that the index would hold of ``document``."""
    facts = (
        document.language, document.translation_key.hex, document.kind,
        document.title, document.summary, document.text, document.keywords,
        document.url, document.section, document.text_language, *document.keys,
        document.published_at.isoformat() if document.published_at else "",
    )  # fmt: skip
    joined = _SEPARATOR.join(facts).encode("utf-8", "replace")
    return hashlib.blake2b(joined, digest_size=16).hexdigest()


def index_objects(model: Searchable, objects: Sequence[Any]) -> int:
    """Index ``objects`` of ``model``, which must be public; return how many there are
    to find."""
    return index_many(model, model.search_documents(objects))


def index_documents(model: Searchable, pks: Iterable[int]) -> int:
    """Bring the documents of the objects ``pks`` in step: indexed where the object is
    public, forgotten where it is not. Return how many there are to find."""
    found, remaining = 0, iter(pks)
    while batch := list(islice(remaining, BATCH)):
        with transaction.atomic():
            public = list(model.search_public().filter(pk__in=batch))
            forget(model, set(batch) - {item.pk for item in public})
            found += index_objects(model, public)
    return found


def index_many(model: Searchable, documents: Iterable[SearchDocument]) -> int:
    """Index ``documents`` of objects of ``model``, in bulk; return how many.

    A document whose digest is unchanged costs a look-up only. An object has no more
    documents than the ones given together with it: one per language.
    """
    total, remaining, engine = 0, iter(documents), get_engine()
    while batch := list(islice(remaining, BATCH)):
        with transaction.atomic():
            _index_batch(content_type_id(model), batch, engine)
        total += len(batch)
    return total


def forget(model: Searchable, object_ids: Iterable[int]) -> None:
    """Take the objects ``object_ids`` of ``model`` out of the index."""
    ids = list(object_ids)
    if ids:
        forget_documents(
            Document.objects.filter(
                content_type_id=content_type_id(model), object_id__in=ids
            )
        )


@transaction.atomic
def forget_documents(documents: QuerySet[Document]) -> int:
    """Take ``documents`` out of the index; return how many."""
    pks = list(documents.values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        batch = pks[start : start + BATCH]
        get_engine().remove(batch)
        Document.objects.filter(pk__in=batch).delete()
    return len(pks)


def mark_stale(model: Searchable, objects: QuerySet[Any]) -> int:
    """Have a sweep index ``objects`` again: for changes that concern very many."""
    return Document.objects.filter(
        content_type_id=content_type_id(model), object_id__in=objects.values("pk")
    ).update(is_stale=True)


def refresh_stale(limit: int | None = None) -> int:
    """Index again what :func:`mark_stale` left; return how many documents."""
    done = 0
    for model in searchable_models():
        stale = Document.objects.filter(
            is_stale=True, content_type_id=content_type_id(model)
        ).order_by("pk")
        while limit is None or done < limit:
            batch = list(stale.values_list("pk", "object_id")[:BATCH])
            if not batch:
                break
            with transaction.atomic():
                index_documents(model, {object_id for _pk, object_id in batch})
                rows = Document.objects.filter(pk__in=[pk for pk, _object in batch])
                rows.update(is_stale=False)
            done += len(batch)
    return done


@dataclass(frozen=True, slots=True)
class _Change:
    document: SearchDocument
    row: Document


def _index_batch(type_id: int, batch: Sequence[SearchDocument], engine: Engine) -> None:
    known = {
        (row.object_id, row.language): row
        for row in Document.objects.filter(
            content_type_id=type_id, object_id__in={d.object_id for d in batch}
        )
    }
    added: list[_Change] = []
    changed: list[_Change] = []
    for document in batch:
        row = known.get((document.object_id, document.language))
        digest = digest_of(document)
        if row and row.digest == digest and row.analyzer_version == VERSION:
            continue
        facts = {
            "translation_key": document.translation_key,
            "kind": document.kind,
            "section": document.section,
            "published_at": document.published_at,
            "analyzer_version": VERSION,
            "digest": digest,
            "is_stale": False,
            "url": document.url,
            "text_language": document.text_language,
        }
        if row is None:
            row = Document(
                content_type_id=type_id,
                object_id=document.object_id,
                language=document.language,
                **facts,
            )
            added.append(_Change(document, row))
        else:
            for name, value in facts.items():
                setattr(row, name, value)
            changed.append(_Change(document, row))
    if added:
        Document.objects.bulk_create([change.row for change in added])
        DocumentText.objects.bulk_create(map(_words, added))
    if changed:
        names = [
            "translation_key", "kind", "section", "published_at",
            "analyzer_version", "digest", "is_stale", "url", "text_language",
        ]  # fmt: skip
        Document.objects.bulk_update([change.row for change in changed], names)
        DocumentText.objects.bulk_update(
            map(_words, changed), ["title", "summary", "text"]
        )
    engine.index(_entries([*added, *changed]))


def _words(change: _Change) -> DocumentText:
    document = change.document
    return DocumentText(
        document=change.row,
        title=_clean(document.title),
        summary=_clean(document.summary),
        text=_clean(document.text),
    )


def _clean(text: str) -> str:
    # PostgreSQL stores no NUL.
    return text.replace("\x00", "")


def _entries(changes: Iterable[_Change]) -> Iterator[Entry]:
    for change in changes:
        document = change.document
        title = analyse("" if document.is_part else document.title, document.language)
        body = analyse(
            "\n".join((document.summary, document.text, document.keywords)),
            document.language,
        )
        yield Entry(
            pk=change.row.pk,
            title=title.stems[:TOKENS],
            body=body.stems[:TOKENS],
            fold=list(dict.fromkeys((*title.folds, *body.folds)))[:TOKENS],
            prefix5=list(dict.fromkeys((*title.prefixes, *body.prefixes)))[:TOKENS],
            keys=(f"language:{document.language}", *document.keys),
            published_at=document.published_at,
        )
