"""Lines of text break where they may."""

from __future__ import annotations

import pytest
from django.utils.safestring import mark_safe

from core.templatetags.typography import typeset


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Bağ — evdən uzaqda", "Bağ~— evdən uzaqda"),
        ("Sənəd – nüsxə", "Sənəd~– nüsxə"),
        ("1 460 göstərici, 12 450 000 sətir", "1~460 göstərici, 12~450~000 sətir"),
        ("В музее и в архиве", "В~музее и~в~архиве"),
        ("Сказано («о доме»)", "Сказано («о~доме»)"),
        ("2026-ci il 3 may, 20 nəfər", "2026-ci il 3 may, 20 nəfər"),
        ("Он дома", "Он дома"),
        ("Telefon 12 3456", "Telefon 12 3456"),
        ("", ""),
    ],
)
def test_what_belongs_together_stays_together(typed: str, set_: str) -> None:
    assert typeset(typed) == set_.replace("~", "\u00a0")


def test_words_of_rich_text_are_bound_and_its_tags_kept() -> None:
    html = mark_safe('<p>К дому <a href="/ru/?a=1&amp;b=2" class="x y">и в сад</a></p>')
    assert typeset(html) == html.replace("К д", "К\u00a0д").replace(
        "и в с", "и\u00a0в\u00a0с"
    )


def test_text_that_is_not_safe_is_escaped() -> None:
    assert typeset("<b> — </b>") == "&lt;b&gt;\u00a0— &lt;/b&gt;"
