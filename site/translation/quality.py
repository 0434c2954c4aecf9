"""Checks of a translation before publication, each with its explanation."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail_localize.strings import extract_ids

from translation.progress import Progress, Segment

__all__ = ["Finding", "findings"]

_NUMBER = re.compile(r"\d+(?:[\s.,]\d+)*")


@dataclass(frozen=True)
class Finding:
    """What is wrong with a segment. A serious one keeps the version from the public."""

    message: str
    is_serious: bool


def findings(progress: Progress, model: type[Any]) -> list[Finding]:
    """Return what a translator should look at, serious findings first."""
    found = []
    for segment in progress.required:
        if segment.text is not None:
            found += _links(segment, model) + _numbers(segment, model)
    return sorted(found, key=lambda finding: not finding.is_serious)


def _links(segment: Segment, model: type[Any]) -> list[Finding]:
    lost = extract_ids(segment.source) - extract_ids(segment.text or "")
    if not lost:
        return []
    message = _("%(segment)s: a link of the original is missing: %(links)s.") % {
        "segment": segment.label(model),
        "links": ", ".join(f'<a id="{name}">' for name in sorted(lost)),
    }
    return [Finding(message, is_serious=True)]


def _numbers(segment: Segment, model: type[Any]) -> list[Finding]:
    ours, theirs = _digits(segment.text or ""), _digits(segment.source)
    if ours == theirs:
        return []
    changed = sorted((ours - theirs) | (theirs - ours))
    message = _("%(segment)s: check these numbers: %(numbers)s.") % {
        "segment": segment.label(model),
        "numbers": ", ".join(changed),
    }
    return [Finding(message, is_serious=False)]


def _digits(text: str) -> Counter[str]:
    """Count the numbers in ``text`` whatever separates their thousands and decimals."""
    numbers = _NUMBER.findall(strip_tags(text))
    return Counter(re.sub(r"\D", "", number) for number in numbers)
