"""The evidence archive: places, incidents, claims, sources and their custody.

Articles cite evidence; this package never imports them. What a reader sees of a record
is its newest published version, frozen by :mod:`evidence.freezing`.
"""
