"""Records for the API to tell of."""

from tests.evidence.conftest import make_record, recorder, records, reviewer

__all__ = ["make_record", "recorder", "records", "reviewer"]
