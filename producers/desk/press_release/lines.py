"""Finds which lines of a press release belong together: a category with its winner, or the nominees below it. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from producers.desk.press_release.categories_named import ENOUGH, HEADING, Head, heads, likeness
from producers.desk.press_release.nominees import found_in
from producers.desk.press_release.words import words_of
from sweepcast.programme import Category, Programme

_BULLET = re.compile(r"^(?:[#>•·●▪*‣+–—-]+\s*|\d{1,3}[.)]\s+)+")
_MARKED = re.compile(r"(?:^|\W)(?:winner|🏆|★|✔|✓)|\*\s*$", re.IGNORECASE)
_TIE = re.compile(r"\b(?:tie|ex aequo|shared)\b", re.IGNORECASE)
LONGEST_LINE = 1000
"""Characters of a line that is read: one that says who won has a hundred, a whole text without line breaks too many."""
_SHOWN = 200
_TOO_LONG = f"more than {LONGEST_LINE} characters without a new line: give each category a line of its own"
_UNMARKED = 0.5
"""How sure it is that the first of several nominees won of whom none is marked: little enough to be looked at twice."""


class Part(NamedTuple):
    """What belongs together: its line's number, what was read, and the categories that it may be about."""

    line: int
    text: str
    heads: list[Head]
    unread: str = ""
    """Why it says nothing by itself, where that is known already."""


def parts(lines: Iterable[str], programme: Programme) -> Iterator[Part]:
    """Yield the parts of a text, in its order."""
    heading: Head | None = None
    below: list[tuple[int, str]] = []
    for number, raw in enumerate(lines, start=1):
        line = _BULLET.sub("", raw).strip().strip("*_").strip()
        if len(line) > LONGEST_LINE:
            yield from _below(programme, heading, below)
            heading, below = None, []
            yield Part(number, f"{line[:_SHOWN]}…", [], _TOO_LONG)
            continue
        if not words_of(line):
            continue
        about = list(heads(line, programme))
        alone = _heading(line, programme, about)
        if alone is None and heading is not None and not any(each.rest and each.score >= ENOUGH for each in about):
            below.append((number, raw.strip()))
            continue
        yield from _below(programme, heading, below)
        heading, below = alone, []
        if alone is None:
            yield Part(number, line, about)
    yield from _below(programme, heading, below)


def _below(programme: Programme, heading: Head | None, below: list[tuple[int, str]]) -> Iterator[Part]:
    """Yield what stands below a category: the lines marked as winners, all of them in a tie, else the first one."""
    if heading is None or not below:
        return
    marked = [each for each in below if _MARKED.search(each[1])]
    chosen = marked or (below if _TIE.search(heading.rest) else below[:1])
    if chosen == below[:1] and not marked and _are_nominees(programme, heading.category, below):
        heading = heading._replace(score=heading.score * _UNMARKED)
    rest = " / ".join(_BULLET.sub("", text) for _, text in chosen)
    yield Part(chosen[0][0], f"{heading.category.name}: {rest}", [heading._replace(rest=rest)])
    for number, text in below:
        if (number, text) not in chosen and len(chosen) < len(below):
            yield Part(number, text, [], f"{heading.category.name}: another line below it was read as its winner")


def _are_nominees(programme: Programme, category: Category, below: list[tuple[int, str]]) -> bool:
    """Return whether the lines name several nominations, so that the first may well be none that won."""
    named = [found_in(programme, category, text).nominations for _, text in below]
    return len({each for each in named if each}) > 1


def _heading(line: str, programme: Programme, about: list[Head]) -> Head | None:
    """Return the category that a line names and nothing else."""
    words = words_of(line)
    named = next((each for each in programme.categories if words == words_of(each.name)), None)
    if named is not None:
        # What stands behind a dash in a category's own name is no winner.
        return Head(named, 1.0, line)
    if any(found_in(programme, each.category, each.rest).nominations for each in about if each.rest):
        return None
    whole = [Head(each, likeness(words, each, programme), line) for each in programme.categories]
    best = max(whole, key=lambda each: each.score, default=None)
    apart = max((each.score for each in about if each.rest), default=0.0)
    return best if best is not None and best.score >= HEADING and best.score > apart else None
