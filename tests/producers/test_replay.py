"""Retelling nights."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from producers.kafka import Answer, LineError, Message
from producers.ledger import Ledger
from producers.pace import SHOW, parse_pace
from producers.replay import SOURCE, UnknownCategory, listen, main, replay, summary, tellings
from producers.shell import NOT_REACHED, OK, REJECTED, USAGE
from sweepcast.announcements import ANNOUNCEMENTS, Announcement
from sweepcast.ceremony_file import decode_ceremony
from sweepcast.retelling import retold
from sweepcast.turns import Position
from tests.producers.fakes import FakeClock, FakeLine, rejection_for, turn_for
from tests.sweepcast.small_night import content

VILLAGE = decode_ceremony(content(), "village.json")
PROGRAMME = VILLAGE.programme
EARLIER_NIGHT = structs.replace(
    VILLAGE,
    programme=structs.replace(
        PROGRAMME, ceremony="village-2018", ceremony_year=2018, date=PROGRAMME.date.replace(year=2018)
    ),
)
MAX = parse_pace("max")


def _said(line: FakeLine) -> list[Announcement]:
    return [ANNOUNCEMENTS.decode(each.content) for each in line.said]


async def test_says_the_whole_night_in_order() -> None:
    """Every announcement is said once, keyed by its award body, and told to whoever watches."""
    line, ledger, told = FakeLine(), Ledger(), list[str]()
    await replay(tellings([VILLAGE], MAX), line, ledger, FakeClock().clock, told.append)
    assert _said(line) == list(retold(VILLAGE, SOURCE))
    assert {each.key for each in line.said} == {b"village"}
    assert len(told) == len(line.said)
    assert ledger.unanswered == len(line.said)


async def test_says_each_when_it_is_due() -> None:
    """At real pace, announcements that stand together in the schedule go together, and the others wait."""
    clock, times = FakeClock(), list[float]()
    night = tellings([VILLAGE], parse_pace("real"))
    await replay(night, FakeLine(), Ledger(), clock.clock, lambda _: times.append(clock.time - 1000))
    assert times == [each.due for each in night]
    assert times[-1] == timedelta(minutes=40).total_seconds()


async def test_a_slow_clock_does_not_add_up() -> None:
    """Waits are reckoned from the start: being late once makes nothing else late."""
    clock, times = FakeClock(lag=0.5), list[float]()
    night = tellings([VILLAGE], parse_pace("real"))
    await replay(night, FakeLine(), Ledger(), clock.clock, lambda _: times.append(clock.time - 1000))
    assert all(0 <= time - each.due <= 0.5 for time, each in zip(times, night, strict=True))


async def test_at_max_many_go_together() -> None:
    """Without waits, Kafka is not asked to acknowledge one after the other."""
    line = FakeLine()
    await replay(tellings([VILLAGE], MAX), line, Ledger(), FakeClock().clock, lambda _: None)
    assert line.batches == [16]


async def test_what_was_said_stands_when_the_line_breaks() -> None:
    """The error comes through; a second replay says the same ids, so that nothing counts twice."""
    line, told = FakeLine(break_at=5), list[str]()
    night = tellings([VILLAGE], parse_pace("real"))
    with pytest.raises(LineError):
        await replay(night, line, Ledger(), FakeClock().clock, told.append)
    again = FakeLine()
    await replay(night, again, Ledger(), FakeClock().clock, told.append)
    assert [each.id for each in _said(again)][:5] == [each.id for each in _said(line)]


def test_several_nights_follow_one_another_by_date() -> None:
    """Each begins when the one before it has ended, whatever order they are named in."""
    night = tellings([VILLAGE, EARLIER_NIGHT], parse_pace("real"))
    subjects = [each.announcement.subject for each in night]
    assert subjects == ["village-2018"] * 16 + ["village-2020"] * 16
    minutes = timedelta(minutes=40).total_seconds()
    assert [night[15].due, night[16].due, night[31].due] == [minutes, minutes, 2 * minutes]


def test_going_on_from_a_category() -> None:
    """All before it is due at once, in the nights before it too."""
    night = tellings([VILLAGE, EARLIER_NIGHT], SHOW, "life")
    due = {each.announcement.id: each.due for each in night}
    called = next(each for each in night if getattr(each.announcement.data, "category", "") == "life")
    assert called.announcement.subject == "village-2018"
    assert called.due == 0
    assert max(due.values()) > 0
    assert night[0].due == 0


def test_going_on_from_nowhere() -> None:
    """A category that no night calls up is an error."""
    with pytest.raises(UnknownCategory, match="no night has a category 'dance'"):
        tellings([VILLAGE], SHOW, "dance")


def _answering(reason: str | None, at: int) -> Callable[[Message, Position], Answer | None]:
    """Return how a line answers: turns, but for one message that is rejected, or not answered at all."""

    def respond(message: Message, position: Position) -> Answer | None:
        if position.offset != at:
            return turn_for(message, position)
        return None if reason is None else rejection_for(message, position, reason)  # type: ignore[arg-type]  # a test's

    return respond


@pytest.mark.parametrize(
    ("line", "words", "code", "told"),
    [
        (FakeLine, "16 announcements: 16 turns", OK, 0),
        (lambda: FakeLine(_answering("duplicate", 3)), "16 announcements: 15 turns, 1 duplicates", OK, 0),
        (lambda: FakeLine(_answering("unknown-category", 3)), "15 turns, 1 rejected", REJECTED, 2),
        (
            lambda: FakeLine(_answering(None, 3)),
            "15 turns, 1 without an answer: is the worker running?",
            NOT_REACHED,
            0,
        ),
    ],
)
async def test_the_summary_tells_how_it_was_received(
    line: Callable[[], FakeLine], words: str, code: int, told: int
) -> None:
    """Duplicates are no fault; rejections are told at once and are, as is silence."""
    open_line, ledger, lines = line(), Ledger(), list[str]()
    listener = asyncio.create_task(listen(open_line, ledger, lines.append))
    await replay(tellings([VILLAGE], MAX), open_line, ledger, FakeClock().clock, lambda _: None)
    await ledger.settled(0.05 if code == NOT_REACHED else 60)
    listener.cancel()
    text, exit_code = summary(ledger)
    assert words in text
    assert exit_code == code
    assert len(lines) == told


def test_check_tells_what_a_file_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sound file is told with its size and its categories, and nothing is sent anywhere."""
    path = tmp_path / "village.json"
    path.write_bytes(content())
    assert main(["--check", str(path), "golden-globes-2017"]) == OK
    printed = capsys.readouterr().out
    assert f"{path}: Third Village Awards: sound; 4 categories, 6 nominations, 16 announcements" in printed
    assert "golden-globes-2017: 74th Golden Globe Awards: sound; 26 categories, 126 nominations, 56" in printed
    assert "categories: picture, song, stunt, life" in printed


def test_a_wrong_file_is_said_before_anything_is_sent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of several files, one that is not sound is enough to stay silent."""
    path = tmp_path / "village.json"
    path.write_text('{"programme": {}}')
    assert main(["golden-globes-2017", str(path)]) == USAGE
    assert f"{path}: $.programme: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--pace", "fast"], "'fast' is no pace: write real, max, or a factor"),
        (["--timeout", "0"], "'0' is no number of seconds above 0"),
        (["--timeout", "soon"], "'soon' is no number of seconds above 0"),
        (["--form", "song"], "unrecognized arguments: --form"),
    ],
)
def test_a_wrong_call_ends_with_its_own_code(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is wrong is said on standard error."""
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == USAGE
    assert told in capsys.readouterr().err


def test_going_on_from_nowhere_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    """The command says what to look at."""
    assert main(["--from", "dance"]) == USAGE
    assert "see --check" in capsys.readouterr().err
