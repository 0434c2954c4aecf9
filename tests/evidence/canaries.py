"""An archive with a canary in every fact that readers must never learn.

Each private word begins with :data:`MARK`, each exact number with digits of its own, so
one look at an answer tells whether anything has leaked. What is public has no mark.
"""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

from django.utils import timezone
from PIL import Image

from evidence.actions.deriving import derive_copy, redact_exhibit
from evidence.actions.intake import propose_deaccession
from evidence.actions.reviewing import return_record, submit_record
from evidence.captures import canonical_url, url_digest
from evidence.models import (
    AllegedActor,
    Capture,
    Claim,
    DocumentPage,
    DocumentReading,
    Exhibit,
    Incident,
    Record,
    RecordExhibit,
    Source,
)
from evidence.redaction import Region
from tests.evidence.archive import take
from tests.evidence.records import Recorder

__all__ = ["LEAK", "MARK", "PUBLIC", "CanaryArchive", "canary", "canary_picture"]

# Both stand nowhere else, and survive slugs and stemming.
MARK = "zqxk"
PUBLIC = "jvwq"
# Shown generalised, as 46.511 and 39.725.
EXACT = {"type": "Point", "coordinates": [46.5167843, 39.7234519]}
# In EXIF as degrees, minutes and seconds.
GPS = ((39.0, 43.0, 24.4268), (46.0, 31.0, 0.4235))
LEAK = re.compile(rf"{MARK}|46\.51[67]|39\.723|24\.4268|\b0\.4235", re.I)
FAR = date(2999, 1, 1)
CAPTURED_URL = f"https://example.org/{MARK}captured"


def canary(what: str) -> str:
    return f"{MARK}{what}"


def canary_picture(what: str, size: tuple[int, int] = (64, 48)) -> bytes:
    """Return a JPEG like no other, whose EXIF names place, camera and person."""
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = canary("maker"), canary("artist")
    exif[0x010E] = canary(f"{what}description")
    exif.get_ifd(0x8769)[0xA431] = canary("serial")
    north, east = GPS
    exif.get_ifd(0x8825).update({1: "N", 2: north, 3: "E", 4: east})
    out = io.BytesIO()
    picture = Image.new("RGB", size, "teal")
    picture.save(out, "JPEG", exif=exif, comment=canary("comment").encode())
    return out.getvalue()


