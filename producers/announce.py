"""Says one announcement from the command line, and prints the turn or the rejection that it caused.

`python -m producers.announce winner golden-globes-2017 director damien-chazelle`
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec

from producers.ceremonies import read_ceremony
from producers.kafka import Answer, Line, LineError, Message, open_line
from producers.ledger import Ledger
from producers.shell import NOT_REACHED, OK, REJECTED, USAGE, print_line, print_problem, run, seconds
from producers.wording import answer_lines
from sweepcast.announcements import ANNOUNCEMENTS, TYPE_PREFIX, Announcement
from sweepcast.ceremony_file import CeremonyFileError
from sweepcast.programme import Person, award_body_of
from sweepcast.retelling import published
from sweepcast.settings import Settings, SettingsError, read_settings
from sweepcast.turns import REJECTIONS, TURNS, Rejection, Turn

SOURCE = "sweepcast/producers/announce"


class UsageError(ValueError):
    """What was asked for cannot be an announcement; the message says why and what to write."""


def announcements_of(options: argparse.Namespace, new_id: Callable[[], str], now: datetime) -> list[Announcement]:
    """Return what the command line says: one announcement, or one a table for `history`.

    `new_id` gives an id where the command line names none, `now` the time.

    Raises:
        UsageError: it is no sound announcement.
        CeremonyFileError: the ceremony file is not sound.

    """
    name = options.id or new_id()
    time = options.time or now
    if options.say in {"publish", "history"}:
        return _from_file(options, name, time)
    return [_from_words(options, name, time)]


def _from_file(options: argparse.Namespace, name: str, time: datetime) -> list[Announcement]:
    programme, *histories = published(read_ceremony(options.file), time, SOURCE)
    if options.say == "publish":
        return [msgspec.structs.replace(programme, id=name)]
    if not histories:
        raise UsageError(f"{options.file} holds no history to seed: add $.history to it")
    numbered = [name] if len(histories) == 1 else [f"{name}.{number}" for number in range(1, len(histories) + 1)]
    return [msgspec.structs.replace(each, id=one) for each, one in zip(histories, numbered, strict=True)]


def _from_words(options: argparse.Namespace, name: str, time: datetime) -> Announcement:
    """Write the announcement as it stands on the wire and read it: so the codec checks what was typed."""
    if options.say in {"winner", "correct"} and not options.nominations and not options.recipients:
        raise UsageError(
            "names no winner: add one or more nominations, or --recipient ID=NAME for an honorary award; "
            "where there is none, say no-award or withdraw-award"
        )
    data = {each: value for each, value in vars(options).items() if each in _DATA_FIELDS}
    event = {
        "specversion": "1.0",
        "id": name,
        "source": SOURCE,
        "type": TYPE_PREFIX + _SAID_AS[options.say],
        "subject": options.ceremony,
        "time": time,
        "data": data,
    }
    try:
        award_body_of(options.ceremony)
        return ANNOUNCEMENTS.decode(msgspec.json.encode(event))
    except ValueError as error:
        raise UsageError(str(error)) from None


_SAID_AS = {
    "open": "ceremony-opened",
    "up-next": "category-up-next",
    "winner": "winner-announced",
    "no-award": "winner-announced",
    "correct": "winner-corrected",
    "withdraw-award": "winner-corrected",
    "postpone": "category-postponed",
    "withdraw-nomination": "nomination-withdrawn",
    "close": "ceremony-closed",
}
"""The announcement that each word of the command line stands for."""
_DATA_FIELDS = frozenset({"category", "nominations", "recipients", "nomination", "reason"})
"""The options that are an announcement's data, under the same names."""


def messages_of(options: argparse.Namespace, new_id: Callable[[], str], now: datetime) -> list[Message]:
    """Return what goes to Kafka, keyed by the award body's id.

    Raises:
        UsageError: it is no sound announcement, or raw bytes are not to be had.
        CeremonyFileError: the ceremony file is not sound.

    """
    if options.say == "raw":
        return [_raw(options)]
    return [
        Message(award_body_of(each.subject).encode(), ANNOUNCEMENTS.encode(each))
        for each in announcements_of(options, new_id, now)
    ]


def _raw(options: argparse.Namespace) -> Message:
    """Return the bytes just as they are; their key is given, or read from their subject, or there is none."""
    try:
        content = sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
    except OSError as error:
        raise UsageError(f"{options.file} cannot be read: {error.strerror}") from None
    if options.key is not None:
        return Message(options.key.encode() or None, content)
    try:
        subject = msgspec.json.decode(content, type=_Subject).subject
        return Message(award_body_of(subject).encode(), content)
    except ValueError:
        return Message(None, content)


class _Subject(msgspec.Struct):
    """All that is needed of an announcement to find its key."""

    subject: str


async def announce(messages: Sequence[Message], line: Line, patience: float) -> list[Answer]:
    """Say the messages and return the turns and rejections that they caused; fewer where patience ran out.

    Raises:
        LineError: Kafka did not take them, or the line broke.

    """
    ledger = Ledger()
    ledger.said(await line.say(messages))
    try:
        async with asyncio.timeout(patience):
            while ledger.unanswered:
                ledger.heard(await line.hear())
    except TimeoutError:
        pass
    return ledger.answers


