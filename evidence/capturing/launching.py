"""Starts a program with two pipes as its descriptors 3 and 4, which Chromium talks on.

Run as a script: ``launching.py <read end> <write end> <program> <argument>…``. Python
cannot choose the numbers of the descriptors that a child gets, and running code between
fork and exec is unsafe in a process with threads; this small process does it.
"""

from __future__ import annotations

import os
import sys


def main(arguments: list[str]) -> None:
    """Move the pipes to 3 and 4, let nothing else through, become the program."""
    read_end, write_end = int(arguments[0]), int(arguments[1])
    # First out of the way: one of them may have the other's new number.
    read_end, write_end = os.dup(read_end), os.dup(write_end)
    while min(read_end, write_end) <= 4:
        read_end, write_end = os.dup(read_end), os.dup(write_end)
    os.dup2(read_end, 3)
    os.dup2(write_end, 4)
    os.closerange(5, 256)
    os.execv(arguments[2], arguments[2:])  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
