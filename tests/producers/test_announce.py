"""Single announcements from the command line."""

import io
import json
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from producers.announce import UsageError, announce, main, messages_of, parser, show
from producers.kafka import Answer, Message
from producers.shell import USAGE
from sweepcast.announcements import ANNOUNCEMENTS, Announcement
from sweepcast.turns import REJECTIONS, TURNS, Position
from tests.producers.fakes import FakeLine, rejection_for, turn_for
from tests.sweepcast.small_night import content, document

NOW = datetime(2017, 1, 9, 3, 23, tzinfo=UTC)


def _messages(call: str) -> list[Message]:
    return messages_of(parser().parse_args(shlex.split(call)), lambda: "new-id", NOW)


def _said(call: str) -> Announcement:
    [message] = _messages(call)
    assert message.key == b"golden-globes"
    return ANNOUNCEMENTS.decode(message.content)


GG = "golden-globes-2017"


@pytest.mark.parametrize(
    ("call", "name", "data"),
    [
        (f"open {GG}", "ceremony-opened", {}),
        (f"close {GG}", "ceremony-closed", {}),
        (f"up-next {GG} director", "category-up-next", {"category": "director"}),
        (
            f"winner {GG} director damien-chazelle",
            "winner-announced",
            {"category": "director", "nominations": ["damien-chazelle"], "recipients": []},
        ),
        (
            f"winner {GG} song gold faith",
            "winner-announced",
            {"category": "song", "nominations": ["gold", "faith"], "recipients": []},
        ),
        (
            f"winner {GG} cecil-b-demille --recipient meryl-streep='Meryl Streep' --recipient a=B=C",
            "winner-announced",
            {
                "category": "cecil-b-demille",
                "nominations": [],
                "recipients": [{"id": "meryl-streep", "name": "Meryl Streep"}, {"id": "a", "name": "B=C"}],
            },
        ),
        (f"no-award {GG} song", "winner-announced", {"category": "song", "nominations": [], "recipients": []}),
        (
            f"correct {GG} song faith --reason 'a wrong card'",
            "winner-corrected",
            {"category": "song", "nominations": ["faith"], "recipients": [], "reason": "a wrong card"},
        ),
        (
            f"withdraw-award {GG} song --reason 'a cover version'",
            "winner-corrected",
            {"category": "song", "nominations": [], "recipients": [], "reason": "a cover version"},
        ),
        (f"postpone {GG} song --reason rain", "category-postponed", {"category": "song", "reason": "rain"}),
        (
            f"withdraw-nomination {GG} song gold --reason ineligible",
            "nomination-withdrawn",
            {"category": "song", "nomination": "gold", "reason": "ineligible"},
        ),
    ],
)
def test_what_can_be_said(call: str, name: str, data: dict[str, object]) -> None:
    """Each word of the command line makes its announcement, with a new id and the time of the call."""
    said = json.loads(ANNOUNCEMENTS.encode(_said(call)))
    assert said == {
        "specversion": "1.0",
        "id": "new-id",
        "source": "sweepcast/producers/announce",
        "type": f"sweepcast.announcement.{name}",
        "subject": GG,
        "time": "2017-01-09T03:23:00Z",
        "datacontenttype": "application/json",
        "data": data,
    }


def test_id_and_time_can_be_given() -> None:
    """The same id again is no second announcement; the time may be that of the night."""
    said = _said(f"open {GG} --id mine --time 2017-01-08T20:00:00-05:00")
    assert (said.id, said.time.isoformat()) == ("mine", "2017-01-08T20:00:00-05:00")


def test_publishes_a_programme_and_a_history() -> None:
    """Both come out of a ceremony's file, said now."""
    programme, history = _said(f"publish {GG}"), _said(f"history {GG} --id h")
    assert type(programme).__name__ == "ProgrammePublished"
    assert type(history).__name__ == "HistorySeeded"
    assert (programme.id, programme.time, history.id) == ("new-id", NOW, "h")


def test_each_table_of_a_history_is_an_announcement(tmp_path: Path) -> None:
    """Two tables get two ids out of one."""
    changed = document()
    changed["history"].append({**changed["history"][0], "medium": "tv"})
    path = tmp_path / "village.json"
    path.write_bytes(content(changed))
    said = [ANNOUNCEMENTS.decode(each.content) for each in _messages(f"history {path}")]
    assert [each.id for each in said] == ["new-id.1", "new-id.2"]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (f"winner {GG} director", "names no winner"),
        (f"correct {GG} director --reason x", "say no-award or withdraw-award"),
        ("open golden-globes", "is not a ceremony's id"),
        (f"winner {GG} 'best director' damien-chazelle", "Expected an id - at `$.data.category`"),
        (f"winner {GG} director damien/chazelle", "`$.data.nominations[0]`"),
        (f"winner {GG} cecil-b-demille --recipient 'meryl streep=Meryl Streep'", "`$.data.recipients[0].id`"),
        (f"postpone {GG} song --reason ''", "`$.data.reason`"),
        (f"open {GG} --id {'x' * 201}", "`$.id`"),
        ("raw /nowhere/at-all", "cannot be read"),
    ],
)
def test_what_cannot_be_said(call: str, told: str) -> None:
    """What no worker could read is not sent; the error has the place and what to write."""
    with pytest.raises(UsageError) as raised:
        _messages(call)
    assert told in str(raised.value)


