"""From the blocks of a sample file to a StreamField's value in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from demo.content import ContentError, Table
from demo.ledger import key_of

__all__ = ["Shelf", "blocks_of"]

Value = dict[str, Any]


@dataclass(frozen=True)
class Shelf:
    """What blocks point to: sample key → primary key. ``file_of`` returns the document
    for a block (owner, index, block); ``stories`` are source articles by number;
    ``reference_of`` returns what a block cites of the archive."""

    images: dict[str, int]
    stories: dict[str, int]
    file_of: Callable[[str, int, Table], int]
    reference_of: Callable[[Table], str]


def blocks_of(
    owner: str, blocks: Iterable[Table], code: str, shelf: Shelf
) -> list[Value]:
    """Return ``blocks`` in the language ``code`` as a StreamField stores them.

    ``owner`` names the page: a block has the same identifier in every language, so
    that a translation can be paired with its original.
    """
    return [
        {
            "type": block["type"],
            "value": _value(owner, index, block, code, shelf),
            "id": str(key_of(owner, index)),
        }
        for index, block in enumerate(blocks)
    ]


def _value(owner: str, index: int, block: Table, code: str, shelf: Shelf) -> Any:
    match block["type"]:
        case "paragraph":
            return f"<p>{block[code]}</p>"
        case "heading":
            return block[code]
        case "image":
            return _picture(block, code, shelf)
        case "gallery":
            return [
                {
                    "type": "item",
                    "value": _picture(picture, code, shelf),
                    "id": str(key_of(owner, index, place)),
                }
                for place, picture in enumerate(block["images"])
            ]
        case "quote" | "pull_quote":
            return {
                "text": block[code],
                "attribution": block.get(f"attribution_{code}", ""),
            }
        case "table":
            return {
                "data": block[f"rows_{code}"],
                "table_caption": block.get(f"caption_{code}", ""),
                "table_header_choice": "row" if block.get("header") else "neither",
                "first_row_is_table_header": bool(block.get("header")),
                "first_col_is_header": False,
            }
        case "document":
            return {
                "document": shelf.file_of(owner, index, block),
                "title": block[f"title_{code}"],
            }
        case "video" | "audio":
            return {
                "recording": shelf.file_of(owner, index, block),
                "title": block[f"title_{code}"],
                "transcript": block[f"transcript_{code}"],
            }
        case "fact_box":
            return {
                "title": block[f"title_{code}"],
                "text": f"<p>{block[f'text_{code}']}</p>",
            }
        case "footnote":
            return {"label": str(block["number"]), "text": f"<p>{block[code]}</p>"}
        case "evidence_citation":
            return {"cited": shelf.reference_of(block), "note": block.get(code, "")}
        case "evidence_number":
            return {"text": block[code], "kind": block["kind"]}
        case "related":
            return {
                "articles": [
                    {
                        "type": "item",
                        "value": shelf.stories[number],
                        "id": str(key_of(owner, index, number)),
                    }
                    for number in block["articles"]
                    if number in shelf.stories
                ]
            }
    raise ContentError(f"{owner}: no such block as {block['type']!r}")


def _picture(picture: Table, code: str, shelf: Shelf) -> Value:
    return {
        "image": shelf.images[picture["image"]],
        "alt_text": picture[f"alt_{code}"],
        "caption": picture.get(f"caption_{code}", ""),
        "credit": picture.get(f"credit_{code}", ""),
    }
