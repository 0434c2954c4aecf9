"""The archive by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.listings import ALL
from articles.models import (
    ListingEntry,
)
from articles.paging import latest
from articles.views.addresses import same_everywhere
from articles.views.lists import listing
from core.locales import active_locale_id
from core.meta import PageMeta

__all__ = ["archive", "day"]


def archive(request: HttpRequest) -> HttpResponse:
    """Go to the newest day that has an article, or to today."""
    newest = latest(ALL, active_locale_id(), 1)
    moment = newest[0].first_published_at if newest else None
    when = timezone.localdate(moment) if moment else timezone.localdate()
    return HttpResponseRedirect(reverse("day", args=[when.year, when.month, when.day]))


def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """What was published on one day, Baku time, with the nearest days before and
    after that have articles."""
    try:
        when = date(year, month, day)
        start = timezone.make_aware(datetime.combine(when, datetime.min.time()))
        end = start + timedelta(days=1)
    except (ValueError, OverflowError):
        raise Http404 from None
    entries = ListingEntry.objects.filter(
        stream=ALL, locale_id=active_locale_id(), article__live=True
    )
    earlier = entries.filter(published_at__lt=start).order_by("-published_at")
    later = entries.filter(published_at__gte=end).order_by("published_at")
    near = [
        rows.values_list("published_at", flat=True).first() for rows in (earlier, later)
    ]
    previous, following = (_day_link(moment) for moment in near)
    path = reverse("day", args=[year, month, day])
    heading = date_format(when, "j E Y")
    meta = PageMeta(
        title=_("News of %(day)s") % {"day": heading},
        path=path,
        versions=same_everywhere(path),
        breadcrumbs=[(_("Archive"), reverse("archive")), (heading, path)],
    )
    return listing(
        request,
        ALL,
        meta=meta,
        since=start,
        until=end,
        heading=heading,
        label=_("Archive"),
        day_navigation={"previous": previous, "next": following},
    )


def _day_link(moment: datetime | None) -> dict[str, str] | None:
    if moment is None:
        return None
    when = timezone.localdate(moment)
    return {
        "url": reverse("day", args=[when.year, when.month, when.day]),
        "title": date_format(when, "j E Y"),
    }
