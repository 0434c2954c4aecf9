"""Sources and claims as readers see them: numbered, graded, for and against."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from evidence.models import ClaimSource, Credibility, Relation, Reliability
from evidence.presentation.terms import Terms
from evidence.presentation.wording import (
    Passage,
    Wording,
    language_name,
    when,
)

__all__ = ["ClaimView", "LinkView", "SourceView", "claims_of", "sources_of"]

Document = dict[str, Any]


@dataclass(frozen=True)
class SourceView:
    """A source. Of a confidential one there is only number, kind and grade."""

    number: int
    kind: str
    reliability: str
    is_confidential: bool
    facts: Document = field(default_factory=dict)
    language_name: str = ""
    issued: str = ""
    is_dead: bool = False

    @property
    def grade(self) -> str:
        return self.reliability[:1]


@dataclass(frozen=True)
class LinkView:
    """What one source says of a claim."""

    source: SourceView
    relation: str
    relation_label: str
    credibility: str
    locator: str
    quotation: str
    quotation_language: str
    quotation_language_name: str
    translation: Passage

    @property
    def grade(self) -> str:
        """The two signs of the Admiralty code, such as B2."""
        return f"{self.source.grade}{self.credibility[:1]}"


@dataclass(frozen=True)
class ClaimView:
    uuid: str
    text: Passage
    links: list[LinkView]

    @property
    def is_contradicted(self) -> bool:
        return any(link.relation == Relation.CONTRADICTS for link in self.links)


def sources_of(
    document: Document,
    terms: Terms,
    dead: Mapping[str, bool],
    closed: Collection[str] = (),
) -> dict[str, SourceView]:
    """Return the sources by identifier, numbered as they are mentioned. Those in
    ``closed`` are confidential by now, whatever they were."""
    found = {}
    for number, row in enumerate(document["sources"], start=1):
        is_confidential = row["is_confidential"] or row["name"] in closed
        facts = {} if is_confidential else row
        found[row["name"]] = SourceView(
            number=number,
            kind=terms.label("source_kind", row["kind"]),
            reliability=_label(Reliability, row["reliability"]),
            is_confidential=is_confidential,
            facts=facts,
            language_name=language_name(facts.get("language") or ""),
            issued=when(facts.get("issued") or ""),
            is_dead=dead.get(row["name"], False),
        )
    return found


def claims_of(
    document: Document, wording: Wording, sources: Mapping[str, SourceView]
) -> list[ClaimView]:
    return [
        ClaimView(
            uuid=claim["uuid"],
            text=wording.passage(f"claim.{claim['uuid']}"),
            links=[_link(row, wording, sources) for row in claim["sources"]],
        )
        for claim in document["claims"]
    ]


def _link(
    row: Document, wording: Wording, sources: Mapping[str, SourceView]
) -> LinkView:
    source = sources[row["source"]]
    is_told = not source.is_confidential
    locator = row["locator"] if is_told else ""
    if locator and row["locator_kind"]:
        locator = f"{_label(ClaimSource.Locator, row['locator_kind'])} {locator}"
    own = row["quotation_language"] == wording.language
    translation = wording.passage(f"quotation.{row['uuid']}")
    return LinkView(
        source=source,
        relation=row["relation"],
        relation_label=_label(Relation, row["relation"]),
        credibility=_label(Credibility, row["credibility"]),
        locator=locator,
        quotation=row["quotation"] if is_told else "",
        quotation_language=row["quotation_language"],
        quotation_language_name=language_name(row["quotation_language"]),
        translation=Passage() if own or not is_told else translation,
    )


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value
