"""Finds the categories that a line of text may be about, with what it says besides. Pure."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from producers.desk.press_release.words import Words, alike, spans_of, without, words_of
from sweepcast.programme import Category, Programme

ENOUGH, HEADING = 0.6, 0.8
"""How alike a category's name must be in front of a winner, and where it stands alone on its line."""

_SEPARATOR = re.compile(r"\s*[:：|→\t]\s*|\s+[-–—]+\s+|\s*[–—]\s*")
_MOST_SEPARATORS = 12
"""Of a line so many are looked at: behind the first few stands no category's name."""
_COMMON = frozenset(
    {
        "best",
        "award",
        "awards",
        "prize",
        "outstanding",
        "achievement",
        "the",
        "a",
        "an",
        "for",
        "in",
        "of",
        "by",
        "performance",
        "role",
        "year",
        "category",
        "presented",
        "honorary",
        "oscar",
        "globe",
        "winner",
        "tie",
    }
)
"""Words that most categories' names have, and that tell none from the other."""
_ALIASES = {
    "picture": ("best picture", "best film", "picture of the year"),
    "director": ("best director", "directing", "direction"),
    "lead-actor": ("best actor", "lead actor", "leading actor", "actor in a leading role"),
    "lead-actress": ("best actress", "lead actress", "leading actress", "actress in a leading role"),
    "supporting-actor": ("supporting actor", "actor in a supporting role"),
    "supporting-actress": ("supporting actress", "actress in a supporting role"),
    "screenplay": ("best screenplay", "screenplay", "writing"),
    "song": ("best song", "original song"),
    "score": ("best score", "original score", "music original score"),
    "animated-picture": ("animated feature", "animated film"),
    "foreign-language-picture": ("foreign language film", "international film"),
}
"""What a canonical award is called in the press; where several categories bear it, the nominees decide."""


class Head(NamedTuple):
    """A category that a line may be about, how sure that is (0 to 1), and the rest of the line."""

    category: Category
    score: float
    rest: str


def heads(line: str, programme: Programme) -> Iterator[Head]:
    """Yield each category that a line may be about."""
    for separator in islice(_SEPARATOR.finditer(line), _MOST_SEPARATORS):
        for first, rest in (
            (line[: separator.start()], line[separator.end() :]),
            (line[separator.end() :], line[: separator.start()]),
        ):
            words = words_of(first)
            for category in programme.categories:
                score = likeness(words, category, programme)
                if score >= ENOUGH:
                    yield Head(category, score, rest)
    yield from _in_a_sentence(line, programme)


def _in_a_sentence(line: str, programme: Programme) -> Iterator[Head]:
    """Yield the categories whose whole name stands in a line; a name of one word only where the line begins with it."""
    words = words_of(line)
    for category in programme.categories:
        for name in called(category, programme):
            spans = [each for each in spans_of(name, words) if len(name) > 1 or each[0] == 0]
            if spans:
                (start, end), *_ = spans
                yield Head(category, HEADING, " ".join((*words[:start], *words[end:])))


def likeness(words: Words, category: Category, programme: Programme) -> float:
    """Return how much words are like what a category is called, from 0 to 1."""
    told = without(words, _COMMON)
    return max(alike(told, without(name, _COMMON)) for name in called(category, programme))


def called(category: Category, programme: Programme) -> list[Words]:
    """Return what a category is called: by its programme, and by the press."""
    aliases = _ALIASES.get(category.award or "", ())
    if category.medium == "tv" and any(each.medium == "film" for each in programme.categories):
        aliases = tuple(f"{medium} {each}" for each in aliases for medium in ("television", "tv"))
    return [words_of(each) for each in (category.name, *aliases)]
