"""The archive's feed: records as they are published, changed and corrected."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.meta import absolute
from core.xml import xml_text
from delivery.conditional import unless_known
from evidence.identifiers import ark
from evidence.models import CatalogueWords, PublishedVersion, Record

__all__ = ["feed"]

MAX_ENTRIES = 50


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The records that were changed last, in the active language, as Atom."""
    language = get_language() or ""
    rows = (
        CatalogueWords.objects.filter(
            language=language, entry__record__in=Record.objects.visible()
        )
        .order_by("-entry__published_at", "-entry")
        .values_list(
            "entry__record__name",
            "entry__record__naan",
            "title",
            "summary",
            "entry__first_published_at",
            "entry__published_at",
            "entry__version__occasion",
        )[:MAX_ENTRIES]
    )
    archive = absolute(f"/{language}/evidence/")
    site = _("Voice of Karabakh")
    atom = Atom1Feed(
        title=f"{_('Evidence archive')} — {site}",
        link=archive,
        description=_("New, changed and corrected records."),
        language=language,
        author_name=site,
        feed_url=absolute(request.path),
        feed_guid=absolute(request.path),
    )
    occasions = PublishedVersion.Occasion
    for name, naan, title, summary, first, last, occasion in rows:
        atom.add_item(
            title=xml_text(title),
            link=absolute(reverse("evidence_record", args=[name])),
            description=xml_text(summary),
            pubdate=first,
            updateddate=last,
            unique_id=f"{absolute('/')}{ark(name, naan)}#{language}",
            unique_id_is_permalink=False,
            categories=[str(occasions(occasion).label)],
        )
    text = atom.writeString("utf-8")
    return unless_known(request, text, content_type="application/atom+xml")
