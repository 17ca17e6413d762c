"""Reads a press release: which lines say who won what in a programme, as drafts for a person to look at. Pure.

"Best Director: Damien Chazelle, La La Land", a category on a line of its own with its winner below, or a sentence
("Damien Chazelle wins Best Director"). What cannot be matched for sure is told, and never guessed.
"""

import re
from datetime import UTC, datetime
from typing import Literal, NamedTuple

import msgspec

from producers.desk.answers import PressDraft, PressRelease, Unmatched
from producers.desk.press_release.categories_named import Head, called
from producers.desk.press_release.lines import Part, parts
from producers.desk.press_release.nominees import Found, found_in, people_in, split_names
from producers.desk.press_release.words import lines_of
from producers.desk.telling import label_of
from sweepcast.announcements import TYPE_PREFIX, Announcement, Correction, Outcome, WinnerAnnounced, WinnerCorrected
from sweepcast.board import Board, CategoryState
from sweepcast.importers.ids import made_id
from sweepcast.programme import Person, Programme

REASON = "as in the press release"
LONGEST = 100_000
"""Characters of a text; a press release of a whole night has ten thousand."""

_NO_AWARD = re.compile(r"\b(?:no (?:award|winner)|not (?:awarded|given|presented)|nobody)\b", re.IGNORECASE)


class _Hit(NamedTuple):
    head: Head
    found: Found
    recipients: tuple[Person, ...]
    no_award: bool

    @property
    def certain(self) -> float:
        return (self.head.score + self.found.score) / 2


def read_press_release(text: str, programme: Programme, board: Board) -> PressRelease:
    """Return what the text says of the programme; `board` tells which categories are decided already."""
    drafts, unmatched = list[PressDraft](), list[Unmatched]()
    for part in parts(lines_of(text[:LONGEST]), programme):
        read = _best(programme, part)
        if isinstance(read, str):
            unmatched.append(Unmatched(line=part.line, text=part.text, why=read))
        else:
            drafts.append(_draft(part, read, programme, board))
    return PressRelease(ceremony=programme.ceremony, drafts=tuple(drafts), unmatched=tuple(unmatched))


def _best(programme: Programme, part: Part) -> _Hit | str:
    """Return the likeliest reading of a part, or why there is none."""
    if part.unread:
        return part.unread
    if not part.heads:
        return "no category of the programme is named here"
    hits = sorted((_hit(programme, each) for each in part.heads), key=lambda each: each.certain, reverse=True)
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


def _hit(programme: Programme, head: Head) -> _Hit:
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


def _draft(part: Part, hit: _Hit, programme: Programme, board: Board) -> PressDraft:
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
        line=part.line,
        text=part.text,
        category=category.id,
        type=type_,
        data=msgspec.to_builtins(said),
        label=label_of(_enveloped(said, programme), programme),
        score=round(hit.certain, 2),
        left_over=_left_over(hit, programme),
        decided=decided,
    )


def _left_over(hit: _Hit, programme: Programme) -> str:
    """Return the words of a part that neither its winners account for nor what its category is called."""
    names = {word for name in called(hit.head.category, programme) for word in name}
    return " ".join(each for each in hit.found.left_over.split() if each not in names)


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
