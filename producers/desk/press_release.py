"""Reads a press release: which lines say who won what in a programme, as drafts for a person to look at. Pure.

"Best Director: Damien Chazelle, La La Land", a category on a line of its own with its winner below, or a sentence
("Damien Chazelle wins Best Director"). What cannot be matched for sure is told, and never guessed.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Literal, NamedTuple

import msgspec

from producers.desk.answers import PressDraft, PressRelease, Unmatched
from producers.desk.nominees import Found, found_in, people_in, split_names
from producers.desk.telling import label_of
from producers.desk.words import Words, alike, lines_of, spans_of, without, words_of
from sweepcast.announcements import TYPE_PREFIX, Announcement, Correction, Outcome, WinnerAnnounced, WinnerCorrected
from sweepcast.board import Board, CategoryState
from sweepcast.importers.ids import made_id
from sweepcast.programme import Category, Person, Programme

REASON = "as in the press release"
LONGEST = 100_000
"""Characters of a text; a press release of a whole night has ten thousand."""

_SEPARATOR = re.compile(r"\s*[:：|→\t]\s*|\s+[-–—]+\s+|\s*[–—]\s*")
_BULLET = re.compile(r"^(?:[#>•·●▪*‣+–—-]+\s*|\d{1,3}[.)]\s+)+")
_MARKED = re.compile(r"(?:^|\W)(?:winner|🏆|★|✔|✓)|\*\s*$", re.IGNORECASE)
_NO_AWARD = re.compile(r"\b(?:no (?:award|winner)|not (?:awarded|given|presented)|nobody)\b", re.IGNORECASE)
_TIE = re.compile(r"\b(?:tie|ex aequo|shared)\b", re.IGNORECASE)
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
_ENOUGH, _HEADING = 0.6, 0.8
"""How alike a category's name must be in front of a winner, and where it stands alone on its line."""


class _Head(NamedTuple):
    category: Category
    score: float
    rest: str


class _Hit(NamedTuple):
    head: _Head
    found: Found
    recipients: tuple[Person, ...]
    no_award: bool

    @property
    def certain(self) -> float:
        return (self.head.score + self.found.score) / 2


def read_press_release(text: str, programme: Programme, board: Board) -> PressRelease:
    """Return what the text says of the programme; `board` tells which categories are decided already."""
    drafts, unmatched = list[PressDraft](), list[Unmatched]()
    for line, shown, heads in _parts(lines_of(text[:LONGEST]), programme):
        read = _best(programme, heads)
        if isinstance(read, str):
            unmatched.append(Unmatched(line=line, text=shown, why=read))
        else:
            drafts.append(_draft(line, shown, read, programme, board))
    return PressRelease(ceremony=programme.ceremony, drafts=tuple(drafts), unmatched=tuple(unmatched))


def _parts(lines: Iterable[str], programme: Programme) -> Iterator[tuple[int, str, list[_Head]]]:
    """Yield what belongs together: its line, what was read, and the categories that it may be about with their rest."""
    heading: _Head | None = None
    below: list[tuple[int, str]] = []
    for number, raw in enumerate(lines, start=1):
        line = _BULLET.sub("", raw).strip().strip("*_").strip()
        if not words_of(line):
            continue
        heads = list(_heads(line, programme))
        alone = _heading(line, programme, heads)
        if alone is None and heading is not None and not any(each.rest and each.score >= _ENOUGH for each in heads):
            below.append((number, raw.strip()))
            continue
        yield from _below(heading, below)
        heading, below = alone, []
        if alone is None:
            yield number, line, heads
    yield from _below(heading, below)


def _below(heading: _Head | None, below: list[tuple[int, str]]) -> Iterator[tuple[int, str, list[_Head]]]:
    """Yield what stands below a category: the lines marked as winners, all of them in a tie, else the first one."""
    if heading is None or not below:
        return
    chosen = [each for each in below if _MARKED.search(each[1])] or (below if _TIE.search(heading.rest) else below[:1])
    rest = " / ".join(_BULLET.sub("", text) for _, text in chosen)
    yield chosen[0][0], f"{heading.category.name}: {rest}", [heading._replace(rest=rest)]
    for number, text in below:
        if (number, text) not in chosen and len(chosen) < len(below):
            yield number, text, []


def _heading(line: str, programme: Programme, heads: list[_Head]) -> _Head | None:
    """Return the category that a line names and nothing else."""
    if any(found_in(programme, each.category, each.rest).nominations for each in heads if each.rest):
        return None
    whole = [_Head(each, _likeness(words_of(line), each, programme), line) for each in programme.categories]
    best = max(whole, key=lambda each: each.score, default=None)
    apart = max((each.score for each in heads if each.rest), default=0.0)
    return best if best is not None and best.score >= _HEADING and best.score > apart else None


