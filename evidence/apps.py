from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from core.clock import register_sweep


class EvidenceConfig(AppConfig):
    name = "evidence"
    verbose_name = _("Evidence archive")

    def ready(self) -> None:
        import_module("evidence.signals")
        triggers = import_module("evidence.triggers")
        intake = import_module("evidence.actions.intake")
        register_sweep("evidence.finish_intakes", intake.sweep_intakes, 60)
        post_migrate.connect(triggers.install_after_migrate, sender=self)
