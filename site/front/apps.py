from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrontConfig(AppConfig):
    name = "front"
    verbose_name = _("Front")

    def ready(self) -> None:
        import_module("front.signals")
