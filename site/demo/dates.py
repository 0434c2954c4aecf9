"""When the sample stories were published: days and sensible hours before now."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from articles import listings
from articles.models import ArticlePage
from demo.content import SampleStory
from demo.ledger import key_of
from search.actions import index_documents
from translation.models import VersionState

__all__ = ["Calendar"]

FIRST_HOUR, LAST_HOUR = 8, 20
NEWEST_MINUTES, MINUTES_BETWEEN = 7, 41


class Calendar:
    """Dates seen from one moment, ``now``, for the whole of a seeding."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or timezone.now()

    def soon(self, *, days: int, hour: int) -> datetime:
        """Return a full hour of a coming day."""
        return self._moment(-days, time(hour))

    def at(self, days_ago: int, name: str) -> datetime:
        """Return a working hour of a past day, always the same for ``name``."""
        minutes = key_of("hour", name).int % ((LAST_HOUR - FIRST_HOUR) * 60)
        clock = time(FIRST_HOUR + minutes // 60, minutes % 60)
        return min(self._moment(days_ago, clock), self.now)

    def _moment(self, days_ago: int, clock: time) -> datetime:
        day = timezone.localdate(self.now) - timedelta(days=days_ago)
        return timezone.make_aware(datetime.combine(day, clock))

    def published(self, story: SampleStory, number: int) -> datetime:
        """Return when the original of ``story`` was published; today's are the newest,
        some minutes and hours old."""
        if story.live_entries:
            oldest = max(entry["minutes_ago"] for entry in story.live_entries)
            return self.now - timedelta(minutes=oldest + 12)
        if story.days_ago:
            return self.at(story.days_ago, story.number)
        minutes = NEWEST_MINUTES + MINUTES_BETWEEN * (number % 12)
        return self.now - timedelta(minutes=minutes)

    def set_dates(self, story: SampleStory, number: int) -> None:
        """Date the live versions of ``story`` back, and the lists with them.

        Translations follow the original by an hour or two, or by less where it is
        itself quite new.
        """
        first = self.published(story, number)
        revised = min(first + timedelta(hours=20), self.now)
        lag = min(timedelta(minutes=75), (self.now - first) / 3)
        versions = ArticlePage.objects.filter(
            translation_key=key_of("article", story.number), live=True
        ).select_related("locale")
        later = {code: place for place, code in enumerate(story.targets, start=1)}
        for version in versions:
            code = version.locale.language_code
            published = first + lag * later.get(code, 0)
            is_revised = story.stale_in and code != story.stale_in
            changed = revised if is_revised else published
            ArticlePage.objects.filter(pk=version.pk).update(
                first_published_at=published, last_published_at=changed
            )
            if code == story.stale_in:
                VersionState.objects.filter(
                    story=version.translation_key, locale_id=version.locale_id
                ).update(stale_since=revised, source_changed_at=revised)
        for version in versions:
            listings.refresh(version.pk)
        index_documents(ArticlePage, [version.pk for version in versions])
