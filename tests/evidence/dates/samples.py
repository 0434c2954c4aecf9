"""Dates at random: well formed in the main, with some that no calendar has."""

from __future__ import annotations

import random

__all__ = ["any_date", "any_moment"]


def any_moment(random_: random.Random, *, level: int = 2) -> str:
    """Return one date of up to this level of EDTF."""
    year = f"{random_.randrange(1, 2100):04}"
    if level and random_.random() < 0.3:
        year = year[: random_.randrange(1, 4)].ljust(4, "X")
    elif level > 1 and random_.random() < 0.1:
        place = random_.randrange(4)
        year = year[:place] + "X" + year[place + 1 :]
    if random_.random() < 0.1:
        year = f"-{year}"
    month = f"{random_.randrange(1, 13):02}"
    day = f"{random_.randrange(1, 32):02}"
    if level and random_.random() < 0.2:
        month = random_.choice(["XX", f"{random_.randrange(21, 25)}", "0X", "1X"])
    if level and random_.random() < 0.2:
        day = random_.choice(["XX", "1X", "X5"])
    parts = [year, month, day][: random_.randrange(1, 4)]
    if month.isdigit() and int(month) > 12:
        parts = parts[:2]
    if level > 1 and random_.random() < 0.2:
        place = random_.randrange(len(parts))
        parts[place] = random_.choice("?~%") + parts[place]
    mark = random_.choice(["", "", "?", "~", "%"]) if level else ""
    return "-".join(parts) + mark


def any_date(random_: random.Random) -> str:
    """Return a date, an interval or a set."""
    kind = random_.randrange(6)
    if kind < 3:
        return any_moment(random_)
    if kind < 5:
        ends = [any_moment(random_), any_moment(random_)]
        if random_.random() < 0.3:
            ends[random_.randrange(2)] = random_.choice(["", ".."])
        return "/".join(ends)
    items = [any_moment(random_) for _ in range(random_.randrange(1, 5))]
    if random_.random() < 0.5:
        items.append(
            f"{any_moment(random_)}..{random_.choice(['', '2000', '2000-05'])}"
        )
    brackets = random_.choice(["[]", "{}"])
    return brackets[0] + ",".join(items) + brackets[1]
