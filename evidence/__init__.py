"""The evidence archive: places, incidents, claims, sources and their custody.

Articles cite evidence; this package never imports them. Until it has records, its
only public name is the place that the citation block takes in an article's body:
see :mod:`core.body`.
"""
