"""Why a translation is refused, in words that say what to do."""

from __future__ import annotations

from django.core.exceptions import ValidationError

__all__ = ["TranslationRefused"]


class TranslationRefused(ValidationError):
    """An act of translation that would break a rule. Its messages are for editors;
    ``code`` names the rule."""

    def __init__(self, message: str | list[str], *, code: str) -> None:
        super().__init__(message, code=code)
        self.code = code

    @property
    def reasons(self) -> list[str]:
        return [str(message) for message in self.messages]
