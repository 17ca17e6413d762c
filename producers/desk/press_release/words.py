"""Texts of people as words that can be compared: without markup, accents, case, quotation marks. Pure, any script."""

import html
import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

Words = tuple[str, ...]

_LINE_ENDING_TAGS = re.compile(r"<\s*(?:br|/p|/li|/h[1-6]|/tr|/div|/dt|/dd)\b[^>]*>", re.IGNORECASE)
_CELL_ENDING_TAGS = re.compile(r"<\s*/(?:td|th)\b[^>]*>", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
"""What Unicode's own decomposition leaves as it is."""
_CLOSE = 0.84
"""How alike two spellings must be to be one name: a slip of a letter or two in a name of usual length."""
_SHORTEST_FUZZY = 6
"""Letters of the shortest name in which a slip is forgiven: of shorter ones, too many are alike."""


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as they are read, without its markup: those of HTML's blocks as well.

    Between the cells of a table, HTML's or a spreadsheet's, stands a tab.
    """
    marked = _CELL_ENDING_TAGS.sub("\t", _LINE_ENDING_TAGS.sub("\n", _UNSEEN.sub(" ", text)))
    return [_one_space(line) for line in html.unescape(_TAG.sub(" ", marked)).splitlines()]


def _one_space(line: str) -> str:
    return re.sub(r"\s+", lambda found: "\t" if "\t" in found[0] else " ", line).strip()


@lru_cache(maxsize=8192)
def words_of(text: str) -> Words:
    """Return the words of a text, in the form in which they are compared.

    What was read lately is kept: each name of a programme is asked for again with every line of a text.
    """
    return tuple(_plain(each) for each in _WORD.findall(_without_marks(text)))


def spans_of(name: Words, text: Words) -> list[tuple[int, int]]:
    """Return where a name stands in a text, as spans of words; where it is misspelt a little, its likeliest place."""
    if not name:
        return []
    return _exact(name, text) or _turned(name, text) or _run_together(name, text) or _near(name, text)


def alike(one: Words, other: Words) -> float:
    """Return how alike two phrases are, from 0 to 1: twice their common words over all their words (Dice)."""
    if not one or not other:
        return 0.0
    left, common = list(other), 0
    for word in one:
        if word in left:
            left.remove(word)
            common += 1
    return 2 * common / (len(one) + len(other))


def _exact(name: Words, text: Words) -> list[tuple[int, int]]:
    size = len(name)
    if name[0] not in text:
        return []
    return [(start, start + size) for start in range(len(text) - size + 1) if text[start : start + size] == name]


def _turned(name: Words, text: Words) -> list[tuple[int, int]]:
    """Return where a name stands in the other order: the family name first, or last, and "Lobster, The"."""
    if len(name) < 2:
        return []
    return _exact(name[-1:] + name[:-1], text) or _exact(name[1:] + name[:1], text)


@lru_cache(maxsize=16)
def _joined(words: Words) -> str:
    return "".join(words)


def _run_together(name: Words, text: Words) -> list[tuple[int, int]]:
    """Return where a name stands with its spaces elsewhere: DeMille and De Mille, a Korean name in one or two words."""
    whole, found = "".join(name), list[tuple[int, int]]()
    if whole not in _joined(text):
        return found
    for start in range(len(text)):
        end, told = start, ""
        while end < len(text) and len(told) < len(whole):
            told += text[end]
            end += 1
        if told == whole:
            found.append((start, end))
    return found


def _near(name: Words, text: Words) -> list[tuple[int, int]]:
    joined = " ".join(name)
    if len(joined) < _SHORTEST_FUZZY or not joined.isascii():
        return []
    size, initials, best, found = len(name), [each[:1] for each in name], _CLOSE, list[tuple[int, int]]()
    # A name is misspelt, not another name: each word begins as it should.
    starts = [
        start
        for start, word in enumerate(text[: len(text) - size + 1])
        if word[:1] == initials[0] and [each[:1] for each in text[start : start + size]] == initials
    ]
    if not starts:
        return found
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(joined)
    for start in starts:
        matcher.set_seq1(" ".join(text[start : start + size]))
        if matcher.real_quick_ratio() >= best and matcher.quick_ratio() >= best and (ratio := matcher.ratio()) >= best:
            best, found = ratio, [(start, start + size)]
    return found


def without(words: Sequence[str], unwanted: frozenset[str]) -> Words:
    """Return the words but for the unwanted ones; all of them where no other would be left."""
    return tuple(each for each in words if each not in unwanted) or tuple(words)


def _without_marks(text: str) -> str:
    """Return the text without accents and vowel marks, which may stand inside of words, and without tatweel."""
    apart = unicodedata.normalize("NFKD", text)
    kept = "".join(each for each in apart if unicodedata.category(each) != "Mn" and each != "ـ")
    return unicodedata.normalize("NFC", kept)


def _plain(word: str) -> str:
    return word.casefold().translate(_LETTERS).replace("'", "").replace("’", "")
