from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        import_module("core.sweeps").register_core_sweeps()
        import_module("core.pictures.start").start_pictures()
        import_module("core.signals")
