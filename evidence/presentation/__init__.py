"""From a frozen document to what a page shows, in one language.

Nothing here reads the tables that researchers write in, but for what must hold now:
whether an exhibit is still open, how its bytes stood at the last check.
"""

from evidence.presentation.record import RecordView, present

__all__ = ["RecordView", "present"]
