"""What a text's words are, per language: the same on every engine."""

from search.analysis.analyzer import (
    PREFIX_LENGTH,
    VERSION,
    Analysis,
    Term,
    analyse,
    term,
)
from search.analysis.folding import fold
from search.analysis.stopwords import stopwords
from search.analysis.tokens import Token, tokenise, words

__all__ = [
    "PREFIX_LENGTH",
    "VERSION",
    "Analysis",
    "Term",
    "Token",
    "analyse",
    "fold",
    "stopwords",
    "term",
    "tokenise",
    "words",
]
