"""What articles hang in and are filed under, and the drawings they show."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.documents import get_document_model
from wagtail.models import Locale

from articles.models import (
    Person,
    PersonWords,
    Place,
    PlaceWords,
    SectionPage,
    Topic,
    TopicWords,
)
from core.models import Picture
from demo.content import SampleContent, Table
from demo.drawings import draw, paint
from demo.ledger import key_of, made, once
from demo.recordings import film, one_page_pdf, silence
from demo.translating import publish_in
from front.models import FrontPage

__all__ = [
    "Desk",
    "file_of",
    "link_accounts",
    "make_picture",
    "make_section",
    "make_term",
]

# Whose name stands below a translation: account → person of the sample content.
TRANSLATORS = {"translator": "translator1", "editor-ru": "translator2"}
_TERMS: dict[str, tuple[type[Any], type[Any]]] = {
    "people": (Person, PersonWords),
    "topics": (Topic, TopicWords),
    "places": (Place, PlaceWords),
}


@dataclass(frozen=True)
class Desk:
    """Who does what while the sample newsroom is made."""

    accounts: Mapping[str, Any]
    locales: Mapping[str, Locale]

    @property
    def chief(self) -> Any:
        return self.accounts.get("chief")

    def editor(self, code: str) -> Any:
        return self.accounts.get(f"editor-{code}")

    @property
    def translators(self) -> dict[str, Any]:
        """The account that translates into each language."""
        name = {"ru": "editor-ru"}
        return {
            code: self.accounts.get(name.get(code, "translator"))
            for code in self.locales
        }


def make_section(
    key: str, content: SampleContent, fronts: Mapping[str, FrontPage], desk: Desk
) -> int:
    """Publish a section in every language, below its parent; return the key of its
    first version."""
    row = content.sections[key]
    codes = [code for code in desk.locales if code in row]

    def page(code: str) -> SectionPage:
        return SectionPage(
            title=row[code]["title"],
            description=row[code]["description"],
            position=row["order"],
            show_in_menus=True,
            locale=desk.locales[code],
            translation_key=key_of("section", key),
            live=False,
            owner=desk.chief,
        )

    parent: Any = fronts[codes[0]]
    if "parent" in row:
        parent = SectionPage.objects.get(pk=made("section")[row["parent"]])
    original = page(codes[0])
    parent.add_child(instance=original)
    original.save_revision(user=desk.chief).publish(user=desk.chief)
    original.refresh_from_db()
    publish_in(
        original=original,
        versions={code: page(code) for code in codes[1:]},
        translators=desk.translators,
        publisher=desk.chief,
    )
    return original.pk


def make_term(kind: str, key: str, row: Table, desk: Desk) -> int:
    """Make a person, topic or place with its words in every language."""
    model, words = _TERMS[kind]
    term = model.objects.create()
    for code, locale in desk.locales.items():
        if code in row:
            words.objects.create(term=term, locale=locale, **row[code])
    return term.pk


def link_accounts(desk: Desk) -> int:
    """Let the translators' accounts stand for the translators of the sample content."""
    people = made("people")
    linked = 0
    for username, person in TRANSLATORS.items():
        account = desk.accounts.get(username)
        if account and person in people:
            linked += Person.objects.filter(pk=people[person], account=None).update(
                account=account
            )
    return linked


def make_picture(key: str, row: Table, desk: Desk) -> int:
    """Draw an image of the sample content and store it."""
    picture = Picture(title=row["en"]["title"], uploaded_by_user=desk.chief)
    drawing = io.BytesIO(draw(row["scene"], _seed(key)))
    picture.file = ImageFile(drawing, name=f"sample-{key}.jpg")
    picture.save()
    return picture.pk


def file_of(owner: str, index: int, block: Table) -> int:
    """Return the document that a block shows, made by the program at the first call."""
    key = f"file:{owner}-{index}"
    once(key, lambda: _make_file(f"sample-{owner}-{index}", block))
    return made("file")[f"{owner}-{index}"]


def _make_file(name: str, block: Table) -> int:
    title = block["title_en"]
    make: dict[str, tuple[str, Callable[[], bytes]]] = {
        "document": ("pdf", lambda: one_page_pdf(title)),
        "audio": ("wav", silence),
        "video": ("webm", lambda: _pan(name)),
    }
    extension, data = make[block["type"]]
    document = get_document_model()(
        title=title, file=ContentFile(data(), name=f"{name}.{extension}")
    )
    document.full_clean()
    document._set_document_file_metadata()
    document.save()
    return document.pk


def _pan(seed: str, frames: int = 12) -> bytes:
    """Return a film in which the eye moves across a drawing."""
    drawing = paint("archive-2", _seed(seed)).resize((640, 360))
    width, height = 480, 270
    return film(
        [
            drawing.crop((left, 45, left + width, 45 + height))
            for left in range(0, frames * 12, 12)
        ]
    )


def _seed(name: str) -> int:
    return key_of("drawing", name).int % 2**31
