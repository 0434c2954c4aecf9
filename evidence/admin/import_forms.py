"""The forms of an import: the file, how it is read, what its columns stand for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from evidence.actions.importing import Choices
from evidence.importing.columns import (
    Column,
    all_columns,
    guess_mapping,
    offered,
)
from evidence.importing.csv_files import DELIMITERS
from evidence.importing.encodings import ENCODINGS
from evidence.models import ImportRun, Record, Scheme, VocabularyTerm

__all__ = ["ChoicesForm", "MappingForm", "ReadingForm", "UploadForm"]


class ChoicesForm(forms.Form):
    """What holds for all rows that do not say otherwise."""

    kind = forms.ChoiceField(
        label=_("Kind of the records"),
        required=False,
        choices=[("", _("The table says it")), *Record.Kind.choices],
    )
    language = forms.ModelChoiceField(
        label=_("Language of the texts"),
        queryset=Locale.objects.none(),
        empty_label=None,
        help_text=_("Of the rows that do not say it."),
    )
    source_kind = forms.ModelChoiceField(
        label=_("Kind of the sources"),
        queryset=VocabularyTerm.objects.none(),
        required=False,
        help_text=_("Of the sources whose kind the table does not tell."),
    )
    duplicates = forms.ChoiceField(
        label=_("Rows that the archive has already"),
        choices=ImportRun.Duplicates.choices,
        initial=ImportRun.Duplicates.SKIP,
        help_text=_("Known by the column with the identifier."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages, kinds = self.fields["language"], self.fields["source_kind"]
        languages.queryset = Locale.objects.all()  # type: ignore[attr-defined]
        own = Locale.objects.filter(language_code=get_language() or "").first()
        languages.initial = own.pk if own else None
        terms = VocabularyTerm.objects.filter(
            scheme=Scheme.SOURCE_KIND, is_retired=False
        )
        kinds.queryset = terms.prefetch_related("labels")  # type: ignore[attr-defined]

    def choices(self) -> Choices:
        data = self.cleaned_data
        names = ("kind", "language", "source_kind", "duplicates")
        return Choices(**{name: data[name] for name in names})


class UploadForm(ChoicesForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV with commas, semicolons or tabs; or XLSX. 50 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    field_order = ("file",)


class ReadingForm(forms.Form):
    """How a file is read, as far as that is not certain."""

    encoding = forms.ChoiceField(label=_("Encoding"), choices=list(ENCODINGS.items()))
    delimiter = forms.ChoiceField(
        label=_("Columns are parted by"), choices=list(DELIMITERS.items())
    )
    sheet = forms.ChoiceField(label=_("Sheet"))

    def __init__(self, run: ImportRun, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", run.layout)
        super().__init__(*args, **kwargs)
        only_one = len(run.layout.get("sheets", ())) == 1
        for name in list(self.fields):
            if name not in run.layout or (name == "sheet" and only_one):
                del self.fields[name]
        if "sheet" in self.fields:
            names = [(name, name) for name in run.layout["sheets"]]
            self.fields["sheet"].choices = names  # type: ignore[attr-defined]


class MappingForm(ChoicesForm):
    """What each column of the file stands for: one field a column, by its number."""

    def __init__(self, run: ImportRun, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(run))
        super().__init__(*args, **kwargs)
        self._run = run
        columns = offered()
        options, known = _options(columns), {column.name for column in columns}
        guessed = guess_mapping(run.header)
        for number, heading in enumerate(run.header):
            own = {guessed[number], *run.mapping[number : number + 1]} - known - {""}
            more = _options([all_columns()[name] for name in sorted(own)])[1:]
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=heading, required=False, choices=[*options, *more]
            )

    def columns(self) -> list[Any]:
        return [self[f"column_{number}"] for number in range(len(self._run.header))]

    def general(self) -> list[Any]:
        return [self[name] for name in ChoicesForm.base_fields]

    def mapping(self) -> list[str]:
        numbers = range(len(self._run.header))
        return [self.cleaned_data[f"column_{number}"] for number in numbers]


def _initial(run: ImportRun) -> dict[str, Any]:
    return {
        "kind": run.kind,
        "language": run.language_id,
        "source_kind": run.source_kind_id,
        "duplicates": run.duplicates,
        **{f"column_{number}": name for number, name in enumerate(run.mapping)},
    }


def _options(columns: list[Column]) -> list[tuple[Any, Any]]:
    """Return the columns under the names of their groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for column in columns:
        told = groups.setdefault(str(column.group.label), [])
        told.append((column.name, column.label))
    return [("", _("— leave out —")), *groups.items()]
