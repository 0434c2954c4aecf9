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
        finding = import_module("evidence.actions.finding")
        register_sweep("evidence.tell_search", finding.tell_search_of_the_rest, 60)
        recording = import_module("evidence.actions.recording")
        register_sweep("evidence.make_recordings", recording.hand_out_recordings, 60)
        tiling = import_module("evidence.actions.tiling")
        register_sweep("evidence.make_tiles", tiling.hand_out_tiling, 60)
        likeness = import_module("evidence.actions.likeness")
        register_sweep("evidence.note_likeness", likeness.sweep_likeness, 300)
        bagging = import_module("evidence.actions.bagging")
        register_sweep("evidence.write_exports", bagging.sweep_exports, 300)
        anchoring = import_module("evidence.actions.anchoring")
        register_sweep("evidence.anchor", anchoring.sweep_anchoring, 300)
        fixity = import_module("evidence.actions.fixity")
        register_sweep("evidence.check_fixity", fixity.sweep_fixity, 600)
        citing = import_module("evidence.actions.citing")
        register_sweep("evidence.capture_pages", citing.hand_out_captures, 60)
        links = import_module("evidence.actions.links")
        register_sweep("evidence.check_links", links.hand_out_links, 300)
        reading = import_module("evidence.actions.reading")
        register_sweep("evidence.read_documents", reading.hand_out_readings, 60)
        importing = import_module("evidence.actions.importing")
        register_sweep("evidence.go_on_importing", importing.sweep_imports, 60)
        post_migrate.connect(triggers.install_after_migrate, sender=self)
