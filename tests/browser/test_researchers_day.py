"""A day of a researcher, from a source to a bag that an expert checks offline."""

from __future__ import annotations

import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import admin, archive
from tests.browser.conftest import LiveNewsroom
from tests.browser.readers import Reader, wait_until

# An address of this machine that nothing else listens on, with a port of the web's.
HOST, PORT = "127.83.7.1", 8080
URL = f"http://paper.invalid:{PORT}/roof"
PAGE = "<!doctype html><title>The roof</title><p>The roof is whole, says the paper."

# Two researchers whose admin is English, beside the one of the sample newsroom.
COLLEAGUES = """
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.users.models import UserProfile
from demo.accounts import SAMPLE_PASSWORD
from front.roles import RESEARCHERS
for name in ("field", "second", "third"):
    user = get_user_model().objects.create_user(name, f"{name}@example.org",
        SAMPLE_PASSWORD, first_name="Sample", last_name=name)
    user.groups.add(Group.objects.get(name=RESEARCHERS))
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = "en"
    profile.save()
"""
# What the worker does, but that the page's host is on this machine.
CAPTURE = f"""
from evidence.actions.capturing import carry_out
from evidence.capturing import WebCaptureEngine
from evidence.capturing.addresses import AddressGuard
from evidence.capturing.fetching import Fetcher
from evidence.capturing.pace import Pace
from evidence.models import Capture
guard = AddressGuard(resolve=lambda host, port: ["{HOST}"], exempt=[("{HOST}", {PORT})])
engine = WebCaptureEngine(fetcher=Fetcher(guard=guard, pace=Pace(0)))
row = Capture.objects.filter(url="{URL}").latest("pk")
carry_out(capture_id=row.pk, attempt=row.attempts, engine=engine)
"""
EXACT = "39.7234519, 46.5167843"
PLACE, INCIDENT = "Sample mill above the river", "The roof of the sample mill is gone"
SURVEY, PAPER = "Sample field survey", "Sample morning paper"
EXHIBIT = "Sample photograph of the mill"
CLAIM = "The whole roof was missing."
CORRECTED = "Two thirds of the roof were missing."
ARCHIVE_EN = ("Voice of Karabakh", "Evidence archive")
ARCHIVE_RU = ("Голос Карабаха", "Архив доказательств")
REASON = "An earlier version said that the whole roof was missing."
WORDS_RU = {
    INCIDENT: "Крыши образцовой мельницы больше нет",
    "What remained of the roof after the summer.": "Что осталось от крыши после лета.",
    "The mill was visited once.": "Мельницу посетили один раз.",
    CLAIM: "Не было всей крыши.",
    "The mill from the south.": "Мельница с юга.",
    "A mill without a roof; a person is made unrecognisable.": (
        "Мельница без крыши; человек сделан неузнаваемым."
    ),
    "The roof is whole.": "Крыша цела.",
}
JUDGEMENT = {
    "Role of an assessor": "Conservator",
    "Method": "Condition assessment",
    "Condition": "Poor",
    "Severity": "Severe damage",
    "Extent": "61–90%",
    "Certainty": "High",
}


@pytest.fixture
def paper() -> Iterator[None]:
    """A newspaper's web server on this machine."""

    class Paper(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/roof"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(PAGE.encode() if found else b"")

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer((HOST, PORT), Paper)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    """A photograph that tells where and with what it was made."""
    exif = Image.Exif()
    exif[0x010F] = "Sample camera maker"
    exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 43.0, 24.4)})
    path = tmp_path / "mill.jpg"
    Image.effect_noise((900, 600), 60).convert("RGB").save(path, exif=exif)
    return path


def record_sources(researcher: Page) -> None:
    for title, kind, url, reliability in (
        (SURVEY, "Field observation", "", "B – Usually reliable"),
        (PAPER, "Newspaper or magazine article", URL, "C – Fairly reliable"),
    ):
        archive.begin(researcher, "source")
        words = {"Kind": kind, "Title": title, "Language": "en", "Web address": url}
        archive.fill(researcher, {**words, "Reliability": reliability})
        archive.save(researcher)


