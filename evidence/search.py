"""What the archive offers to the search: the words of records as they were frozen, and
the pages of documents that may be read."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.locales import locale_ids
from core.searchable import SearchDocument
from evidence.closing import closed_in
from evidence.models import (
    CatalogueEntry,
    CatalogueFacet,
    Derivative,
    DocumentPage,
    PublishedVersion,
    Record,
    RecordPage,
)

__all__ = ["entries_showing", "page_documents", "search_document"]


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


def page_documents(pages: Sequence[DocumentPage]) -> Iterator[SearchDocument]:
    """Yield what the search knows of pages of documents: each is found in every
    language in which a record shows it, whatever language its text is in."""
    shown = entries_showing({page.exhibit_id for page in pages})
    for page in pages:
        if page.exhibit_id not in shown:
            continue
        exhibit, entry = shown[page.exhibit_id]
        exhibits = entry.version.document["exhibits"]
        if all(row["name"] != exhibit for row in exhibits):
            continue
        for code, words in entry.version.document["words"].items():
            with override(code):
                title = _("%(title)s: document, page %(number)s") % {
                    "title": words["title"],
                    "number": page.number,
                }
                url = reverse(
                    "evidence_text", args=[entry.record.name, exhibit, page.number]
                )
            yield SearchDocument(
                object_id=page.pk,
                language=code,
                translation_key=uuid.uuid5(uuid.NAMESPACE_URL, f"{exhibit}/{page.pk}"),
                kind="document",
                title=title,
                text=page.text,
                text_language="" if page.language == code else page.language,
                url=url,
                keys=("kind:document", f"exhibit:{exhibit}"),
                is_part=True,
                published_at=entry.first_published_at,
            )


def entries_showing(
    exhibit_ids: set[int], of: str = ""
) -> dict[int, tuple[str, CatalogueEntry]]:
    """Return exhibit → (its identifier, the entry of the first visible record of which
    any version shows its copy), for those that one shows. ``of`` names the one record
    to look at."""
    copies = {
        sha256: (pk, name)
        for sha256, pk, name in Derivative.objects.filter(
            exhibit__in=exhibit_ids, is_current=True
        ).values_list("sha256", "exhibit_id", "exhibit__name")
    }
    facets = CatalogueFacet.objects.filter(
        facet="file", value__in=copies, entry__record__in=Record.objects.visible()
    ).select_related("entry__version", "entry__record")
    if of:
        facets = facets.filter(entry__record__name=of)
    found: dict[int, tuple[str, CatalogueEntry]] = {}
    for facet in facets.order_by("entry_id", "pk"):
        pk, name = copies[facet.value]
        found.setdefault(pk, (name, facet.entry))
    return found
