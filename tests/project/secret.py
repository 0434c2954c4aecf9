"""A story with a secret in each of its words, and every way to hide it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import PageViewRestriction, Site

from articles.models import (
    ArticleContributor,
    ArticlePage,
    ArticlePlace,
    ArticleTopic,
    ArticleTranslator,
    Correction,
    CorrectionText,
    LiveEntry,
    LiveEntryText,
    Person,
    PersonWords,
    Place,
    PlaceWords,
    SectionPage,
    Topic,
    TopicWords,
)
from association.models import StandardPage
from core.pictures.actions import make_picture_renditions
from tests.conftest import Newsroom, add_section, body

CODES = ("az", "en", "ru")
# Begins every secret word, and stands nowhere else. It survives slugs and stemming.
MARK = "zxqv"


def secret(what: str, code: str = "") -> str:
    return f"{MARK}{what}{code}"


class SecretStory:
    """A live report in three languages below a section of its own.

    Its topic, place, people and tags, its picture and document are used by nothing
    else. It is a draft until one of :data:`STATES` is applied.
    """

    def __init__(self, newsroom: Newsroom, *, codes: tuple[str, ...] = CODES) -> None:
        self.newsroom = newsroom
        self.key = uuid.uuid4()
        titles = {code: f"Quiet section {code}" for code in CODES}
        self.sections = add_section(newsroom.fronts, titles)
        self._draw()
        self._name_terms()
        self.versions = {code: self._write(code) for code in CODES}
        self._tell()
        self.neighbours = {code: self._neighbour(code) for code in CODES}
        self.pages = {code: self._standard_pages(code) for code in CODES}
        for code in CODES:
            self._curate(code)

    def _draw(self) -> None:
        file = BytesIO()
        Image.new("RGB", (64, 48), "teal").save(file, "PNG")
        self.picture = get_image_model().objects.create(
            title=secret("picture"),
            file=ContentFile(file.getvalue(), f"{secret('file')}.png"),
        )
        make_picture_renditions(self.picture.pk)
        self.document = get_document_model().objects.create(
            title=secret("document"),
            file=ContentFile(b"secret", f"{secret('paper')}.txt"),
        )

    def _name_terms(self) -> None:
        self.topic, self.place = Topic.objects.create(), Place.objects.create()
        self.author, self.translator = Person.objects.create(), Person.objects.create()
        for code in CODES:
            locale = self.newsroom.locale(code)
            for model, term, what in (
                (TopicWords, self.topic, "topic"),
                (PlaceWords, self.place, "place"),
                (PersonWords, self.author, "author"),
                (PersonWords, self.translator, "translator"),
            ):
                model.objects.create(term=term, locale=locale, name=secret(what, code))

    def _write(self, code: str) -> ArticlePage:
        picture = {
            "image": self.picture.pk,
            "alt_text": secret("bodyalt", code),
            "caption": secret("caption", code),
            "credit": secret("credit", code),
        }
        article = ArticlePage(
            title=f"{secret('title', code)} words",
            slug=secret("slug", code),
            kicker=secret("kicker", code),
            standfirst=secret("standfirst", code),
            seo_title=secret("seo", code),
            search_description=secret("description", code),
            lead_image=self.picture,
            lead_alt=secret("alt", code),
            lead_caption=secret("leadcaption", code),
            lead_credit=secret("leadcredit", code),
            body=body(
                ("paragraph", f"<p>{secret('paragraph', code)} words</p>"),
                ("heading", secret("heading", code)),
                ("image", picture),
                ("quote", {"text": secret("quote", code), "attribution": "A"}),
                ("document", {"document": self.document.pk, "title": "Paper"}),
            ),
            is_live_report=True,
            translation_key=self.key,
            locale=self.newsroom.locale(code),
            live=False,
        )
        self.sections[code].add_child(instance=article)
        article.topic_links.add(ArticleTopic(topic=self.topic))
        article.place_links.add(ArticlePlace(place=self.place))
        article.contributors.add(ArticleContributor(person=self.author))
        article.translator_credits.add(ArticleTranslator(person=self.translator))
        article.tags.add(secret("tag", code))
        article.save()
        article.save_revision()
        return article

    def _tell(self) -> None:
        entry = LiveEntry.objects.create(story=self.key)
        correction = Correction.objects.create(story=self.key)
        for code in CODES:
            locale = self.newsroom.locale(code)
            for model, fact, what in (
                (LiveEntryText, entry, "entry"),
                (CorrectionText, correction, "correction"),
            ):
                model.objects.create(fact=fact, locale=locale, text=secret(what, code))

    def _neighbour(self, code: str) -> ArticlePage:
        """Publish an article that names the secret one wherever an article can."""
        hidden = self.versions[code].pk
        link = f'<p><a linktype="page" id="{hidden}">Words</a></p>'
        article = ArticlePage(
            title=f"Neighbour {code}",
            standfirst="Words.",
            body=body(
                ("paragraph", link),
                ("fact_box", {"title": "Box", "text": link}),
                ("footnote", {"label": "1", "text": link}),
                ("related", {"articles": [hidden]}),
            ),
            locale=self.newsroom.locale(code),
            live=False,
        )
        self.newsroom.news[code].add_child(instance=article)
        article.save_revision().publish()
        return ArticlePage.objects.get(pk=article.pk)

    def _standard_pages(self, code: str) -> list[StandardPage]:
        """Publish a page with a private one below it, and a draft."""
        above = StandardPage(title=f"About {code}", show_in_menus=True, live=False)
        below = StandardPage(title=secret("about", code), show_in_menus=True)
        draft = StandardPage(title=secret("draft", code), live=False)
        self.newsroom.fronts[code].add_child(instance=above)
        above.save_revision().publish()
        for page in (below, draft):
            above.add_child(instance=page)
        restrict(below)
        return [above, below, draft]

    def _curate(self, code: str) -> None:
        front, hidden = self.newsroom.fronts[code], self.versions[code]
        front.lead = front.breaking_article = hidden
        front.seconds.create(article=hidden)
        front.sections.create(section=self.sections[code])
        front.breaking_text = "Quiet words"
        front.breaking_until = timezone.now() + timedelta(days=9)
        front.save_revision().publish()
        Redirect.objects.create(
            old_path=f"/{code}/old-address",
            site=Site.objects.get(),
            redirect_page=hidden,
        )

    def section_path(self, code: str) -> str:
        return SectionPage.objects.get(pk=self.sections[code].pk).url_path

    def path(self, code: str) -> str:
        return f"{self.section_path(code)}{secret('slug', code)}/"

    def publish(self, *codes: str) -> None:
        for code in codes or CODES:
            ArticlePage.objects.get(pk=self.versions[code].pk).save_revision().publish()


State = Callable[[SecretStory, tuple[str, ...]], None]


def restrict(page: Any) -> None:
    """Let nobody read a page but a group without members."""
    PageViewRestriction.objects.create(
        page=page.page_ptr, restriction_type=PageViewRestriction.GROUPS
    )


def draft(story: SecretStory, codes: tuple[str, ...]) -> None:
    pass


def _publish_with(story: SecretStory, codes: tuple[str, ...], **fields: Any) -> None:
    for code in codes:
        article = ArticlePage.objects.get(pk=story.versions[code].pk)
        for name, value in fields.items():
            setattr(article, name, value)
        article.save_revision().publish()


def scheduled(story: SecretStory, codes: tuple[str, ...]) -> None:
    _publish_with(story, codes, go_live_at=timezone.now() + timedelta(hours=1))


def under_embargo(story: SecretStory, codes: tuple[str, ...]) -> None:
    _publish_with(story, codes, embargo_until=timezone.now() + timedelta(hours=1))


def unpublished(story: SecretStory, codes: tuple[str, ...]) -> None:
    story.publish(*codes)
    for code in codes:
        ArticlePage.objects.get(pk=story.versions[code].pk).unpublish()


def expired(story: SecretStory, codes: tuple[str, ...]) -> None:
    _publish_with(story, codes, expire_at=timezone.now() - timedelta(seconds=1))
    call_command("publish_scheduled", verbosity=0)


def private(story: SecretStory, codes: tuple[str, ...]) -> None:
    story.publish(*codes)
    for code in codes:
        restrict(story.versions[code])


def in_a_private_section(story: SecretStory, codes: tuple[str, ...]) -> None:
    story.publish(*codes)
    for code in codes:
        section = SectionPage.objects.get(pk=story.sections[code].pk)
        section.title = section.slug = secret("section", code)
        section.save_revision().publish()
        restrict(section)


def deleted(story: SecretStory, codes: tuple[str, ...]) -> None:
    story.publish(*codes)
    for code in codes:
        ArticlePage.objects.get(pk=story.versions[code].pk).delete()


STATES: dict[str, State] = {
    state.__name__: state
    for state in (
        draft,
        scheduled,
        under_embargo,
        unpublished,
        expired,
        private,
        in_a_private_section,
        deleted,
    )
}
