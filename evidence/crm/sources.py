"""What a record rests on: sources and exhibits."""

from __future__ import annotations

from collections.abc import Iterable

from evidence.crm.frame import Frame
from evidence.crm.nodes import Document, Node, identifier, said, terms, when

__all__ = ["exhibits", "sources"]


def sources(frame: Frame) -> Iterable[Node]:
    for row in frame.document["sources"]:
        node: Node = {
            "@id": frame.part("source", row["name"]),
            "@type": "crm:E73_Information_Object",
            "crm:P2_has_type": terms(
                ("source_kind", row["kind"]), ("reliability", row["reliability"])
            ),
        }
        if not row["is_confidential"] and row["name"] not in frame.closed.sources:
            node |= _bibliography(row)
        yield node


def exhibits(frame: Frame) -> Iterable[Node]:
    for row in frame.document["exhibits"]:
        if row["name"] in frame.closed.exhibits:
            continue
        is_picture = row["media_type"].startswith("image/")
        visual = "crm:E36_Visual_Item"
        relation = "crm:P138_represents" if is_picture else "crm:P67_refers_to"
        node: Node = {
            "@id": f"{frame.home}{row['ark']}",
            "@type": visual if is_picture else "crm:E73_Information_Object",
            "crm:P1_is_identified_by": [
                identifier(row["ark"], "ark"),
                identifier(f"sha256:{row['sha256']}", "sha256"),
                identifier(f"sha512:{row['sha512']}", "sha512"),
            ],
            relation: {"@id": frame.subject},
            "crm:P3_has_note": frame.entries(f"caption.{row['uuid']}"),
            "dcterms:format": row["media_type"],
        }
        node |= when("dcterms:created", row["taken"])
        if row["source"]:
            node["dcterms:source"] = {"@id": frame.part("source", row["source"])}
        yield node


def _bibliography(row: Document) -> Node:
    node: Node = {
        "crm:P102_has_title": {
            "@type": "crm:E35_Title",
            "crm:P190_has_symbolic_content": said(row["title"], row["language"]),
        },
        "crm:P1_is_identified_by": [
            identifier(value, kind)
            for kind, value in (("ark", row["ark"]), ("url", row["url"]))
            if value
        ],
    }
    makers = [row[name] for name in ("author", "publisher") if row[name]]
    created: Node = {
        "crm:P14_carried_out_by": [
            {"@type": "crm:E39_Actor", "rdfs:label": maker} for maker in makers
        ],
        **when("crm:P4_has_time-span", row["issued"]),
    }
    if makers or row["issued"]:
        node["crm:P94i_was_created_by"] = {"@type": "crm:E65_Creation", **created}
    return node
