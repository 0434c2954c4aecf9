"""Anchoring: proof, by witnesses outside the house, that something existed by a time.

Hashes are gathered in a Merkle tree (:mod:`evidence.anchoring.merkle`); its root is
witnessed by time-stamping authorities (:mod:`evidence.anchoring.authorities`, RFC 3161)
and by OpenTimestamps (:mod:`evidence.anchoring.calendars`). Nothing here knows a model.
"""
