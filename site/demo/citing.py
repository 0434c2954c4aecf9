"""What the sample articles cite of the sample records."""

from __future__ import annotations

from demo.content import ContentError, Table
from demo.ledger import made
from evidence.models import PublishedVersion
from evidence.reference import CLAIM, EXHIBIT, Reference

__all__ = ["reference_of"]


def reference_of(block: Table) -> str:
    """Return the reference to the newest version of the record that ``block`` names,
    or to its claim or exhibit of a number, counted from 1."""
    version = (
        PublishedVersion.objects.filter(record=made("record").get(block["record"]))
        .order_by("-number")
        .first()
    )
    if version is None:
        raise ContentError(f"There is no record {block['record']!r} to cite")
    document = version.document
    part, key = "", ""
    if "claim" in block:
        part, key = CLAIM, document["claims"][block["claim"] - 1]["uuid"]
    elif "exhibit" in block:
        part, key = EXHIBIT, document["exhibits"][block["exhibit"] - 1]["name"]
    return str(Reference(document["name"], version.number, part, key))
