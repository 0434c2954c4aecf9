"""What a reader may ask for in the address of a search."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CharField, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from articles.models import Tag
from articles.navigation import Section
from articles.querysets import is_listed
from core.locales import active_locale_id
from search.query import QUERY_LENGTH, WINDOW, Question, clean, parse
from search.registry import kind_labels

__all__ = ["NEWEST", "PAGE_SIZE", "RELEVANCE", "SearchForm"]

PAGE_SIZE = 20
RELEVANCE, NEWEST = "relevance", "newest"
_PAGES = WINDOW // PAGE_SIZE


class SearchForm(forms.Form):
    """Reads the parameters of the search page.

    A value that makes no sense is explained in ``errors`` and otherwise ignored: the
    search goes on without it, see :meth:`question`.
    """

    q = forms.CharField(required=False, strip=False, label=_("Search for"))
    section = forms.ChoiceField(required=False, label=_("Section"))
    kind = forms.ChoiceField(required=False, label=_("Kind of result"))
    since = forms.DateField(
        required=False,
        label=_("From"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Write the date as year-month-day.")},
    )
    until = forms.DateField(
        required=False,
        label=_("To"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Write the date as year-month-day.")},
    )
    tag = forms.CharField(required=False, max_length=100, label=_("Tag"))
    sort = forms.ChoiceField(
        required=False,
        label=_("Order"),
        choices=[(RELEVANCE, _("Best first")), (NEWEST, _("Newest first"))],
    )
    page = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=_PAGES,
        label=_("Page"),
        error_messages={
            "invalid": _("There is no such page of results."),
            "min_value": _("There is no such page of results."),
            "max_value": _("There is no such page of results."),
        },
    )

    def __init__(
        self, *args: Any, language: str, sections: list[Section], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.language = language
        self.sections = dict(_flat(sections, language))
        self._choices("section").choices = [
            (path, section.title) for path, section in self.sections.items()
        ]
        self._choices("kind").choices = list(kind_labels().items())
        self.chosen_tag: Tag | None = None

    def _choices(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        return field

    def add_prefix(self, field_name: str) -> str:
        """Return the parameter's name: ``from`` and ``to`` are no names in Python."""
        names = {"since": "from", "until": "to"}
        return super().add_prefix(names.get(field_name, field_name))

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"]
        if len(text) > QUERY_LENGTH:
            message = _("Only the first %(limit)d characters were searched for.")
            self.add_error(
                "q", ValidationError(message, params={"limit": QUERY_LENGTH})
            )
        return clean(text)

    def clean_tag(self) -> str:
        slug: str = self.cleaned_data["tag"]
        if slug:
            # A tag of hidden articles alone does not exist for readers.
            stream = Concat(
                Value(f"{Tag.stream_prefix}:"), Cast(OuterRef("pk"), CharField())
            )
            self.chosen_tag = Tag.objects.filter(
                is_listed(stream, active_locale_id()), slug=clean(slug)
            ).first()
            if self.chosen_tag is None:
                raise ValidationError(_("There is no such tag."))
        return slug

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", _("This date is before the first one."))
        return data

    @property
    def query(self) -> str:
        """What the reader typed, fit to be shown."""
        return clean(str(self.data.get("q", "")))

    def value(self, name: str) -> Any:
        """Return the value of a parameter; None where there is no valid one."""
        if not self.is_bound:
            return None
        self.is_valid()
        return self.cleaned_data.get(name) or None

    @property
    def number(self) -> int:
        """Return the page of results that is asked for, from 1."""
        return self.value("page") or 1

    def question(self) -> Question:
        """Return the question that the valid parameters make."""
        keys = []
        if path := self.value("section"):
            keys.append(self.sections[path].stream)
        if kind := self.value("kind"):
            keys.append(f"kind:{kind}")
        if self.value("tag") and self.chosen_tag:
            keys.append(self.chosen_tag.stream)
        until = self.value("until")
        return Question(
            terms=parse(self.query, self.language),
            language=self.language,
            keys=keys,
            since=_midnight(self.value("since")),
            until=_midnight(until + timedelta(days=1)) if until else None,
            newest_first=self.value("sort") == NEWEST,
        )

    @property
    def chosen(self) -> dict[str, Any]:
        """Return field name → value, of the parameters that have a valid one."""
        return {name: self.value(name) for name in self.fields}

    def address(self, **changes: object) -> str:
        """Return the query string of this search with ``changes``: a parameter's field
        name and its value, None to leave it out. Without the page, unless given."""
        values: dict[str, object] = {"q": self.query}
        for name in ("section", "kind", "since", "until", "tag", "sort"):
            values[name] = self.value(name)
        values |= changes
        given = {
            self.add_prefix(name): str(value) for name, value in values.items() if value
        }
        return f"?{urlencode(given)}"

    @property
    def faults(self) -> list[tuple[str, str]]:
        """(label, message) of each parameter that was ignored or cut."""
        return [
            (str(self.fields[name].label) if name in self.fields else "", str(message))
            for name, messages in self.errors.items()
            for message in messages
        ]


def _flat(sections: list[Section], language: str) -> list[tuple[str, Section]]:
    """Return (path below the front page, section), children after their parent."""
    found = []
    for section in sections:
        path = section.url.removeprefix(f"/{language}/").strip("/")
        found.append((path, section))
        found += _flat(section.children, language)
    return found


def _midnight(day: date | None) -> datetime | None:
    """Return the beginning of ``day`` in Baku."""
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
