"""The sample files themselves: complete in every language, and sound."""

from __future__ import annotations

import io
import wave

import pytest
from PIL import Image

from core.locales import language_codes
from demo.content import ContentError, SampleContent, SampleStory
from demo.prose import sentences_of
from demo.recordings import film, one_page_pdf, silence


@pytest.fixture(scope="module")
def real() -> SampleContent:
    return SampleContent()


def test_sixty_stories_are_in_all_three_languages(real):
    assert [s.number for s in real.stories] == [f"{n:03}" for n in range(1, 61)]
    for story in real.stories:
        assert list(story.words) == language_codes()
        for words in story.words.values():
            assert words["headline"]
            assert words["standfirst"]
            assert words["lead_alt"]


def test_stories_refer_only_to_what_there_is(real):
    numbers = {story.number for story in real.stories}
    records = {record["key"]: record for record in real.records}
    for story in real.stories:
        assert story.section in real.sections
        assert set(story.authors) <= set(real.people)
        assert set(story.topics) <= set(real.topics)
        assert set(story.places) <= set(real.places)
        assert story.lead_image in real.images
        for block in story.body:
            if block["type"] == "related":
                assert set(block["articles"]) <= numbers - {story.number}
            if block["type"] == "evidence_citation":
                cited = records[block["record"]]
                assert block.get("claim", 0) <= len(cited["claims"])
                assert block.get("exhibit", 0) <= len(cited.get("exhibits", []))


def test_two_stories_cite_the_archive(real):
    kinds = [{block["type"] for block in story.blocks} for story in real.stories]
    assert sum("evidence_citation" in types for types in kinds) >= 2
    assert any("evidence_number" in types for types in kinds)


def test_every_state_has_its_example(real):
    states = {story.state.partition("-")[0] for story in real.stories}
    assert states == {
        "published", "stale", "untranslated", "embargo", "draft", "scheduled",
    }  # fmt: skip


@pytest.mark.parametrize("state", ["stale-az", "untranslated-de", "lost", "draft-en"])
def test_a_state_that_makes_no_sense_is_refused(state):
    with pytest.raises(ContentError):
        SampleStory(
            number="1", kind="news", section="news", source="az", authors=[], topics=[],
            places=[], lead_image="x", days_ago=0, words={"az": {}, "en": {}}, tags={},
            body=[], state=state,
        )  # fmt: skip


def test_a_missing_fact_is_named(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "001.toml").write_text('kind = "news"\n')
    (tmp_path / "taxonomy.toml").write_text(
        "\n".join(
            f"[{t}]" for t in ("sections", "people", "topics", "places", "images")
        )
    )
    with pytest.raises(ContentError, match="001: 'section' is missing"):
        _ = SampleContent(tmp_path).stories


def test_sentences_end_at_stops_and_not_inside_numbers_or_marks():
    text = "Saat 7.10-da <b>yola</b> düşür.[[1]] “Gec.” Sonra? “Yox!” dedi."
    assert sentences_of(text) == [
        "Saat 7.10-da yola düşür.", "“Gec.”", "Sonra?", "“Yox!” dedi.",
    ]  # fmt: skip


def test_a_film_is_webm_whose_frames_are_the_pictures():
    data = film([Image.new("RGB", (64, 48), c) for c in ("red", "blue", "white")])
    assert data.startswith(b"\x1a\x45\xdf\xa3")
    assert b"webm" in data[:60]
    # The start code of a VP8 key frame, RFC 6386, 9.1.
    assert data.count(b"\x9d\x01\x2a") == 3


def test_silence_lasts_as_long_as_asked():
    with wave.open(io.BytesIO(silence(0.5))) as recording:
        assert recording.getnframes() / recording.getframerate() == 0.5


def test_a_pdf_points_to_its_own_parts():
    data = one_page_pdf("Form (blank)")
    table = int(data.split(b"startxref\n")[1].split(b"\n")[0])
    assert data[table:].startswith(b"xref")
    entries = data[table:].split(b"\n")[3:8]
    for number, entry in enumerate(entries, start=1):
        assert data[int(entry[:10]) :].startswith(b"%d 0 obj" % number)
    assert rb"(Form \(blank\))" in data
