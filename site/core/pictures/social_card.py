"""Drawing the card that a social network shows beside a link: 1200 × 630 pixels, the
headline in the site's typeface on its paper."""

from __future__ import annotations

import unicodedata
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

__all__ = ["DESIGN", "HEIGHT", "WIDTH", "draw_social_card", "drawable"]

# Part of every card's name: a new number has all cards drawn anew.
DESIGN = 1
WIDTH, HEIGHT = 1200, 630
TYPEFACE = Path(__file__).with_name("typeface") / "voice-serif-700.ttf"
PAPER, INK, SOFT, ACCENT = "#fcfaf5", "#1c1a16", "#5b564c", "#8f1d22"
MARGIN, RULE = 72, 14
HEADLINE_TOP, HEADLINE_BOTTOM = 196, HEIGHT - 128
LARGEST, SMALLEST, STEP = 92, 40, 4
LEADING = 1.14
MOST_BYTES = 120 * 1024
# No typeface has a shape for this one: what it draws is the sign for "missing".
NOTHING = "\uffff"


def draw_social_card(
    headline: str, kicker: str, kind_label: str, site_name: str, language: str
) -> bytes:
    """Return a card as JPEG. Letters that the typeface lacks are left out."""
    card = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(card)
    across = WIDTH - 2 * MARGIN
    spoken = _spoken(language)

    pen.rectangle((0, 0, WIDTH, RULE), fill=ACCENT)
    overline = [(drawable(kind_label), ACCENT), (drawable(kicker), SOFT)]
    left = MARGIN
    for words, colour in overline:
        words = _shorten(words, _font(34), MARGIN + across - left, language)
        if words:
            pen.text(
                (left, 120), words, colour, _font(34), anchor="ls", language=spoken
            )
            left += round(_length(words, _font(34), language)) + 26

    lines, size = _fit(drawable(headline), across, language)
    baseline = HEADLINE_TOP + round(size * 0.86)
    for line in lines:
        pen.text(
            (MARGIN, baseline), line, INK, _font(size), anchor="ls", language=spoken
        )
        baseline += round(size * LEADING)

    pen.rectangle((MARGIN, HEIGHT - 104, WIDTH - MARGIN, HEIGHT - 102), fill=INK)
    name = _shorten(drawable(site_name), _font(38), across, language)
    pen.text((MARGIN, HEIGHT - 46), name, INK, _font(38), anchor="ls", language=spoken)

    return _small_jpeg(card)


def _small_jpeg(card: Image.Image) -> bytes:
    """Return ``card`` in the best quality that keeps the file small."""
    for quality in (88, 78, 68, 58):
        out = BytesIO()
        card.save(out, "JPEG", quality=quality, subsampling="4:4:4", optimize=True)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()


def drawable(text: str) -> str:
    """Return ``text`` in letters that the typeface has.

    An accented letter that it lacks loses its accent; a sign with no shape at all (an
    emoji, another script) is dropped.
    """
    kept = []
    for letter in unicodedata.normalize("NFC", text):
        if letter.isspace():
            kept.append(" ")
        elif _has_shape(letter):
            kept.append(letter)
        else:
            bare = unicodedata.normalize("NFKD", letter)[0]
            kept.append(bare if bare != letter and _has_shape(bare) else "")
    return " ".join("".join(kept).split())


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(TYPEFACE, size)


@cache
def _missing() -> bytes:
    return bytes(_font(40).getmask(NOTHING))


@cache
def _has_shape(letter: str) -> bool:
    if unicodedata.category(letter)[0] in "CM":
        return False
    mask = _font(40).getmask(letter)
    return mask.size != (0, 0) and bytes(mask) != _missing()


def _spoken(language: str) -> str | None:
    """Azerbaijani keeps the dot of i after f, where Pillow knows languages."""
    return language if features.check("raqm") and language else None


def _length(text: str, font: ImageFont.FreeTypeFont, language: str) -> float:
    return font.getlength(text, language=_spoken(language))


def _fit(text: str, across: int, language: str) -> tuple[list[str], int]:
    """Return the headline's lines and the largest size at which they find room."""
    for size in range(LARGEST, SMALLEST - 1, -STEP):
        lines = _wrap(text, _font(size), across, language)
        room = int((HEADLINE_BOTTOM - HEADLINE_TOP) // (size * LEADING))
        # A word is broken only where even the smallest size does not help.
        broken = any(len(_pieces(w, _font(size), across, language)) > 1
                     for w in text.split())  # fmt: skip
        if len(lines) <= room and not (broken and size > SMALLEST):
            return lines, size
    lines = lines[:room]
    lines[-1] = _shorten(f"{lines[-1]} …", _font(SMALLEST), across, language)
    return lines, SMALLEST


def _wrap(
    text: str, font: ImageFont.FreeTypeFont, across: int, language: str
) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        for piece in _pieces(word, font, across, language):
            longer = f"{lines[-1]} {piece}" if lines else piece
            if lines and _length(longer, font, language) <= across:
                lines[-1] = longer
            else:
                lines.append(piece)
    return lines


def _pieces(
    word: str, font: ImageFont.FreeTypeFont, across: int, language: str
) -> list[str]:
    """Break a word that is wider than the card."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and _length(pieces[-1] + letter, font, language) > across:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _shorten(
    text: str, font: ImageFont.FreeTypeFont, across: float, language: str
) -> str:
    """Cut ``text`` to the width, with an ellipsis; too little room gives nothing."""
    if _length(text, font, language) <= across:
        return text
    text = text.removesuffix("…")
    while text and _length(f"{text.rstrip()}…", font, language) > across:
        text = text[:-1]
    return f"{text.rstrip()}…" if len(text) > 2 else ""
