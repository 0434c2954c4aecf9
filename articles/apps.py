from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Articles")

    def ready(self) -> None:
        import_module("articles.signals")
        citing = import_module("articles.citing")
        cited_by = import_module("evidence.cited_by")
        cited_by.register_citing("articles", citing.citing_articles)
        pictures = import_module("core.pictures")
        cards = import_module("articles.cards")
        pictures.register_card_source("articles", cards.recent_cards)
