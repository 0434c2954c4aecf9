"""Words too common to find anything by. A query of nothing else keeps them.

They are left out of queries only; the index holds them, for phrases.
"""

from __future__ import annotations

from functools import cache

from search.analysis.folding import fold

__all__ = ["stopwords"]

_WORDS = {
    "az": """və bu da də ki ilə üçün o bir isə də daha çox kimi ən hər amma ya
        lakin həm nə var edir olan olub edib olaraq görə sonra qədər ancaq onun
        onlar mən biz siz sən bunu bunun belə artıq yalnız üzrə dair haqqında""",
    "en": """a an and are as at be been but by for from had has have he her his i in
        is it its not of on or our she that the their them they this to was we were
        what when which who will with you your""",
    "ru": """а без бы был была были было быть в вы для до его ее если же за и из или
        им их к как ко ли мы на не но о об он она они оно от по при с со так также
        то только ты у что чтобы эта эти это этот я""",
}


@cache
def stopwords(language: str) -> frozenset[str]:
    """Return the folded words of ``language`` that a query can do without."""
    words = _WORDS.get(language, "").split()
    return frozenset(fold(word, language) for word in words)