def capture(researcher: Page, newsroom: LiveNewsroom) -> None:
    """Ask for a capture; the web has no such host, so this machine plays it."""
    archive.edit(researcher, "source", PAPER)
    researcher.get_by_role("link", name="Captures").click()
    researcher.get_by_role("button", name="Capture now").click()
    admin.expect_success(researcher)
    row = researcher.locator("table tbody tr").first

    def has_been_tried() -> bool:
        researcher.reload()
        return "paper.invalid" in row.inner_text()

    wait_until(has_been_tried, "the worker has tried the address")
    newsroom.python(CAPTURE)
    researcher.reload()
    expect(row).to_contain_text("Done")
    expect(row.locator("code")).to_be_visible()


def redact(researcher: Page, photograph: Path) -> None:
    """Take the photograph in; box one part with the mouse, blur another by keys."""
    archive.take_in(researcher, photograph, EXHIBIT, "Public, redacted")
    researcher.get_by_role("link", name="Copies and redaction").click()
    archive.draw_region(researcher, (0.1, 0.1), (0.3, 0.4))
    expect(researcher.locator(".redact__region")).to_have_count(1)
    researcher.get_by_label("Blur").press("Space")
    researcher.get_by_role("button", name="Add a region").press("Enter")
    blurred = researcher.locator(".redact__region--blur")
    expect(blurred).to_be_focused()
    before = blurred.bounding_box()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowDown"):
        researcher.keyboard.press(key)
    after = blurred.bounding_box()
    assert before and after
    assert after["x"] > before["x"]
    assert after["height"] > before["height"]
    researcher.get_by_label("Reason (public)").select_option(index=1)
    researcher.get_by_label("Note on the reason", exact=False).fill("A face.")
    researcher.get_by_role("button", name="Make a redacted copy").press("Enter")
    admin.expect_success(researcher)
    expect(researcher.get_by_role("listitem")).to_contain_text(["Redacted copy"])


def record_place(researcher: Page) -> None:
    archive.begin(researcher, "place")
    archive.fill(
        researcher,
        {
            "Title": PLACE,
            "Summary": "A mill that was made up.",
            "Type of place": "Watermill or industrial heritage",
            "Exact geometry": EXACT,
        },
    )
    archive.open_tab(researcher, "Claims and sources")
    archive.add_claim(researcher, 0, "A mill stands above the river.")
    archive.add_source(researcher, 0, 0, SURVEY, credibility="2")
    archive.save(researcher)


def record_incident(researcher: Page) -> None:
    archive.begin(researcher, "incident")
    archive.fill(
        researcher,
        {
            "Title": INCIDENT,
            "Summary": "What remained of the roof after the summer.",
            "Account": "The mill was visited once.",
            "Date": "summer 1994",
            "Category": "Heritage destruction",
        },
    )
    archive.choose(researcher, "id_place", PLACE)
    archive.open_tab(researcher, "Claims and sources")
    archive.add_claim(researcher, 0, CLAIM)
    archive.add_source(researcher, 0, 0, SURVEY, credibility="2")
    archive.add_source(
        researcher, 0, 1, PAPER, relation="contradicts", credibility="4",
        locator_kind="section", locator="Local news", quotation="Die Decke ist ganz.",
        quotation_language="de", translation="The roof is whole.",
    )  # fmt: skip
    archive.open_tab(researcher, "Exhibits")
    researcher.locator("#id_exhibit_links-ADD").click()
    archive.choose(researcher, "id_exhibit_links-0-exhibit", EXHIBIT)
    for name, text in (
        ("caption", "The mill from the south."),
        ("alt_text", "A mill without a roof; a person is made unrecognisable."),
    ):
        researcher.fill(f"[name=exhibit_links-0-{name}]", text)
    archive.save(researcher)


def publish(researcher: Page, reviewer: Page, kind: str, title: str) -> None:
    """Hand a record in; it is another person who publishes it."""
    archive.open_review(researcher, kind, title)
    archive.decide(researcher, "submit")
    expect(researcher.locator("button[value=publish]")).to_have_count(0)
    archive.open_review(reviewer, kind, title)
    archive.decide(reviewer, "publish")