def test_a_ceremony_without_history_has_none_to_seed(tmp_path: Path) -> None:
    """Nothing to send is an error, not a success."""
    path = tmp_path / "village.json"
    path.write_bytes(content({**document(), "history": []}))
    with pytest.raises(UsageError, match="holds no history to seed"):
        _messages(f"history {path}")


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("", "the following arguments are required: WHAT"),
        ("shout golden-globes-2017", "invalid choice: 'shout'"),
        ("postpone golden-globes-2017 song", "the following arguments are required: --reason"),
        ("winner golden-globes-2017 song --recipient ada", "write ID=NAME"),
        ("open golden-globes-2017 --time 20:00", "write it as in 2017-01-08T22:23:00-05:00"),
        ("open golden-globes-2017 --time 2017-01-08T20:00:00", "is no time with its offset from UTC"),
        ("open golden-globes-2017 --timeout -1", "is no number of seconds above 0"),
    ],
)
def test_a_wrong_call_ends_with_its_own_code(call: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong is said on standard error."""
    with pytest.raises(SystemExit) as raised:
        main(shlex.split(call))
    assert raised.value.code == USAGE
    assert told in capsys.readouterr().err


def test_an_unsound_announcement_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is sent, and the code says so."""
    assert main(["open", "golden-globes"]) == USAGE
    assert "as in golden-globes-2017" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raw", "options", "key"),
    [
        (b'{"subject": "oscars-2017"}', "", b"oscars"),
        (b'{"subject": "oscars"}', "", None),
        (b'{"subject": 5}', "", None),
        (b"\xff\x00 not JSON", "", None),
        (b'{"subject": "oscars-2017"}', "--key golden-globes", b"golden-globes"),
        (b'{"subject": "oscars-2017"}', "--key ''", None),
    ],
)
def test_raw_bytes_go_as_they_are(raw: bytes, options: str, key: bytes | None, tmp_path: Path) -> None:
    """Sound or not, the bytes are sent; their key is that of their subject where it can be read, or the one given."""
    path = tmp_path / "bytes"
    path.write_bytes(raw)
    assert _messages(f"raw {path} {options}") == [Message(key, raw)]


def test_raw_bytes_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hyphen stands for standard input."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"what\xff")))
    assert _messages("raw -") == [Message(None, b"what\xff")]


async def test_waits_for_its_own_answer() -> None:
    """Answers to others' announcements are passed over, those to an earlier one with the same id too."""
    message = _messages(f"winner {GG} director damien-chazelle")[0]
    line = FakeLine()
    line.answers.put_nowait(turn_for(message, Position(partition=0, offset=0)))
    assert await announce([message], line, 60) == [turn_for(message, Position(partition=1, offset=0))]


async def test_a_rejection_is_an_answer() -> None:
    """What could not be folded is told like what could."""
    message = Message(None, b"{")
    line = FakeLine(lambda said, position: rejection_for(said, position, "malformed"))
    assert await announce([message], line, 60) == [rejection_for(message, Position(partition=1, offset=0), "malformed")]


async def test_without_an_answer_patience_ends() -> None:
    """What was said stands, but nobody folded it in time."""

    def silent(_message: Message, _position: Position) -> Answer | None:
        return None

    assert await announce(_messages(f"open {GG}"), FakeLine(silent), 0.001) == []


def test_answers_are_shown_for_reading_or_as_json() -> None:
    """JSON is the turn or rejection itself, one line each."""
    message, here = _messages(f"open {GG}")[0], Position(partition=1, offset=2)
    answers: list[Answer] = [turn_for(message, here), rejection_for(message, here, "ceremony-closed")]
    lines: list[str] = []
    show(answers, as_json=True, tell=lines.append)
    assert TURNS.decode(lines[0].encode()) == answers[0]
    assert REJECTIONS.decode(lines[1].encode()) == answers[1]
    lines.clear()
    show(answers, as_json=False, tell=lines.append)
    assert lines == [
        "turn 3 of golden-globes-2017: opened",
        "  nothing changed",
        "rejected (ceremony-closed): because",
        "  announcement new-id",
    ]
