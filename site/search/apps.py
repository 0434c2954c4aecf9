from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.clock import register_sweep


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        # Models and signals of the other rooms exist only now.
        from search import checks, signals  # noqa: F401, PLC0415
        from search.actions import refresh_stale  # noqa: PLC0415

        register_sweep("search_refresh_stale", refresh_stale, every_seconds=60)
