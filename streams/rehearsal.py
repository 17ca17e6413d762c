"""Folds ceremony files without Kafka, and prints what would be said: `python -m streams.rehearsal FILE… [--claims]`."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from streams.handlers import Refused
from streams.record_history import RecordHistory, record_history
from streams.rehearse import Claimed, Rehearsed, claims, rehearse
from streams.rules import Rules
from streams.yardsticks import Record
from sweepcast.board import Board, CategoryState, Holder, NominationState
from sweepcast.ceremony_file import CeremonyFile, CeremonyFileError
from sweepcast.cloudevents import type_of
from sweepcast.importers.imported import Broken
from sweepcast.importers.sources import FORMATS, Format, ceremonies_in
from sweepcast.programme import Problem
from sweepcast.retelling import in_order
from sweepcast.turns import TurnData

if TYPE_CHECKING:
    from streams.record_book import Book

OK = 0
REFUSED = 1
USAGE = 2
_CLOSED_PIPE = 141
"""What a shell makes of SIGPIPE: 128 + 13."""

Tell = Callable[[str], object]


class Unreadable(ValueError):
    """Files that cannot be gone on with; the message has a line for each thing that is wrong, with file and path."""


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What to print: of which ceremonies (all where none is named) turns or claims, or the record books; for whom."""

    ceremonies: frozenset[str] = frozenset()
    editions: frozenset[int] = frozenset()
    claims: bool = False
    book: bool = False
    text: bool = False

    def shows(self, rehearsed: Rehearsed) -> bool:
        """Return whether the ceremony is one of those to be printed."""
        programme = rehearsed.programme
        if not self.ceremonies and not self.editions:
            return True
        return programme.ceremony in self.ceremonies or programme.edition in self.editions


def run(ceremonies: Sequence[CeremonyFile], chosen: Chosen, tell: Tell, complain: Tell) -> int:
    """Fold the ceremonies in order, tell what is chosen, complain of what was refused; return the exit code.

    A filter chooses what is told, never what is folded: the record book is always whole.
    """
    code, before, ceremony = OK, Board(), ""
    books: dict[str, Book] = {}
    for each in rehearse(in_order(ceremonies)):
        if each.programme.ceremony != ceremony:
            before, ceremony = {}, each.programme.ceremony
        if isinstance(each.outcome, Refused):
            code = REFUSED
            name = type_of(each.announcement).rpartition(".")[2]
            complain(f"{ceremony}: {name} was refused: {each.outcome.reason}: {each.outcome.detail}")
        elif chosen.book:
            books[each.programme.award_body] = each.book
        elif chosen.shows(each):
            for line in _lines(before, each, each.outcome, chosen):
                tell(line)
        before = each.board
    for book in books.values():
        told = record_history(book, Rules())
        for line in _history_text(told) if chosen.text else [_json(told)]:
            tell(line)
    return code


def _lines(before: Board, rehearsed: Rehearsed, turn: TurnData, chosen: Chosen) -> Iterable[str]:
    if chosen.claims:
        said = claims(before, rehearsed)
        return (_claim_text(each, rehearsed.board) if chosen.text else _claim_json(each, turn) for each in said)
    return _turn_text(turn, claims(before, rehearsed), rehearsed) if chosen.text else [_json(turn)]


def _history_text(told: RecordHistory) -> Iterator[str]:
    yield f"{told.award_body}, up to edition {told.latest_edition}"
    for medium, records in told.works.items():
        yield from _records_text(f"most wins ({medium})", records.wins)
        yield from _records_text(f"most nominations ({medium})", records.nominations)
        yield f"  clean sweeps ({medium}): {_holders_text(records.clean_sweeps)}"
        yield f"  every category won, though twice in one ({medium}): {_holders_text(records.effective_sweeps)}"
        yield f"  Big Five ({medium}): {'unknown' if records.big_fives is None else _holders_text(records.big_fives)}"
        yield f"  shutouts ({medium}): {_holders_text(records.shutouts)}"
    yield from _records_text("most wins of a career", told.people.wins)
    yield from _records_text("most nominations of a career", told.people.nominations)


def _records_text(what: str, records: Iterable[Record]) -> Iterator[str]:
    yield f"  {what}:{'' if records else ' unknown'}"
    for record in records:
        yield f"    {record.number}: " + ", ".join(f"{each.name} ({each.ceremony_year})" for each in record.holders)


def _holders_text(holders: Iterable[Holder]) -> str:
    return ", ".join(f"{each.name} {each.number} ({each.ceremony_year})" for each in holders) or "none known"


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _claim_json(claim: Claimed, turn: TurnData) -> str:
    milestone = claim.milestone
    return _json(
        {
            "ceremony": claim.ceremony,
            "sequence": claim.sequence,
            "time": turn.cause.time,
            "category": claim.category,
            "how": claim.how,
            "address": claim.address,
            "kind": milestone.kind,
            "status": milestone.status,
            "subjects": [each.id for each in milestone.subjects],
            "numbers": milestone.numbers,
            "evidence": milestone.evidence,
            "headline": milestone.headline,
            "weight": milestone.weight,
        }
    )


