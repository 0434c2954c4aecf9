"""Cut the site's typeface out of Source Serif 4. See site/static/fonts/README.md.

    npm pack source-serif@4.5.1 && tar xzf source-serif-4.5.1.tgz
    python docs/build_fonts.py package/VAR/SourceSerif4Variable-Roman.ttf

The licence reserves the name "Source" for the unchanged fonts, so the result is named
Voice Serif.
"""

# mypy: disable-error-code="import-untyped"
from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "site" / "static" / "fonts"
CARDS = ROOT / "site" / "core" / "pictures" / "typeface"
FAMILY = "Voice Serif"
NOTICE = (
    "Copyright 2014 - 2023 Adobe (http://www.adobe.com/), with Reserved Font Name "
    "'Source'. Modified and renamed for this site."
)
LICENCE = "SIL Open Font License, Version 1.1. https://openfontlicense.org"

ASCII = "".join(map(chr, range(0x20, 0x7F)))
AZERBAIJANI = "ÇçƏəĞğIıİiÖöŞşÜü"
RUSSIAN = "".join(map(chr, range(0x410, 0x450))) + "Ёё"
PUNCTUATION = "\u00a0\u00ad§©«»°·×–—‘’‚“”„•…′″€₼№→←−"
# Loan words, and the long vowels of older Azerbaijani spelling.
ACCENTED = "ÂÉÎÛáâäàèéêëîïñóôû"
LATIN = ASCII + AZERBAIJANI + PUNCTUATION + ACCENTED
CYRILLIC = ASCII + AZERBAIJANI + PUNCTUATION + RUSSIAN

# Weight as CSS names it → the cut: its weight and the size it is drawn for. Text is
# read at about 14 points; the bold is first of all the headline, so it is drawn finer.
CUTS = {400: {"wght": 400, "opsz": 14}, 700: {"wght": 680, "opsz": 28}}


def cut(source: Path, place: dict[str, int]) -> TTFont:
    """Return the static font at ``place`` on the axes, with a manat sign."""
    font = instancer.instantiateVariableFont(TTFont(source), place)
    add_manat(font, stem=78 if place["wght"] < 500 else 128)
    return font


def add_manat(font: TTFont, *, stem: int) -> None:
    """Draw ₼, which the source lacks: an arch with legs ``stem`` wide, and a stroke."""
    hair = round(stem * 0.6)
    top, width, side = font["OS/2"].sCapHeight, 480 + round(stem * 1.3), 45
    middle, bend = width // 2, 0.6
    pen = TTGlyphPen(font.getGlyphSet())

    def arch(left: float, right: float, crown: float, spring: float, turn: int) -> None:
        """Trace half an oval from leg to leg; the caller closes the contour."""
        start, end = (left, right) if turn > 0 else (right, left)
        span, rise = (end - start) / 2, crown - spring
        mid = start + span
        pen.lineTo((round(start), round(spring)))
        pen.qCurveTo(
            (round(start), round(spring + rise * bend)),
            (round(mid - span * bend), round(crown)),
            (round(mid), round(crown)),
        )
        pen.qCurveTo(
            (round(mid + span * bend), round(crown)),
            (round(end), round(spring + rise * bend)),
            (round(end), round(spring)),
        )

    spring = round(top * 0.40)
    crown = round(top * 0.86)
    pen.moveTo((side, 0))
    arch(side, width - side, crown, spring, 1)
    pen.lineTo((width - side, 0))
    pen.lineTo((width - side - stem, 0))
    arch(side + stem, width - side - stem, crown - hair, spring, -1)
    pen.lineTo((side + stem, 0))
    pen.closePath()
    half = hair / 2
    pen.moveTo((round(middle - half), -20))
    pen.lineTo((round(middle - half), top + 20))
    pen.lineTo((round(middle + half), top + 20))
    pen.lineTo((round(middle + half), -20))
    pen.closePath()

    font.setGlyphOrder([*font.getGlyphOrder(), "manat"])
    font["glyf"]["manat"] = pen.glyph()
    font["hmtx"]["manat"] = (width, side)
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            table.cmap[0x20BC] = "manat"


def subset(font: TTFont, letters: str, weight: int, style: str) -> TTFont:
    """Return ``font`` cut down to ``letters``, unhinted, with kerning and ligatures."""
    options = Options(hinting=False, name_IDs=[], notdef_outline=True)
    options.layout_features = ["kern", "liga", "locl", "ccmp"]
    # Azerbaijani keeps the dot of i beside f; other languages' variants are not ours.
    options.layout_scripts = ["latn.dflt", "latn.AZE ", "cyrl.dflt", "DFLT.dflt"]
    tool = Subsetter(options)
    tool.populate(text=letters)
    tool.subset(font)
    font["OS/2"].usWeightClass = weight
    names: dict[int, str] = {
        0: NOTICE, 1: FAMILY, 2: style, 4: f"{FAMILY} {style}",
        6: f"VoiceSerif-{style}", 13: LICENCE,
    }  # fmt: skip
    for number, words in names.items():
        font["name"].setName(words, number, 3, 1, 0x409)
    if "STAT" in font:
        del font["STAT"]
    return font


def main(source: Path) -> None:
    for weight, place in CUTS.items():
        whole = BytesIO()
        cut(source, place).save(whole)
        style = "Bold" if weight > 500 else "Regular"
        made: dict[Path, tuple[str, Any]] = {
            WEB / f"voice-serif-latin-{weight}.woff2": (LATIN, "woff2"),
            WEB / f"voice-serif-cyrillic-{weight}.woff2": (CYRILLIC, "woff2"),
        }
        if weight == 700:
            made[CARDS / "voice-serif-700.ttf"] = (LATIN + RUSSIAN, None)
        for path, (letters, flavour) in made.items():
            whole.seek(0)
            font = TTFont(whole, recalcTimestamp=False)
            missing = [x for x in letters if ord(x) not in font.getBestCmap()]
            if missing:
                raise SystemExit(f"The source lacks {missing}")
            font = subset(font, letters, weight, style)
            font.flavor = flavour
            font.save(path)
            sys.stdout.write(f"{path.name}: {path.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
