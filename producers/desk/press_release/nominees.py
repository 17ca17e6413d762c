"""Finds the nominees of one category in a line of text, and says how sure that is. Pure."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from producers.desk.press_release.words import Words, spans_of, words_of
from sweepcast.programme import Category, Nomination, Programme

_PERSONAL = ("director", "actor", "actress", "performance", "person")
"""Awards with one of these in their id or name are a person's; the work only tells what for."""
_FILLERS = frozenset(
    {
        "a",
        "an",
        "the",
        "and",
        "or",
        "for",
        "from",
        "in",
        "of",
        "by",
        "with",
        "to",
        "wins",
        "won",
        "winner",
        "winners",
        "goes",
        "award",
        "awarded",
        "tie",
        "ex",
        "aequo",
        "shared",
        "his",
        "her",
        "their",
        "as",
    }
)
_SURE, _NAME_ALONE, _BESIDE_ALONE = 1.0, 0.9, 0.6
"""All that a nomination names was read; what it is known by was read; only what stands beside it (its film) was."""
_CROWD = 2
"""More winners than this in one line are rather its nominees, unless the line speaks of a tie."""


_CONTRAST = frozenset(
    {"not", "over", "beat", "beats", "beating", "defeats", "defeating", "against", "instead", "ahead"}
)
"""A line with one of these and two winners rather names who won and who did not."""


class Found(NamedTuple):
    """The nominations that a text names, how sure that is (0 to 1), and the words that none of them accounts for."""

    nominations: tuple[str, ...]
    score: float
    left_over: str
    unclear: tuple[str, ...] = ()
    """Nominations between which the text does not decide; then there are no others."""


class _Named(NamedTuple):
    nomination: Nomination
    by: tuple[Words, ...]
    beside: tuple[Words, ...]


class _Read(NamedTuple):
    nomination: str
    spans: frozenset[tuple[int, int]]
    by: bool
    beside: bool
    complete: bool


def found_in(programme: Programme, category: Category, text: str) -> Found:
    """Return which nominations of the category the text names."""
    words = words_of(text)
    named = [_names(programme, category, each) for each in category.nominations]
    places = _longest({name: spans_of(name, words) for each in named for name in (*each.by, *each.beside)})
    read = [each for each in (_read(one, places) for one in named) if each.by or each.beside]
    chosen = _distinct([each for each in read if each.by])
    if chosen:
        return _result(chosen, words, _NAME_ALONE)
    if len(read) == 1:
        return _result(read, words, _BESIDE_ALONE)
    return Found((), 0.0, " ".join(words), tuple(each.nomination for each in read))


def _names(programme: Programme, category: Category, nomination: Nomination) -> _Named:
    titles = {each.id: each.title for each in programme.works}
    people = {each.id: each.name for each in programme.people}
    works = tuple(words_of(titles[each]) for each in nomination.works if each in titles)
    persons = tuple(words_of(people[each]) for each in nomination.people if each in people)
    if nomination.song:
        return _Named(nomination, (words_of(nomination.song),), works + persons)
    about = f"{category.award or ''} {category.id} {category.name}".casefold()
    if persons and (not works or any(each in about for each in _PERSONAL)):
        return _Named(nomination, persons, works)
    return _Named(nomination, works or persons, persons if works else ())


def _longest(places: dict[Words, list[tuple[int, int]]]) -> dict[Words, list[tuple[int, int]]]:
    """Return the places without those inside of a longer name's place: "Sing" is not named by "Sing Street"."""
    every = [span for spans in places.values() for span in spans]
    return {
        name: [span for span in spans if not any(_inside(span, each) for each in every)]
        for name, spans in places.items()
    }


def _inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def _read(named: _Named, places: dict[Words, list[tuple[int, int]]]) -> _Read:
    by = [places[each] for each in named.by if each]
    beside = [places[each] for each in named.beside if each]
    return _Read(
        nomination=named.nomination.id,
        spans=frozenset(span for spans in (*by, *beside) for span in spans),
        by=bool(by) and any(by),
        beside=any(beside),
        complete=all(by) and (any(beside) or not beside),
    )


def _distinct(read: list[_Read]) -> list[_Read]:
    """Return of nominations known by the same words only those that more words speak for."""
    kept = list[_Read]()
    for each in read:
        rivals = [other for other in read if other is not each and each.spans & other.spans]
        if not any(_speaks_more(other, each) for other in rivals):
            kept.append(each)
    return kept


def _speaks_more(one: _Read, other: _Read) -> bool:
    return (one.spans > other.spans) or (one.spans == other.spans and one.complete and not other.complete)


def _result(read: list[_Read], words: Words, score: float) -> Found:
    if len(read) > 1 and any(a.spans == b.spans for a in read for b in read if a is not b):
        return Found((), 0.0, " ".join(words), tuple(each.nomination for each in read))
    sure = min(_SURE if each.complete and each.by else score for each in read)
    used = {place for each in read for span in each.spans for place in range(*span)}
    left = [word for place, word in enumerate(words) if place not in used and word not in _FILLERS]
    crowded = len(read) > _CROWD and not {"tie", "aequo", "shared"} & set(words)
    if crowded or (len(read) > 1 and _CONTRAST & set(left)):
        sure /= 2
    return Found(tuple(each.nomination for each in read), sure, " ".join(left))


def people_in(programme: Programme, text: str) -> Iterator[tuple[str, str]]:
    """Yield the people of the programme whom a text names, each with id and name."""
    words = words_of(text)
    places = _longest({words_of(each.name): spans_of(words_of(each.name), words) for each in programme.people})
    for person in programme.people:
        if places[words_of(person.name)]:
            yield person.id, person.name


def split_names(text: str) -> Iterable[str]:
    """Return the names in a list of names, as they are written."""
    parts = text.replace("&", ",").replace(";", ",").replace(" and ", ",").split(",")
    return [each.strip(" .()[]“”\"'*") for each in parts if words_of(each)]
