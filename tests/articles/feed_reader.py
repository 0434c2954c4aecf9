"""Reading feeds, and a story that stands in all of them."""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree

from django.test import Client

from articles.models import (
    ArticleContributor,
    ArticlePage,
    ArticlePlace,
    ArticleTopic,
    ArticleTranslator,
    Correction,
    CorrectionText,
    Person,
    PersonWords,
    Place,
    PlaceWords,
    Topic,
    TopicWords,
)
from tests.conftest import Newsroom

NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
LANGUAGES = ("az", "en", "ru")
FORMATS = ("atom", "rss")


def read(client: Client, path: str) -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200, path
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own output


def titles(root: ElementTree.Element) -> list[str]:
    found = root.findall("a:entry/a:title", NAMES) or root.findall("channel/item/title")
    return [title.text or "" for title in found]


def entry(root: ElementTree.Element) -> ElementTree.Element:
    (found,) = root.findall("a:entry", NAMES) or root.findall("channel/item")
    return found


def text(element: ElementTree.Element, path: str) -> str:
    found = element.find(path, NAMES)
    assert found is not None, path
    return found.text or ""


def texts(element: ElementTree.Element, path: str) -> list[str]:
    return [found.text or "" for found in element.findall(path, NAMES)]


class Terms:
    """A topic, a place and two people with words in all three languages."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.topic, self.place = Topic.objects.create(), Place.objects.create()
        self.author, self.translator = Person.objects.create(), Person.objects.create()
        for code, (topic, place, author, translator) in {
            "az": ("Ekologiya", "Çinarlı", "Əli Sınaq", "Günay Sınaq"),
            "en": ("Ecology", "Chinarli", "Ali Sample", "Gunay Sample"),
            "ru": ("Экология", "Чинарлы", "Али Образец", "Гюнай Образец"),
        }.items():
            locale = newsroom.locale(code)
            for model, term, name in (
                (TopicWords, self.topic, topic),
                (PlaceWords, self.place, place),
                (PersonWords, self.author, author),
                (PersonWords, self.translator, translator),
            ):
                model.objects.create(term=term, locale=locale, name=name)

    def file(self, article: ArticlePage, tag: str) -> None:
        ArticleTopic.objects.create(article=article, topic=self.topic)
        ArticlePlace.objects.create(article=article, place=self.place)
        ArticleContributor.objects.create(article=article, person=self.author)
        ArticleTranslator.objects.create(article=article, person=self.translator)
        article = ArticlePage.objects.get(pk=article.pk)
        article.tags.add(tag)
        article.save_revision().publish()


def correct(
    article: ArticlePage, at: datetime, newsroom: Newsroom, **words: str
) -> Correction:
    correction = Correction.objects.create(story=article.translation_key, at=at)
    for code, word in words.items():
        CorrectionText.objects.create(
            fact=correction, locale=newsroom.locale(code), text=word
        )
    return correction
