"""Readers' pages of the archive. They read the frozen versions, never the drafts."""

from evidence.views.addresses import ark, record_address
from evidence.views.captions import captions
from evidence.views.corrections import corrections
from evidence.views.feed import feed
from evidence.views.files import file, rendition
from evidence.views.library import library
from evidence.views.record import record
from evidence.views.text import text
from evidence.views.tiles import tile, tiled_image, tiles_information
from evidence.views.version import citation, version, version_json

__all__ = [
    "ark",
    "captions",
    "citation",
    "corrections",
    "feed",
    "file",
    "library",
    "record",
    "record_address",
    "rendition",
    "text",
    "tile",
    "tiled_image",
    "tiles_information",
    "version",
    "version_json",
]