def show(answers: Sequence[Answer], *, as_json: bool, tell: Callable[[str], object]) -> None:
    """Tell of the answers: readable, or as the CloudEvents that they are, one JSON line each."""
    for answer in answers:
        if as_json:
            tell((TURNS.encode(answer) if isinstance(answer, Turn) else REJECTIONS.encode(answer)).decode())
        else:
            for each in answer_lines(answer):
                tell(each)


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    top = argparse.ArgumentParser(
        prog="python -m producers.announce",
        description="Say one announcement, and print the turn or the rejection that it caused.",
        epilog="Exit codes: 0 it made a turn, 1 it was rejected, 2 a wrong call, 3 Kafka or worker not reached. "
        "Example: python -m producers.announce winner golden-globes-2017 director damien-chazelle",
    )
    says = top.add_subparsers(dest="say", required=True, metavar="WHAT", title="what can be said")
    common = _common()
    category, reason = _category(), _reason()

    def add(name: str, help_text: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return says.add_parser(name, help=help_text, description=help_text, parents=[*parents, common])

    add("winner", "A category is decided; several nominations are a tie.", category, _outcome())
    add("no-award", "A category is decided: nobody wins it.", category)
    add("correct", "An outcome was wrong; name the full new one.", category, _outcome(), reason)
    add("withdraw-award", "An award is taken back; the category stays without one.", category, reason)
    add("postpone", "A category is put off.", category, reason)
    add("up-next", "The category that is decided next.", category)
    withdraw = add("withdraw-nomination", "A nomination no longer stands.", category, reason)
    withdraw.add_argument("nomination", help="id of the nomination, unique in its category")
    for name, help_text in (("open", "The night begins."), ("close", "The night is over.")):
        add(name, help_text).add_argument("ceremony", help="id of the ceremony, such as golden-globes-2017")
    for name, help_text in (
        ("publish", "Publish the programme of a ceremony file, new or revised."),
        ("history", "Seed the record book with the history in a ceremony file."),
    ):
        add(name, help_text).add_argument("file", help="ceremony file, or the id of one in ceremonies/")
    raw = add("raw", "Send bytes just as they are, sound or not.")
    raw.add_argument("file", help="file with the bytes; - for standard input")
    raw.add_argument(
        "--key", help="Kafka key (default: the award body of the subject where it can be read; '' for none)"
    )
    return top


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--id", help="the announcement's id; the same id again is no second announcement (default: new)"
    )
    common.add_argument("--time", type=_time, help="when it was said, as in 2017-01-08T22:23:00-05:00 (default: now)")
    common.add_argument(
        "--timeout",
        type=seconds,
        default=10.0,
        metavar="SECONDS",
        help="how long to wait for Kafka, and then for the answer (default: 10)",
    )
    common.add_argument("--json", action="store_true", help="print the turn or rejection as JSON")
    return common


def _category() -> argparse.ArgumentParser:
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument("ceremony", help="id of the ceremony, such as golden-globes-2017")
    parent.add_argument("category", help="id of the category, such as director")
    return parent


def _outcome() -> argparse.ArgumentParser:
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument("nominations", nargs="*", metavar="nomination", help="ids of the winning nominations")
    parent.add_argument(
        "--recipient",
        dest="recipients",
        action="append",
        default=[],
        type=_person,
        metavar="ID=NAME",
        help="who receives an honorary award; may be given several times",
    )
    return parent


def _reason() -> argparse.ArgumentParser:
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument("--reason", required=True, help="why, in words that viewers see")
    return parent


def _person(text: str) -> Person:
    name, equals, full = text.partition("=")
    if not (name and equals and full):
        raise argparse.ArgumentTypeError(f"{text!r} is no person: write ID=NAME, as in meryl-streep='Meryl Streep'")
    return Person(id=name, name=full)


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time with its offset from UTC: write it as in 2017-01-08T22:23:00-05:00"
        )
    return time


async def _announce_for_real(messages: Sequence[Message], settings: Settings, options: argparse.Namespace) -> int:
    try:
        async with open_line(settings, seconds=options.timeout, tell=print_problem) as line:
            answers = await announce(messages, line, options.timeout)
    except LineError as error:
        print_problem(str(error))
        return NOT_REACHED
    show(answers, as_json=options.json, tell=print_line)
    if len(answers) < len(messages):
        print_problem(
            f"said, but no answer within {options.timeout:g} s: is the worker running (python -m streams)? "
            "What was said stands in Kafka and is folded as soon as it is"
        )
        return NOT_REACHED
    return REJECTED if any(isinstance(each, Rejection) for each in answers) else OK


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    options = parser().parse_args(arguments)
    try:
        messages = messages_of(options, lambda: str(uuid4()), datetime.now(UTC))
        settings = read_settings()
    except (UsageError, CeremonyFileError, SettingsError) as error:
        print_problem(str(error))
        return USAGE
    return run(
        lambda: _announce_for_real(messages, settings, options),
        "stopped before an answer came; what was said may stand in Kafka",
    )


if __name__ == "__main__":
    sys.exit(main())
