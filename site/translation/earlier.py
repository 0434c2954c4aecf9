"""Keeps the translation of a paragraph whose source has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from translation.models import EarlierTranslation

__all__ = ["record", "source_difference"]

_ALIKE = 0.3
Place = tuple[int, int]


def record(
    source: TranslationSource,
    before: Sequence[StringSegment],
    after: Sequence[StringSegment],
) -> None:
    """Keep what was translated of ``before`` for those of ``after`` that lack it."""
    wanted = {(s.context_id, s.string_id) for s in after}
    new = wanted - {(s.context_id, s.string_id) for s in before}
    if not new and len(before) == len(after):
        return
    texts = String.objects.in_bulk(
        {s.string_id for s in before} | {s.string_id for s in after}
    )
    successors = dict(_successors(before, after, texts))
    for translation in source.translations.all():
        done = {
            (t.context_id, t.translation_of_id): t
            for t in StringTranslation.objects.filter(
                context__object_id=source.object_id,
                locale_id=translation.target_locale_id,
            )
        }
        _carry_along(translation, new, done)
        kept = {
            (e.context_id, e.string_id): e
            for e in EarlierTranslation.objects.filter(translation=translation)
        }
        rows = []
        for place, old_place in successors.items():
            if place in done or place in kept:
                continue
            if old := done.get(old_place):
                earlier = (
                    texts[old_place[1]].data,
                    old.data,
                    old.last_translated_by_id,
                )
            elif older := kept.get(old_place):
                earlier = (older.earlier_source, older.text, older.translated_by_id)
            else:
                continue
            rows.append(
                EarlierTranslation(
                    translation=translation,
                    context_id=place[0],
                    string_id=place[1],
                    earlier_source=earlier[0],
                    text=earlier[1],
                    translated_by_id=earlier[2],
                )
            )
        EarlierTranslation.objects.filter(
            pk__in=[e.pk for place, e in kept.items() if place not in wanted]
        ).delete()
        EarlierTranslation.objects.bulk_create(rows)


def _carry_along(
    translation: Translation, new: set[Place], done: dict[Place, StringTranslation]
) -> None:
    """A string that stands elsewhere now keeps its translation, the newest one."""
    by_string = {t.translation_of_id: t for t in _by_age(done)}
    copies = []
    for context_id, string_id in sorted(new - done.keys()):
        if known := by_string.get(string_id):
            copy = StringTranslation(
                translation_of_id=string_id,
                context_id=context_id,
                locale_id=translation.target_locale_id,
                data=known.data,
                translation_type=known.translation_type,
                tool_name=known.tool_name,
                last_translated_by_id=known.last_translated_by_id,
                has_error=known.has_error,
            )
            copies.append(copy)
            done[context_id, string_id] = copy
    StringTranslation.objects.bulk_create(copies)


def _by_age(done: dict[Place, StringTranslation]) -> list[StringTranslation]:
    return sorted(done.values(), key=lambda translation: translation.updated_at)


def _successors(
    before: Sequence[StringSegment],
    after: Sequence[StringSegment],
    texts: dict[int, String],
) -> Iterator[tuple[Place, Place]]:
    """Yield (place of a new string, place of the old string that it replaces)."""
    old_by_context = defaultdict(list)
    new_by_context = defaultdict(list)
    for segment in before:
        old_by_context[segment.context_id].append(segment.string_id)
    for segment in after:
        new_by_context[segment.context_id].append(segment.string_id)
    for context_id, new in new_by_context.items():
        old = old_by_context.get(context_id, [])
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
            if tag != "replace":
                continue
            candidates = old[old_start:old_end]
            for string_id in new[new_start:new_end]:
                if not candidates:
                    break
                best = _nearest(string_id, candidates, texts)
                alone = len(old) == len(new) == 1
                if alone or _likeness(texts[best].data, texts[string_id].data) > _ALIKE:
                    candidates.remove(best)
                    yield (context_id, string_id), (context_id, best)


def _nearest(string_id: int, candidates: list[int], texts: dict[int, String]) -> int:
    new = texts[string_id].data
    return max(candidates, key=lambda old_id: _likeness(texts[old_id].data, new))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def source_difference(old: str, new: str) -> list[tuple[str, str]]:
    """Return the words of both sources in order, each run marked ``same``,
    ``removed`` or ``added``."""
    one, other = old.split(), new.split()
    runs = []
    for tag, a, b, c, d in SequenceMatcher(None, one, other, False).get_opcodes():
        if tag == "equal":
            runs.append(("same", " ".join(one[a:b])))
            continue
        if a < b:
            runs.append(("removed", " ".join(one[a:b])))
        if c < d:
            runs.append(("added", " ".join(other[c:d])))
    return runs
