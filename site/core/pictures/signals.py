"""What other rooms may listen to."""

from django.dispatch import Signal

__all__ = ["renditions_made"]

# Sent after a picture's renditions became public or were replaced, with
# ``picture_id``: pages that show the picture have changed.
renditions_made = Signal()
