"""The library: choosing among public records, and drawing what was chosen.

All of a view's state is in its query string, so each is an address to share.
"""

from evidence.library.choosing import FACETS, VIEWS, Choice
from evidence.library.reading import Page, counts_of, matching, read_page

__all__ = [
    "FACETS",
    "VIEWS",
    "Choice",
    "Page",
    "counts_of",
    "matching",
    "read_page",
]
