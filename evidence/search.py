"""What a record offers to the search: the words that were frozen, in one language."""

from __future__ import annotations

from core.locales import locale_ids
from core.searchable import SearchDocument
from evidence.closing import closed_in
from evidence.models import PublishedVersion, RecordPage

__all__ = ["search_document"]


def search_document(page: RecordPage) -> SearchDocument | None:
    """Return the document of a record in the language of ``page``; None if its newest
    version is not in that language."""
    codes = {pk: code for code, pk in locale_ids().items()}
    language = codes[page.locale_id]
    version = (
        PublishedVersion.objects.filter(record_id=page.record_id)
        .order_by("-number")
        .first()
    )
    words = version.document["words"].get(language) if version else None
    if version is None or words is None:
        return None
    hidden = closed_in(version.document).keys_in(version.document)
    entry = version.record.catalogue_entry
    facets = entry.facets.exclude(facet="file").values_list("facet", "value")
    return SearchDocument(
        object_id=page.pk,
        language=language,
        translation_key=page.translation_key,
        kind=version.document["kind"],
        title=words["title"],
        summary=words["summary"],
        text="\n".join(
            text for key, text in words["entries"].items() if key not in hidden
        ),
        keywords="\n".join(
            n["name"] for n in version.document["facts"].get("names", [])
        ),
        url=page.url_path,
        keys=tuple(sorted(f"{facet}:{value}" for facet, value in facets)),
        published_at=page.first_published_at,
    )
