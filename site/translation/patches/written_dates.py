"""The day of a translation is written in the language of whoever reads it.

Stock formats it with ``strftime``, which knows English months only, and offers nothing
to override: the text is made in the model.
"""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail_localize.models import StringTranslation

__all__ = ["apply"]


def _get_comment(translation: StringTranslation) -> str | None:
    # The words are wagtail-localize's own, so its catalogues have them.
    day = date_format(localtime(translation.updated_at), "j E Y")
    if translation.tool_name:
        words = "Translated with {tool_name} on {date}"
    elif translation.translation_type == StringTranslation.TRANSLATION_TYPE_MANUAL:
        words = "Translated manually on {date}"
    elif translation.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE:
        words = "Machine translated on {date}"
    else:
        return None
    return _(words).format(tool_name=translation.tool_name, date=day)


def apply() -> None:
    StringTranslation.get_comment = _get_comment