def correct(researcher: Page, reviewer: Page) -> None:
    archive.edit(researcher, "incident", INCIDENT)
    archive.open_tab(researcher, "Claims and sources")
    researcher.fill("[name=claims-0-text]", CORRECTED)
    archive.save(researcher)
    archive.open_review(researcher, "incident", INCIDENT)
    archive.decide(researcher, "submit")
    archive.open_review(reviewer, "incident", INCIDENT)
    archive.decide(reviewer, "correct", REASON)


def export(researcher: Page, folder: Path) -> Path:
    """Export the incident for anybody; return the bag, unpacked."""
    archive.edit(researcher, "incident", INCIDENT)
    researcher.locator("header .w-dropdown__toggle").first.click()
    researcher.get_by_role("link", name="Export", exact=True).click()
    researcher.get_by_role("button", name="Export", exact=True).click()
    link = researcher.get_by_role("link", name="Fetch the bag")
    expect(link).to_be_visible()
    with researcher.expect_download() as download:
        link.click()
    download.value.save_as(folder / "bag.zip")
    with zipfile.ZipFile(folder / "bag.zip") as bag:
        bag.extractall(folder)
    return next(path.parent for path in folder.glob("*/verify.py"))


def translate(reviewer: Page, enter: Callable[[str], Page]) -> None:
    """The reviewer hands the words to the translator, whose work two editors pass."""
    admin.open_section(reviewer, *ARCHIVE_EN)
    admin.follow_row_menu(reviewer, INCIDENT, "/localize/submit/page/")
    reviewer.check("[name=select_all]")
    reviewer.locator("main form [type=submit]").click()
    admin.expect_success(reviewer)
    translator, title = enter("translator"), WORDS_RU[INCIDENT]
    admin.open_editor(translator, INCIDENT, *ARCHIVE_RU)
    admin.translate(translator, WORDS_RU)
    translator.reload()
    admin.hand_in_translation(translator, title)
    admin.approve(enter("editor-ru"), title)
    admin.approve(reviewer, title)


def verified(bag: Path) -> tuple[int, str]:
    """Check a bag as an expert does: with nothing of ours but what lies in it."""
    done = subprocess.run(
        [sys.executable, "-I", str(bag / "verify.py")],
        cwd=bag.parent,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.returncode, done.stdout


def check_public_page(reader: Reader, path: str) -> None:
    """Readers get the correction with its reason; what is private stays so."""
    page = reader.get(path)[1]
    for text in (CORRECTED, REASON, PAPER, "A face.", "contradicts", "Summer 1994"):
        assert text in page, text
    for text in (*EXACT.split(", "), "mill.jpg", "Sample camera maker", "24.4"):
        assert text not in page, text
    assert CLAIM in reader.get(f"{path}v1/")[1]
    russian = reader.get(path.replace("/en/", "/ru/"))[1]
    assert WORDS_RU[INCIDENT] in russian


def test_a_researchers_day(
    live_newsroom: LiveNewsroom,
    enter: Callable[[str], Page],
    paper: None,
    photograph: Path,
    tmp_path: Path,
) -> None:
    live_newsroom.python(COLLEAGUES)
    researcher, reviewer = enter("field"), enter("chief")
    record_sources(researcher)
    capture(researcher, live_newsroom)
    redact(researcher, photograph)
    record_place(researcher)
    publish(researcher, reviewer, "place", PLACE)
    record_incident(researcher)
    for name in ("second", "third"):
        archive.assess(enter(name), "incident", INCIDENT, JUDGEMENT)
    publish(researcher, reviewer, "incident", INCIDENT)
    translate(reviewer, enter)
    correct(researcher, reviewer)
    path = reviewer.locator("main a[href*='/en/evidence/']").get_attribute("href")
    assert path
    check_public_page(Reader(live_newsroom.address), path)

    bag = export(researcher, tmp_path)
    status, told = verified(bag)
    assert "0 faults." in told
    # No authority has witnessed this newsroom's anchors.
    assert (status, "NOT CHECKED" in told) == (3, True)
    copy = next((bag / "data" / "derivatives").iterdir())
    copy.write_bytes(copy.read_bytes() + b"!")
    status, told = verified(bag)
    assert status == 1
    assert copy.name in told
