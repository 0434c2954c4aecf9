"""Recognising the text of scanned pages: tesseract, driven by OCRmyPDF."""

from __future__ import annotations

import functools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path

from evidence.documents import limiting
from evidence.documents.reading import Bounds, DocumentError, DocumentFault

__all__ = [
    "MemoryRecogniser",
    "OcrmypdfRecogniser",
    "TextRecogniser",
    "get_recogniser",
]

# Tesseract's names of our languages, by ours.
PACKS = {"az": "aze", "az-Cyrl": "aze_cyrl", "ru": "rus", "en": "eng"}
_SKIPPED = re.compile(r"\[OCR skipped on page\(s\) [0-9-]+\]")
LARGEST_SIDECAR = 64 * 1024 * 1024


class TextRecogniser(ABC):
    """Reads the text off the pictures of pages."""

    @abstractmethod
    def languages(self) -> list[str]:
        """Return the languages it can read; none means that it is not installed."""

    @abstractmethod
    def recognise(
        self, path: Path, first: int, last: int, pages: int, language: str
    ) -> list[str]:
        """Return the texts of the pages ``first`` to ``last`` of a PDF of ``pages``.

        ``language`` is the one to expect; text in the others is read as well. Raise
        :class:`DocumentError`.
        """


class OcrmypdfRecogniser(TextRecogniser):
    """The real one. It works in processes that are bounded in time and memory."""

    def __init__(self, bounds: Bounds | None = None) -> None:
        self._bounds = bounds or Bounds(seconds=600, memory=4 * 1024**3)

    def languages(self) -> list[str]:
        packs = _installed_packs()
        return [language for language, pack in PACKS.items() if pack in packs]

    def recognise(
        self, path: Path, first: int, last: int, pages: int, language: str
    ) -> list[str]:
        known = self.languages()
        # The first has the last word where a letter could be of several.
        known.sort(key=lambda name: name != language)
        if not known:
            raise DocumentError(DocumentFault.RECOGNITION, "tesseract is not installed")
        with tempfile.TemporaryDirectory(prefix="recognise-") as folder:
            sidecar = Path(folder) / "text.txt"
            self._run(
                [
                    *("--language", "+".join(PACKS[name] for name in known)),
                    *("--pages", f"{first}-{last}", "--force-ocr"),
                    *("--output-type", "none", "--sidecar", str(sidecar)),
                    *("--jobs", "1", "--quiet"),
                    *(["--rotate-pages"] if "osd" in _installed_packs() else []),
                    *("--tesseract-timeout", "120", "--max-image-mpixels", "200"),
                    *(str(path.resolve()), "-"),
                ],
                folder,
            )
            if not sidecar.is_file() or sidecar.stat().st_size > LARGEST_SIDECAR:
                raise DocumentError(DocumentFault.RECOGNITION, "no text came")
            parts = sidecar.read_text(encoding="utf-8", errors="replace").split("\f")
        if first > 1 and _SKIPPED.fullmatch(parts[0].strip()):
            del parts[0]
        if last < pages and _SKIPPED.fullmatch(parts[-1].strip()):
            del parts[-1]
        # The text of the last page may be ended by a form feed as well.
        parts = parts[: last - first + 1]
        if len(parts) != last - first + 1:
            raise DocumentError(DocumentFault.RECOGNITION, f"{len(parts)} pages came")
        return [part.strip() for part in parts]

    def _run(self, arguments: list[str], folder: str) -> None:
        limits = [str(self._bounds.memory), str(int(self._bounds.seconds) + 1)]
        limited = [sys.executable, "-I", "-S", limiting.__file__, *limits]
        process = subprocess.Popen(  # noqa: S603
            [*limited, sys.executable, "-I", "-m", "ocrmypdf", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={
                "PATH": f"{Path(shutil.which('tesseract') or '/').parent}:{os.defpath}",
                "LANG": "C.UTF-8",
                "TMPDIR": folder,
                "HOME": folder,
                "OMP_THREAD_LIMIT": "1",
            },
            start_new_session=True,
        )
        try:
            _out, said = process.communicate(timeout=self._bounds.seconds)
        except subprocess.TimeoutExpired as error:
            raise DocumentError(DocumentFault.TIME) from error
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        if process.returncode:
            detail = said.decode("utf-8", "replace")[-300:]
            raise DocumentError(DocumentFault.RECOGNITION, detail)


class MemoryRecogniser(TextRecogniser):
    """For tests: ``texts`` maps page numbers to what is read off them."""

    def __init__(
        self, texts: dict[int, str] | None = None, languages: list[str] | None = None
    ) -> None:
        self.texts = texts or {}
        self._languages = list(PACKS) if languages is None else languages
        self.asked: list[tuple[int, int, str]] = []

    def languages(self) -> list[str]:
        return list(self._languages)

    def recognise(
        self, path: Path, first: int, last: int, pages: int, language: str
    ) -> list[str]:
        self.asked.append((first, last, language))
        return [self.texts.get(number, "") for number in range(first, last + 1)]


def get_recogniser() -> TextRecogniser:
    """Return the recogniser of this machine; it may know no language."""
    return OcrmypdfRecogniser()


@functools.cache
def _installed_packs() -> frozenset[str]:
    """Return the language packs of tesseract, none if it is not installed."""
    tesseract = shutil.which("tesseract")
    if tesseract is None:
        return frozenset()
    try:
        said = subprocess.run(  # noqa: S603
            [tesseract, "--list-langs"], capture_output=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(said.decode("utf-8", "replace").split("\n")[1:])