def _heads(line: str, programme: Programme) -> Iterator[_Head]:
    """Yield each category that a line may be about, with what it says besides."""
    for separator in _SEPARATOR.finditer(line):
        for first, rest in (
            (line[: separator.start()], line[separator.end() :]),
            (line[separator.end() :], line[: separator.start()]),
        ):
            words = words_of(first)
            for category in programme.categories:
                score = _likeness(words, category, programme)
                if score >= _ENOUGH:
                    yield _Head(category, score, rest)
    yield from _in_a_sentence(line, programme)


def _in_a_sentence(line: str, programme: Programme) -> Iterator[_Head]:
    words = words_of(line)
    for category in programme.categories:
        for name in _called(category, programme):
            spans = spans_of(name, words) if len(name) > 1 else []
            if spans:
                (start, end), *_ = spans
                yield _Head(category, _HEADING, " ".join((*words[:start], *words[end:])))


def _likeness(words: Words, category: Category, programme: Programme) -> float:
    told = without(words, _COMMON)
    return max(alike(told, without(name, _COMMON)) for name in _called(category, programme))


def _called(category: Category, programme: Programme) -> list[Words]:
    aliases = _ALIASES.get(category.award or "", ())
    if category.medium == "tv" and any(each.medium == "film" for each in programme.categories):
        aliases = tuple(f"{medium} {each}" for each in aliases for medium in ("television", "tv"))
    return [words_of(each) for each in (category.name, *aliases)]


def _best(programme: Programme, heads: list[_Head]) -> _Hit | str:
    """Return the likeliest reading of a line, or why there is none."""
    if not heads:
        return "no category of the programme is named here"
    hits = sorted((_hit(programme, each) for each in heads), key=lambda each: each.certain, reverse=True)
    best = hits[0]
    if not best.found.score:
        best = max(hits, key=lambda each: each.head.score)
        return _why_not(best)
    rivals = [each for each in hits if each.certain == best.certain and each.head.category.id != best.head.category.id]
    if rivals:
        names = " or ".join(dict.fromkeys(each.head.category.name for each in (best, *rivals)))
        return f"could be about {names}"
    return best


def _why_not(hit: _Hit) -> str:
    if hit.found.unclear:
        return f"{hit.head.category.name}: could be {' or '.join(hit.found.unclear)}"
    return f"{hit.head.category.name}: nobody nominated there is named in “{hit.head.rest.strip()}”"


def _hit(programme: Programme, head: _Head) -> _Hit:
    found = found_in(programme, head.category, head.rest)
    if found.nominations or found.unclear:
        return _Hit(head, found, (), no_award=False)
    if _NO_AWARD.search(head.rest):
        return _Hit(head, Found((), 0.9, ""), (), no_award=True)
    if head.category.competitive:
        return _Hit(head, found, (), no_award=False)
    known = tuple(Person(id=id_, name=name) for id_, name in people_in(programme, head.rest))
    if known:
        return _Hit(head, Found((), 0.9, ""), known, no_award=False)
    # Honours go to people whom no programme knows beforehand; who it is, the line alone tells.
    new = tuple(Person(id=made_id(each), name=each) for each in split_names(head.rest))
    return _Hit(head, Found((), 0.7 if new else 0.0, ""), new, no_award=False)


def _draft(line: int, shown: str, hit: _Hit, programme: Programme, board: Board) -> PressDraft:
    category = hit.head.category
    decided = _decided(board.get(f"category/{category.id}"), hit)
    outcome = Outcome(category=category.id, nominations=hit.found.nominations, recipients=hit.recipients)
    type_, data = f"{TYPE_PREFIX}winner-announced", outcome
    said: Outcome | Correction = data
    if decided == "otherwise":
        type_ = f"{TYPE_PREFIX}winner-corrected"
        said = Correction(
            category=category.id, nominations=outcome.nominations, recipients=outcome.recipients, reason=REASON
        )
    return PressDraft(
        line=line,
        text=shown,
        category=category.id,
        type=type_,
        data=msgspec.to_builtins(said),
        label=label_of(_enveloped(said, programme), programme),
        score=round(hit.certain, 2),
        left_over=hit.found.left_over,
        decided=decided,
    )


def _decided(state: object, hit: _Hit) -> Literal["no", "same", "otherwise"]:
    if not isinstance(state, CategoryState) or state.status != "decided":
        return "no"
    same_winners = set(state.winners) == set(hit.found.nominations)
    return (
        "same"
        if same_winners and {each.id for each in state.recipients} == {each.id for each in hit.recipients}
        else "otherwise"
    )


def _enveloped(said: Outcome | Correction, programme: Programme) -> Announcement:
    subject, time = programme.ceremony, datetime(1970, 1, 1, tzinfo=UTC)
    if isinstance(said, Correction):
        return WinnerCorrected(id="draft", source="draft", subject=subject, time=time, data=said)
    return WinnerAnnounced(id="draft", source="draft", subject=subject, time=time, data=said)
