"""The whole index: built, compared with what is public, repaired."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import OuterRef, Subquery

from search import actions
from search.analysis import VERSION
from search.engines import get_engine
from search.models import Document
from search.registry import Searchable, content_type_id, searchable_models

__all__ = ["Difference", "build", "differences", "repair", "to_build"]

BATCH = 500
Tell = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the index is not what it should be. ``what`` is one of ``missing``,
    ``not public``, ``outdated``, ``no tokens`` (the engine lacks it) and ``no
    document`` (the engine alone has it)."""

    what: str
    model: Searchable | None
    key: int
    """The object's primary key; for ``no document``, the engine's."""

    def __str__(self) -> str:
        name = self.model.__name__ if self.model else "engine"
        return f"{self.what}: {name} {self.key}"


def _unbuilt(model: Searchable, after: int) -> list[int]:
    """Return the next public objects, by key, without a document of this analysis."""
    built = Document.objects.filter(
        content_type_id=content_type_id(model),
        object_id=OuterRef("pk"),
        analyzer_version=VERSION,
        is_stale=False,
    )
    found = (
        model.search_public()
        .annotate(built=Subquery(built.values("pk")[:1]))
        .filter(built=None, pk__gt=after)
        .order_by("pk")
    )
    return list(found.values_list("pk", flat=True)[:BATCH])


def to_build() -> int:
    """Return how many public objects :func:`build` may have to look at."""
    return sum(model.search_public().count() for model in searchable_models())


def build(tell: Tell = lambda done: None, *, from_scratch: bool = False) -> int:
    """Index every public object that the index lacks or an older analysis indexed.

    Each batch is a transaction: cut short, it goes on where it stopped. ``tell`` hears
    how many objects each batch had. ``from_scratch`` empties the index first.
    """
    if from_scratch:
        get_engine().clear()
        Document.objects.all().delete()
    done = 0
    for model in searchable_models():
        last = 0
        while pks := _unbuilt(model, last):
            actions.index_documents(model, pks)
            last = pks[-1]
            done += len(pks)
            tell(len(pks))
    get_engine().optimise()
    return done


def differences(tell: Tell = lambda done: None) -> Iterator[Difference]:
    """Yield every difference between the index and what is public."""
    for model in searchable_models():
        yield from _differences(model, tell)
    yield from _engine_differences()


def _differences(model: Searchable, tell: Tell) -> Iterator[Difference]:
    ours = Document.objects.filter(content_type_id=content_type_id(model))
    hidden = ours.exclude(object_id__in=model.search_public().values("pk"))
    for key in hidden.values_list("object_id", flat=True):
        yield Difference("not public", model, key)
    public = model.search_public().order_by("pk")
    last = 0
    while batch := list(public.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        rows = ours.filter(object_id__in=[item.pk for item in batch])
        held = {
            (key, language): (digest, version)
            for key, language, digest, version in rows.values_list(
                "object_id", "language", "digest", "analyzer_version"
            )
        }
        for document in model.search_documents(batch):
            found = held.get((document.object_id, document.language))
            if found is None:
                yield Difference("missing", model, document.object_id)
            elif found != (actions.digest_of(document), VERSION):
                yield Difference("outdated", model, document.object_id)
        tell(len(batch))


def _engine_differences() -> Iterator[Difference]:
    """Yield what engine and documents do not share; both come in ascending order."""
    names = {content_type_id(model): model for model in searchable_models()}
    rows = iter(
        Document.objects.order_by("pk")
        .values_list("pk", "content_type_id", "object_id")
        .iterator(chunk_size=5000)
    )
    tokens = get_engine().known()
    row, token = next(rows, None), next(tokens, None)
    while row is not None or token is not None:
        if token is None or (row is not None and row[0] < token):
            assert row is not None  # noqa: S101 - one of the two is left
            yield Difference("no tokens", names.get(row[1]), row[2])
            row = next(rows, None)
        elif row is None or token < row[0]:
            yield Difference("no document", None, token)
            token = next(tokens, None)
        else:
            row, token = next(rows, None), next(tokens, None)


def repair(tell: Tell = lambda done: None) -> int:
    """Mend every difference; return how many there were."""
    mended = 0
    found = iter(list(differences(tell)))
    while batch := list(islice(found, BATCH)):
        get_engine().remove([d.key for d in batch if d.model is None])
        for model in searchable_models():
            keys = {d.key for d in batch if d.model is model}
            # A document whose tokens are lost looks unchanged: it is made anew.
            lost = {d.key for d in batch if d.model is model and d.what == "no tokens"}
            actions.forget(model, lost)
            actions.index_documents(model, keys)
        mended += len(batch)
    actions.refresh_stale()
    return mended
