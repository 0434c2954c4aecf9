"""Records from tables: reading files of strangers, matching columns, building drafts.

Nothing here writes a record: :mod:`evidence.actions.importing` does.
"""
