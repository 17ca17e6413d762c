"""Retells nights from their files at a chosen pace: `python -m producers.replay [FILE or ceremony id…] [--pace 60x]`.

Announcements of a file always bear the same ids. So a replay that was stopped is simply started again: what was said
before is recognised as a duplicate, changes nothing, and the night goes on behind it.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from producers.ceremonies import read_ceremonies
from producers.kafka import Line, LineError, Message, open_line
from producers.ledger import Ledger, is_duplicate
from producers.pace import SHOW, SHOW_SECONDS, Pace, parse_pace, schedule
from producers.shell import NOT_REACHED, OK, REJECTED, USAGE, print_line, print_problem, run, seconds
from producers.wording import answer_lines, said_line
from sweepcast.announcements import ANNOUNCEMENTS, Announcement, CategoryUpNext
from sweepcast.ceremony_file import CeremonyFile, CeremonyFileError, notices
from sweepcast.programme import Programme, award_body_of
from sweepcast.retelling import in_order, retold
from sweepcast.settings import Settings, SettingsError, read_settings
from sweepcast.turns import Rejection, Turn

SOURCE = "sweepcast/producers/replay"
DEFAULT_CEREMONY = "golden-globes-2017"
_AT_ONCE = 200
"""How many announcements that are due together go to Kafka before their acknowledgement is awaited."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One announcement of a retold night: when it is due in seconds from the start, and the programme it belongs to."""

    due: float
    announcement: Announcement
    programme: Programme


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """The time that a replay goes by: monotonic seconds, and how to wait a while."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class UnknownCategory(ValueError):
    """The category from which to go on is in none of the nights."""


def tellings(ceremonies: Sequence[CeremonyFile], pace: Pace, start: str | None = None) -> list[Told]:
    """Return all that is to be said of the nights, each body's one after the other by their editions.

    With `start`, the id of a category, everything before that category is up next is due at once.

    Raises:
        UnknownCategory: no night calls a category `start` up.

    """
    told: list[Told] = []
    found = start is None
    begins = 0.0
    for ceremony in in_order(ceremonies):
        announcements = retold(ceremony, SOURCE)
        index = 0 if found else _up_next(announcements, start)
        found = found or index is not None
        dues = schedule(announcements, pace, len(announcements) if index is None else index)
        told += [
            Told(due=begins + due, announcement=each, programme=ceremony.programme)
            for due, each in zip(dues, announcements, strict=True)
        ]
        begins = told[-1].due
    if not found:
        raise UnknownCategory(f"no night has a category {start!r} to go on from: see --check for what they hold")
    return told


def _up_next(announcements: Sequence[Announcement], category: str | None) -> int | None:
    return next(
        (
            index
            for index, each in enumerate(announcements)
            if isinstance(each, CategoryUpNext) and each.data.category == category
        ),
        None,
    )


async def replay(told: Sequence[Told], line: Line, ledger: Ledger, clock: Clock, tell: Callable[[str], object]) -> None:
    """Say everything when it is due, and tell of each as it was said. Waits are reckoned from the start: no drift.

    Raises:
        LineError: Kafka did not take something; what was said before stands.

    """
    start = clock.now()
    said = 0
    while said < len(told):
        wait = told[said].due - (clock.now() - start)
        if wait > 0:
            await clock.sleep(wait)
        elapsed = clock.now() - start
        due = [each for each in told[said : said + _AT_ONCE] if each.due <= elapsed] or [told[said]]
        ledger.said(await line.say([_message(each.announcement) for each in due]))
        for each in due:
            tell(said_line(each.announcement, each.programme))
        said += len(due)


def _message(announcement: Announcement) -> Message:
    return Message(award_body_of(announcement.subject).encode(), ANNOUNCEMENTS.encode(announcement))


async def listen(line: Line, ledger: Ledger, tell: Callable[[str], object]) -> None:
    """Enter each answer into the ledger for as long as the line is open, and tell of rejections as they come."""
    while True:
        answer = await line.hear()
        ledger.heard(answer)
        if isinstance(answer, Rejection) and not is_duplicate(answer):
            for each in answer_lines(answer):
                tell(each)


def summary(ledger: Ledger) -> tuple[str, int]:
    """Return how the replay was received, as a line and as an exit code."""
    turns = sum(isinstance(each, Turn) for each in ledger.answers)
    duplicates = sum(is_duplicate(each) for each in ledger.answers)
    rejected = len(ledger.answers) - turns - duplicates
    parts = [f"{turns} turns"]
    if duplicates:
        parts.append(f"{duplicates} duplicates, said before and folded then")
    if rejected:
        parts.append(f"{rejected} rejected")
    if ledger.unanswered:
        parts.append(f"{ledger.unanswered} without an answer: is the worker running? They are folded when it is")
    code = REJECTED if rejected else NOT_REACHED if ledger.unanswered else OK
    return f"{len(ledger.answers) + ledger.unanswered} announcements: {', '.join(parts)}", code


def check(ceremonies: Sequence[tuple[str, CeremonyFile]], tell: Callable[[str], object]) -> None:
    """Tell what each sound ceremony holds, and what in it is worth a look."""
    for named, ceremony in ceremonies:
        said = retold(ceremony, SOURCE)
        programme = ceremony.programme
        entries = sum(len(each.nominations) for each in programme.categories)
        tell(
            f"{named}: {programme.name}: sound; {len(programme.categories)} categories, {entries} nominations, "
            f"{len(said)} announcements"
        )
        tell(f"  categories: {', '.join(each.id for each in programme.categories)}")
        for notice in notices(ceremony):
            tell(f"  notice: {notice}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m producers.replay",
        description="Retell nights from their files: programme, history, opening, winners in running order, closing.",
        epilog="Exit codes: 0 all was folded, 1 something was rejected, 2 a wrong call or file, 3 Kafka or the worker "
        "was not reached, 130 and 143 stopped by Ctrl-C and SIGTERM. Stopped? Start it again: nothing counts twice.",
    )
    parser.add_argument(
        "ceremonies",
        nargs="*",
        metavar="CEREMONY",
        default=[DEFAULT_CEREMONY],
        help="a ceremony's file, a whole history (.csv, or .tsv of the Oscars), or the id of one in ceremonies/ "
        f"(default: {DEFAULT_CEREMONY})",
    )
    parser.add_argument(
        "--pace",
        type=_pace,
        default=SHOW,
        help=f"real, max, or a factor such as 60x (default: a night in about {SHOW_SECONDS / 60:g} minutes)",
    )
    parser.add_argument("--from", dest="start", metavar="CATEGORY", help="say all before this category without waiting")
    parser.add_argument("--quiet", action="store_true", help="print only rejections and the summary")
    parser.add_argument("--check", action="store_true", help="check the files and say nothing to Kafka")
    parser.add_argument(
        "--timeout",
        type=seconds,
        default=30.0,
        metavar="SECONDS",
        help="how long to wait for Kafka, and at the end for each next answer of the worker (default: 30)",
    )
    parser.add_argument("--no-wait", action="store_true", help="at the end, do not wait for the worker's answers")
    return parser


def _pace(text: str) -> Pace:
    try:
        return parse_pace(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


async def _replay_for_real(told: Sequence[Told], settings: Settings, options: argparse.Namespace) -> int:
    tell = (lambda _: None) if options.quiet else print_line
    try:
        async with open_line(settings, seconds=options.timeout, tell=print_problem) as line:
            ledger = Ledger()
            listener = asyncio.create_task(listen(line, ledger, print_problem))
            try:
                await replay(told, line, ledger, Clock(), tell)
                if options.no_wait:
                    return OK
                await _answered(ledger, listener, options.timeout)
            finally:
                listener.cancel()
                await asyncio.wait([listener])
    except LineError as error:
        print_problem(str(error))
        return NOT_REACHED
    line_of_summary, code = summary(ledger)
    print_line(line_of_summary)
    return code


async def _answered(ledger: Ledger, listener: "asyncio.Task[None]", patience: float) -> None:
    """Wait until all is answered, or patience is at its end.

    Raises:
        LineError: the line broke meanwhile.

    """
    settled = asyncio.create_task(ledger.settled(patience))
    await asyncio.wait([settled, listener], return_when=asyncio.FIRST_COMPLETED)
    if listener.done():
        settled.cancel()
        listener.result()
    await settled


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        ceremonies = [(named, each) for named in options.ceremonies for each in read_ceremonies(named)]
        if options.check:
            check(ceremonies, print_line)
            return OK
        told = tellings([each for _, each in ceremonies], options.pace, options.start)
        settings = read_settings()
    except (CeremonyFileError, UnknownCategory, SettingsError) as error:
        print_problem(str(error))
        return USAGE
    farewell = "stopped; start it again to go on: what was said is recognised and changes nothing"
    return run(lambda: _replay_for_real(told, settings, options), farewell)


if __name__ == "__main__":
    sys.exit(main())
