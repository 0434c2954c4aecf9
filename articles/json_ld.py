"""What a page says of itself in schema.org's terms, as JSON-LD.

The builders return plain dicts for ``core.meta.PageMeta.json_ld``, which makes them
safe inside HTML. They ask no queries and translate into the language they are given.
Types and properties: https://schema.org/NewsArticle, https://schema.org/BreadcrumbList,
https://schema.org/NewsMediaOrganization, https://schema.org/WebSite.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.models import ArticleContributor, ArticlePage, Kind
from articles.notes import Note
from articles.reading import Credit
from core.meta import absolute

__all__ = ["breadcrumb_list", "news_article", "organization", "web_site_search"]

JsonLd = dict[str, Any]

CONTEXT = "https://schema.org"
# An opinion must not pose as news; other kinds without a type of their own are news
# articles whose ``genre`` says what they are.
TYPES: dict[str, str] = {
    Kind.NEWS: "NewsArticle",
    Kind.ANALYSIS: "AnalysisNewsArticle",
    Kind.OPINION: "OpinionNewsArticle",
    Kind.INTERVIEW: "NewsArticle",
    Kind.TESTIMONY: "NewsArticle",
    Kind.REPORT: "ReportageNewsArticle",
}


def news_article(
    article: ArticlePage,
    *,
    url: str,
    language: str,
    contributors: Sequence[Credit] = (),
    translators: Sequence[Credit] = (),
    section: str = "",
    images: Sequence[str] = (),
    keywords: Sequence[str] = (),
    versions: Mapping[str, str] | None = None,
    original: str = "",
    corrections: Sequence[Note] = (),
    citations: Sequence[JsonLd] = (),
) -> JsonLd:
    """Describe an article: its own fields are read, all else is given.

    ``versions`` maps language code → absolute address of each public version.
    ``original`` is the language this one was translated from; "" for an original.
    ``citations`` describe what of the evidence archive it cites.
    """
    with override(language):
        genre = str(article.get_kind_display())
        comments = [_correction(note) for note in corrections]
    kind = TYPES[article.kind]
    is_author = ArticleContributor.Part.AUTHOR
    authors = [who for who in contributors if who.part == is_author]
    publisher = _publisher(language)
    described: JsonLd = {
        "@context": CONTEXT,
        "@type": kind,
        "@id": f"{url}#article",
        "url": url,
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": article.title,
        "alternativeHeadline": (
            article.seo_title if article.seo_title != article.title else ""
        ),
        "description": article.search_description or article.standfirst,
        "inLanguage": language,
        "datePublished": _date(article.first_published_at),
        "dateModified": _date(_modified_at(article, corrections)),
        "author": [_person(who) for who in authors] or [publisher],
        "contributor": [_person(who) for who in contributors if who not in authors],
        "translator": [_person(who) for who in translators],
        "publisher": publisher,
        "image": list(images),
        "articleSection": section,
        "genre": genre,
        "keywords": list(keywords),
        "isPartOf": _web_site(language),
        "isAccessibleForFree": True,
        "correction": comments,
        "citation": list(citations),
        **_translations(kind, language, versions or {}, original),
    }
    return _without_empty(described)


def breadcrumb_list(pairs: Iterable[tuple[str, str]]) -> JsonLd:
    """Describe the way to a page: (title, path) pairs from the top to the page."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": title,
                "item": absolute(path),
            }
            for position, (title, path) in enumerate(pairs, start=1)
        ],
    }


def organization(language: str) -> JsonLd:
    """Describe the newsroom, as its front page in ``language`` does."""
    with override(language):
        policy = absolute(reverse("corrections"))
    return {
        "@context": CONTEXT,
        **_publisher(language),
        "logo": {
            "@type": "ImageObject",
            "url": absolute(static("icons/favicon.svg")),
        },
        "correctionsPolicy": policy,
    }


def web_site_search(language: str) -> JsonLd:
    """Describe the site in ``language`` and how to search it."""
    with override(language):
        address = absolute(reverse("search"))
    return {
        "@context": CONTEXT,
        **_web_site(language),
        "inLanguage": language,
        "publisher": {"@id": _publisher(language)["@id"]},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{address}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def _name(language: str) -> str:
    with override(language):
        return _("Voice of Karabakh")


def _publisher(language: str) -> JsonLd:
    return {
        "@type": "NewsMediaOrganization",
        "@id": absolute("/#organization"),
        "name": _name(language),
        "url": absolute(f"/{language}/"),
    }


def _web_site(language: str) -> JsonLd:
    home = absolute(f"/{language}/")
    return {
        "@type": "WebSite",
        "@id": f"{home}#website",
        "name": _name(language),
        "url": home,
    }


def _person(who: Credit) -> JsonLd:
    person = {"@type": "Person", "name": who.name}
    return person | ({"url": absolute(who.url)} if who.url else {})


def _correction(note: Note) -> JsonLd:
    pending = _("This article was corrected. The explanation is being translated.")
    return {
        "@type": "CorrectionComment",
        "text": note.text or pending,
        "datePublished": _date(note.at),
    }


def _modified_at(article: ArticlePage, corrections: Iterable[Note]) -> datetime | None:
    moments = [article.last_published_at, *(note.at for note in corrections)]
    return max((at for at in moments if at), default=article.first_published_at)


def _translations(
    kind: str, language: str, versions: Mapping[str, str], original: str
) -> JsonLd:
    """An original names its translations, a translation its public original."""

    def version(code: str) -> JsonLd:
        address = versions[code]
        return {
            "@type": kind,
            "@id": f"{address}#article",
            "url": address,
            "inLanguage": code,
        }

    if original and original != language:
        found = version(original) if original in versions else None
        return {"translationOfWork": found}
    others = [version(code) for code in versions if code != language]
    return {"workTranslation": others}


def _date(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _without_empty(described: JsonLd) -> JsonLd:
    return {
        key: value for key, value in described.items() if value not in ("", [], None)
    }
