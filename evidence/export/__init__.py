"""Export: bags (BagIt 1.0, RFC 8493) that can be checked without this site.

:mod:`evidence.export.bag` writes a bag, :mod:`evidence.export.contents` says what goes
into one, and ``verify.py`` is the program that travels with it: it imports nothing
from here, and nothing here imports it.
"""
