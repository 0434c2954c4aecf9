"""What translators and editors do: submit, translate, hand in, publish."""

from translation.actions.publishing import (
    hand_in_translation,
    publish_translation,
    refuse_unfinished,
    save_draft,
)
from translation.actions.submitting import (
    refuse_chain,
    state_of,
    submit_for_translation,
)
from translation.actions.translating import save_segment, save_translations

__all__ = [
    "hand_in_translation",
    "publish_translation",
    "refuse_chain",
    "refuse_unfinished",
    "save_draft",
    "save_segment",
    "save_translations",
    "state_of",
    "submit_for_translation",
]
