from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.publication import register_publication_check


class TranslationConfig(AppConfig):
    name = "translation"
    verbose_name = _("Translation")

    def ready(self) -> None:
        import_module("translation.checks")
        import_module("translation.signals")
        import_module("translation.patches").apply()
        querysets = import_module("translation.querysets")
        reading = import_module("articles.reading")
        reading.register_standing(querysets.reader_standing)
        publication = import_module("translation.publication")
        register_publication_check(publication.whole_versions_only)