def _claim_text(claim: Claimed, board: Board) -> str:
    ended = "" if claim.how == "holds" else f"[{claim.how}] "
    category = board.get(f"category/{claim.category}")
    where = f" ({category.name})" if isinstance(category, CategoryState) else ""
    return f"{claim.ceremony} {claim.sequence:>3}{where}: {ended}{claim.milestone.headline}"


def _turn_text(turn: TurnData, said: Sequence[Claimed], rehearsed: Rehearsed) -> Iterator[str]:
    name = turn.cause.type.rpartition(".")[2]
    category = rehearsed.board.get(f"category/{getattr(rehearsed.announcement.data, 'category', None)}")
    about = f": {_outcome(category)}" if isinstance(category, CategoryState) else ""
    yield f"{turn.ceremony} {turn.sequence:>3} {name}{about}"
    for each in said:
        yield f"    {'' if each.how == 'holds' else f'[{each.how}] '}{each.milestone.headline}"


def _outcome(category: CategoryState) -> str:
    if category.status != "decided":
        return category.name
    named = [_named(each) for each in category.nominations if each.id in category.winners]
    named += [each.name for each in category.recipients]
    return f"{category.name}: {'; '.join(named) or 'no award'}"


def _named(nomination: NominationState) -> str:
    works = ", ".join(each.title for each in nomination.works)
    people = ", ".join(each.name for each in nomination.people)
    return f"{works} ({people})" if works and people else works or people or nomination.song or nomination.id


def load(
    paths: Iterable[Path], format_: Format | None, broken: Broken, complain: Tell
) -> tuple[list[CeremonyFile], bool]:
    """Return the ceremonies of all files, and whether all of them were understood; complain of what was not.

    Raises:
        Unreadable: a file cannot be read, or must not be gone on with: all that is wrong, of all files.

    """
    ceremonies, sound, wrong = list[CeremonyFile](), True, list[str]()
    origin: dict[str, Path] = {}
    for path in paths:
        try:
            imported = ceremonies_in(_content(path), str(path), format_=format_, broken=broken)
        except CeremonyFileError as error:
            wrong.append(str(error))
            continue
        for problem in imported.problems:
            sound = False
            complain(f"{path}: {problem}")
        for ceremony in imported.ceremonies:
            id_ = ceremony.programme.ceremony
            if id_ in origin:
                complain(f"{path}: takes the place of {id_} in {origin[id_]}")
            origin[id_] = path
        ceremonies += imported.ceremonies
    if wrong:
        raise Unreadable("\n".join(wrong))
    return ceremonies, sound


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CeremonyFileError(str(path), [Problem("$", f"cannot be read: {error.strerror}")]) from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m streams.rehearsal",
        description="Fold ceremony files without Kafka, a night or a whole history, and print every turn as a line of "
        "JSON. Each award body is folded in the order of its editions, whatever the order of the files.",
        epilog="Exit codes: 0 all was folded, 1 something was refused or left out, 2 a wrong call or file.",
    )
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="ceremony files: .json, .csv, or .tsv of the Oscars"
    )
    parser.add_argument("--format", choices=FORMATS, help="the format of all files, whatever their names end with")
    parser.add_argument(
        "--broken",
        choices=("refuse", "skip-editions", "skip-rows"),
        default="refuse",
        help="where a row cannot be understood: fold nothing (the default), leave out its edition, or the row alone",
    )
    parser.add_argument("--claims", action="store_true", help="print only milestones that begin to hold, or end")
    parser.add_argument("--book", action="store_true", help="print only the record book at the end, a line a body")
    parser.add_argument("--text", action="store_true", help="print lines for people, not JSON")
    parser.add_argument("--ceremony", action="append", default=[], metavar="ID", help="print this ceremony only")
    parser.add_argument("--edition", action="append", default=[], type=int, metavar="N", help="print this edition only")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    options = _parser().parse_args(arguments)
    chosen = Chosen(
        ceremonies=frozenset(options.ceremony),
        editions=frozenset(options.edition),
        claims=options.claims,
        book=options.book,
        text=options.text,
    )
    try:
        ceremonies, sound = load(options.files, options.format, options.broken, _complain)
    except Unreadable as error:
        _complain(str(error))
        return USAGE
    unknown = _unknown(chosen, ceremonies)
    if unknown:
        _complain(unknown)
        return USAGE
    try:
        code = run(ceremonies, chosen, _tell, _complain)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has enough; nothing more may be written, not even when Python closes its output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _CLOSED_PIPE
    return code if sound else REFUSED


def _unknown(chosen: Chosen, ceremonies: Sequence[CeremonyFile]) -> str | None:
    """Return what to say where a filter names a ceremony or an edition that no file holds."""
    ids = {each.programme.ceremony for each in ceremonies}
    editions = {each.programme.edition for each in ceremonies}
    missing = [*sorted(chosen.ceremonies - ids), *(f"edition {each}" for each in sorted(chosen.editions - editions))]
    if not missing:
        return None
    few = ", ".join(sorted(ids)) if len(ids) <= 20 else f"{len(ids)} ceremonies"
    return f"no file holds {', '.join(missing)}; they hold {few or 'none'}"


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")


def _complain(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
