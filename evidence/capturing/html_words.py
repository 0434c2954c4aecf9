"""The title and the words of an HTML page, where no browser is there to show it."""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser

__all__ = ["HtmlWords", "decode_html"]

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,40})")
_UNREAD = {"script", "style", "template", "noscript", "svg"}
_IN_LINE = {
    *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "i", "kbd"),
    *("mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u"),
    *("var", "wbr", "font", "img"),
}


def decode_html(data: bytes, content_type: str) -> str:
    """Return the text of HTML by the charset that its header or itself names."""
    named = re.search(r"charset\s*=\s*\"?([A-Za-z0-9_-]+)", content_type, re.IGNORECASE)
    inside = _CHARSET.search(data[:4096])
    for name in (
        named[1] if named else "",
        inside[1].decode("ascii") if inside else "",
        "utf-8",
    ):
        try:
            return data.decode(codecs.lookup(name).name, "replace")
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8", "replace")


class HtmlWords(HTMLParser):
    """Reads a page once; then ``title`` and ``text`` are there."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self._title: list[str] = []
        self._words: list[str] = []
        self._unread = 0
        self._in_title = False
        self.feed(source)
        self.close()

    @property
    def title(self) -> str:
        return " ".join("".join(self._title).split())[:1000]

    @property
    def text(self) -> str:
        lines = "".join(self._words).replace("\0", "").split("\n")
        return "\n".join(line for raw in lines if (line := " ".join(raw.split())))

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "title" and not self._title:
            self._in_title = True
        elif tag in _UNREAD:
            self._unread += 1
        elif tag not in _IN_LINE:
            self._words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        elif tag not in _IN_LINE:
            self._words.append("\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self._title.append(data)
        elif not self._unread:
            self._words.append(data)
