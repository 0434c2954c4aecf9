"""Whether a reader may see a record now, and what is said of one that is withdrawn."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.locales import active_locale_id
from core.meta import PageMeta, describe
from core.restrictions import is_restricted
from evidence.identifiers import ark as whole_ark
from evidence.models import Record, RecordPage, Withdrawal

__all__ = ["refuse_hidden", "withdrawn"]


def refuse_hidden(request: HttpRequest, name: str) -> HttpResponse | None:
    """Return None for a record that may be seen, the page that tells why for one that
    is withdrawn; raise :class:`Http404` for any other."""
    record = Record.objects.filter(name=name).first()
    if record is None:
        raise Http404
    if not Record.objects.visible().filter(pk=record.pk).exists():
        return withdrawn(request, name)
    is_private = RecordPage.objects.filter(
        is_restricted(), record=record, locale_id=active_locale_id()
    )
    if is_private.exists():
        raise Http404
    return None


def withdrawn(request: HttpRequest, name: str) -> HttpResponse:
    """Answer 410 with the public reason; raise :class:`Http404` unless ``name`` is a
    record that was withdrawn and not published again."""
    row = (
        Withdrawal.objects.filter(record__name=name, record__in=Record.objects.open())
        .exclude(record__in=Record.objects.visible())
        .select_related("record")
        .order_by("-at")
        .first()
    )
    if row is None:
        raise Http404
    title = _("This record was withdrawn")
    describe(request, PageMeta(title=title, path=request.path, robots="noindex"))
    context = {
        "title": title,
        "withdrawal": row,
        "ark": whole_ark(row.record.name, row.record.naan),
        "is_translated": row.language == get_language(),
    }
    return render(request, "evidence/withdrawn.html", context, status=410)
