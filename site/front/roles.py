"""Who may do what. One table, applied as often as wanted: see ``actions``."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.locales import language_codes

__all__ = ["CHIEF_EDITORS", "RESEARCHERS", "TRANSLATORS", "Role", "editors", "roles"]

CHIEF_EDITORS = "Chief editors"
TRANSLATORS = "Translators"
RESEARCHERS = "Researchers"


def editors(language_code: str) -> str:
    """Return the name of the group of editors of one language."""
    return f"Editors ({language_code})"


@dataclass(frozen=True)
class Role:
    """A group of accounts and its rights.

    ``pages`` are Wagtail's page permissions on the front pages of ``languages``,
    ``files`` its collection permissions on every image and document, ``models`` plain
    model permissions as ``app.codename``.
    """

    name: str
    languages: tuple[str, ...]
    pages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    models: tuple[str, ...] = field(default=())


_ADMIN = ("wagtailadmin.access_admin",)
_TERMS = ("topic", "place", "person")
_STORY = ("correction", "liveentry")
_EVIDENCE = ("incident", "place", "movableobject", "source", "exhibit")


def _permissions(
    models: tuple[str, ...], *verbs: str, room: str = "articles"
) -> tuple[str, ...]:
    return tuple(f"{room}.{verb}_{model}" for model in models for verb in verbs)


def _evidence(*more: str) -> tuple[str, ...]:
    """Return the rights of whoever builds records. Nobody may decide on their own: the
    actions hold that, whatever the rights."""
    return (
        *_permissions(_EVIDENCE, "view", "add", "change", room="evidence"),
        *_permissions(("vocabularyterm",), "view", room="evidence"),
        *_permissions(("deaccession",), "add", "change", room="evidence"),
        "evidence.change_fixityfinding",
        "evidence.add_assessment",
        "evidence.add_capture",
        "evidence.add_export",
        "evidence.review_record",
        "evidence.view_private",
        *more,
    )


def roles() -> list[Role]:
    """Return every role, with just the rights that its work needs.

    Only the chief editor publishes, unpublishes and deletes. Editors write in their
    own language. Translators change translations and nothing else:
    ``translation`` keeps them out of the source articles.
    """
    every = tuple(language_codes())
    submit = ("wagtail_localize.submit_translation",)
    chief = Role(
        CHIEF_EDITORS,
        every,
        pages=("add", "change", "publish", "bulk_delete", "lock", "unlock"),
        files=("add", "change", "delete", "choose"),
        models=(
            *_ADMIN,
            *submit,
            *_permissions((*_TERMS, "tag"), "view", "add", "change", "delete"),
            *_permissions(_STORY, "view", "add", "change"),
            "wagtailredirects.add_redirect",
            "wagtailredirects.change_redirect",
            "wagtailredirects.delete_redirect",
            *_evidence(
                *_permissions(("vocabularyterm",), "add", "change", room="evidence"),
                "evidence.withdraw_record",
                "evidence.export_private",
            ),
        ),
    )
    language_editors = [
        Role(
            editors(code),
            (code,),
            pages=("add", "change", "lock"),
            files=("add", "change", "choose"),
            models=(
                *_ADMIN,
                *submit,
                *_permissions(_TERMS, "view", "add", "change"),
                *_permissions(_STORY, "view", "add", "change"),
            ),
        )
        for code in every
    ]
    translators = Role(
        TRANSLATORS,
        every,
        pages=("change",),
        files=("choose",),
        models=(*_ADMIN, *submit, *_permissions(_STORY, "view", "change")),
    )
    researchers = Role(
        RESEARCHERS,
        every,
        files=("add", "change", "choose"),
        models=(*_ADMIN, *_evidence()),
    )
    return [chief, *language_editors, translators, researchers]
