"""The form by which the newsroom signs in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm

__all__ = ["SignInForm"]


class SignInForm(LoginForm):
    """Wagtail's, which leaves the name of the password's field in English."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
