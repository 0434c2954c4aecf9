"""Articles, their sections, people, terms, corrections and lists."""

from articles.models.article import (
    ArticleContributor,
    ArticlePage,
    ArticlePlace,
    ArticleTopic,
    ArticleTranslator,
    Kind,
)
from articles.models.citation import EvidenceCitation
from articles.models.listing import ListingEntry
from articles.models.people import Person, PersonWords
from articles.models.section import SectionPage
from articles.models.story import (
    Correction,
    CorrectionText,
    LiveEntry,
    LiveEntryText,
)
from articles.models.terms import (
    ArticleTag,
    Place,
    PlaceWords,
    Tag,
    Term,
    Topic,
    TopicWords,
)

__all__ = [
    "ArticleContributor",
    "ArticlePage",
    "ArticlePlace",
    "ArticleTag",
    "ArticleTopic",
    "ArticleTranslator",
    "Correction",
    "CorrectionText",
    "EvidenceCitation",
    "Kind",
    "ListingEntry",
    "LiveEntry",
    "LiveEntryText",
    "Person",
    "PersonWords",
    "Place",
    "PlaceWords",
    "SectionPage",
    "Tag",
    "Term",
    "Topic",
    "TopicWords",
]