class CanaryArchive:
    """Records in every state. ``shown`` are public with private parts; nothing of
    ``hidden`` may be known but that some of them were withdrawn."""

    def __init__(self, records: Recorder) -> None:
        self.records = records
        self._name_people()
        self.place = records.make(
            "place",
            title=f"{PUBLIC} hill",
            geometry=EXACT,
            internal_note=canary("placenote"),
        )
        records.translate(self.place, "ru")
        self.confidential = self._source("confidential", access="restricted")
        self._capture(self.confidential)
        self.open = self._open()
        self.changed = self._changed()
        self.half_closed = self._half_closed()
        self.shown = [self.place, self.open, self.changed, self.half_closed]
        self.hidden = {
            state: getattr(self, f"_{state}")()
            for state in ("draft", "submitted", "returned", "withdrawn", "closed",
                          "sealed")
        }  # fmt: skip

    @property
    def everything(self) -> list[Record]:
        return [*self.shown, *self.hidden.values()]

    def _name_people(self) -> None:
        for who, user in (("by", self.records.by), ("rev", self.records.reviewer)):
            user.username, user.email = canary(who), f"{canary(who)}@example.org"
            user.first_name = user.last_name = canary(f"{who}name")
            user.save()

    def _source(self, what: str, **fields: Any) -> Source:
        words = ("title", "author", "publisher", "container", "volume", "pages",
                 "number", "affiliation", "reliability_reason", "consent",
                 "internal_note")  # fmt: skip
        return self.records.source(
            **{name: canary(f"{what}{name}") for name in words},
            url=CAPTURED_URL if what == "confidential" else "",
            **fields,
        )

    def _capture(self, source: Source) -> None:
        archive = self._exhibit("archive", b"PK a package", access="restricted")
        Capture.objects.create(
            source=source,
            url=canonical_url(CAPTURED_URL),
            url_digest=url_digest(CAPTURED_URL),
            state=Capture.State.DONE,
            captured_at=timezone.now(),
            archive=archive,
            text=canary("pagetext"),
            facts={"title": canary("pagetitle"), "status": 200},
        )

    def _exhibit(self, what: str, data: bytes, **facts: Any) -> Exhibit:
        """Take in a file with a secret in each private fact."""
        exhibit = take(
            data,
            f"{canary(what)}.jpg",
            title=canary(f"{what}title"),
            acquired_from=canary(f"{what}from"),
            consent=canary(f"{what}consent"),
            **facts,
        )
        if exhibit.media_type == "image/jpeg":
            derive_copy(exhibit=exhibit, by=self.records.by)
        return exhibit

    def _shut_exhibit(self, what: str, **facts: Any) -> dict[str, Any]:
        """Return the use of an exhibit whose every word is a secret."""
        exhibit = self._exhibit(
            what, canary_picture(what), transcript=canary(f"{what}script"), **facts
        )
        DocumentReading.objects.create(exhibit=exhibit, state="done", pages=1, read=1)
        DocumentPage.objects.create(
            exhibit=exhibit, number=1, text=canary(f"{what}page"), language="en"
        )
        return {
            "exhibit": exhibit,
            "caption": canary(f"{what}caption"),
            "alt_text": canary(f"{what}alt"),
        }

    def _open(self) -> Incident:
        """A public record with everything private that a record can have."""
        self.plain = self._exhibit(
            "plain", canary_picture("plain", (640, 480)), access="public"
        )
        self.redacted = self._exhibit(
            "redacted", canary_picture("redacted"), access="redacted"
        )
        redact_exhibit(
            exhibit=self.redacted, regions=[Region(0, 0, 9, 9)], reason="A face."
        )
        propose_deaccession(
            exhibit=self.plain, reason=canary("deaccession"), by=self.records.reviewer
        )
        record = self.records.make(
            title=f"{PUBLIC} incident",
            summary=f"{PUBLIC} summary.",
            account=f"{PUBLIC} account.",
            date="1993-05",
            place=self.place,
            internal_note=canary("note"),
            claims=[
                {
                    "text": f"{PUBLIC} claim.",
                    "sources": [
                        {"source": self.records.source(title=f"{PUBLIC} report")},
                        {
                            "source": self.confidential,
                            "locator_kind": "page",
                            "locator": canary("locator"),
                            "quotation": canary("quotation"),
                            "quotation_language": "en",
                            "translation": canary("translation"),
                        },
                    ],
                },
                {
                    "text": canary("claim"),
                    "is_public": False,
                    "sources": [{"source": self._source("claimsource")}],
                },
            ],
            exhibits=[
                {"exhibit": self.plain, "caption": f"{PUBLIC} wall."},
                {"exhibit": self.redacted, "caption": f"{PUBLIC} door."},
                self._shut_exhibit("shut", access="restricted"),
                self._shut_exhibit(
                    "later", access="sealed", sealed_until=FAR.isoformat()
                ),
            ],
            actors=[
                {
                    "actor": canary("actor"),
                    "basis": canary("basis"),
                    "is_public": False,
                }
            ],
            assessments=[{}],
        )
        for code in ("az", "ru"):
            self.records.translate(record, code)
        return record

    def _changed(self) -> Incident:
        """Published, then changed everywhere; a translation goes live meanwhile."""
        record = self.records.make(title=f"{PUBLIC} changing", place=self.place)
        self.records.translate(record, "ru")
        secret_place = self.records.make(
            "place", title=canary("newplace"), publish=False
        )
        record.title, record.summary = canary("newtitle"), canary("newsummary")
        record.account, record.not_known = canary("newaccount"), canary("newgap")
        record.place, record.date = secret_place, "1987-11-03"
        record.has_changes = True
        record.save()
        Claim.objects.filter(record=record).update(text=canary("newtext"))
        self.records.add_claim(
            record,
            text=canary("newclaim"),
            sources=[{"source": self._source("newsource")}],
        )
        AllegedActor.objects.create(
            incident=record,
            actor=canary("newactor"),
            basis=canary("newbasis"),
            certainty=self.records._named("certainty", "high"),
            is_public=True,
        )
        self.records.add_exhibit(
            record, **self._shut_exhibit("newexhibit", access="public")
        )
        self.records.assess(record, signed_as=canary("newassessor"))
        page = record.pages.get(locale__language_code="en")
        self._publish_words(page, "az")
        return record

    def _publish_words(self, source: Any, code: str) -> None:
        """Publish the words of a page in another language, as they are."""
        locale = self.records.newsroom.locale(code)
        page = type(source)(
            record_id=source.record_id,
            locale=locale,
            slug=source.slug,
            title=f"{code} {source.title}",
            summary=source.summary,
            words=source.words,
            live=False,
            translation_key=source.translation_key,
        )
        source.get_parent().get_translation(locale).add_child(instance=page)
        page.save_revision().publish()

    def _half_closed(self) -> Incident:
        """Published with a source and an exhibit that were closed since."""
        source = self._source("closedsource")
        use = self._shut_exhibit("closedexhibit", access="public")
        record = self.records.make(
            title=f"{PUBLIC} half",
            place=self.place,
            claims=[
                {
                    "text": f"{PUBLIC} second claim.",
                    "sources": [
                        {
                            "source": source,
                            "locator_kind": "page",
                            "locator": canary("l"),
                            "quotation": canary("closedquotation"),
                            "quotation_language": "ru",
                            "translation": canary("closedtranslation"),
                        }
                    ],
                }
            ],
            exhibits=[use],
        )
        self.records.translate(record, "ru")
        for row in (source, use["exhibit"]):
            row.access = "restricted"
            row.save()
        return record

    def _whole(self, state: str, *, publish: bool = False) -> Incident:
        """A record with a secret in each word."""
        names = ("title", "summary", "account", "not_known", "internal_note")
        record = self.records.make(
            **{name: canary(f"{state}{name}") for name in names},
            place=self.place,
            date="1991",
            claims=[
                {
                    "text": canary(f"{state}claim"),
                    "sources": [{"source": self._source(state)}],
                }
            ],
            exhibits=[self._shut_exhibit(state, access="public")],
            actors=[{"actor": canary(f"{state}actor"), "basis": canary(f"{state}alt")}],
            assessments=[{"signed_as": canary(f"{state}signed")}],
            publish=publish,
        )  # fmt: skip
        if publish:
            self.records.translate(record, "ru")
        return record

    def _draft(self) -> Incident:
        return self._whole("draft")

    def _submitted(self) -> Incident:
        record = self._whole("submitted")
        submit_record(record=record, by=self.records.by)
        return record

    def _returned(self) -> Incident:
        record = self._whole("returned")
        submit_record(record=record, by=self.records.by)
        reason = canary("returnreason")
        return_record(record=record, by=self.records.reviewer, reason=reason)
        return record

    def _withdrawn(self) -> Incident:
        record = self._whole("withdrawn", publish=True)
        self.records.withdraw(record, "A person asked for it.")
        return record

    def _closed(self) -> Incident:
        record = self._whole("closed", publish=True)
        record = Incident.objects.get(pk=record.pk)
        record.access = "restricted"
        record.save()
        return record

    def _sealed(self) -> Incident:
        record = self._whole("sealed", publish=True)
        record = Incident.objects.get(pk=record.pk)
        record.access, record.sealed_until = "sealed", FAR
        record.save()
        return record

    def exhibits_of(self, record: Record) -> list[Exhibit]:
        links = RecordExhibit.objects.filter(record=record.pk)
        return [link.exhibit for link in links.select_related("exhibit")]
