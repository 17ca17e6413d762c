"""Turns made by hand from the contract, as a worker would write them, and what a client makes of frames."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import count

import msgspec

from consumers.gateway.core.frame_writer import FrameWriter, Stamp
from consumers.gateway.core.log import FeedLog
from consumers.gateway.core.options import FeedOptions
from consumers.gateway.core.subscription import Subscription, subscribe
from sweepcast.board import Board, Milestone, Stage, Standing, Update, applied, encode_board
from sweepcast.board import Evidence as NoEvidence
from sweepcast.frames import FRAMES, AnyFrame, Hello, Snapshot, TurnFrame
from sweepcast.programme import award_body_of
from sweepcast.turns import SOURCE, TURNS, Cause, Position, Turn, TurnData, sequence_text

NOW = datetime(2017, 1, 8, 20, tzinfo=UTC)
EPOCH = b"topic-id-16bytes"
NIGHT = "golden-globes-2017"
OTHER = "oscars-2017"


def writer() -> FrameWriter:
    """Return a writer whose frames are numbered, all at one time."""
    numbers = count(1)
    return FrameWriter(lambda: Stamp(f"frame-{next(numbers)}", NOW), heartbeat_seconds=5.0)


def new_log(**options: object) -> FeedLog:
    """Return an empty log of the tests' topic."""
    return FeedLog(EPOCH, writer(), **options)  # type: ignore[arg-type]  # the tests name what they need


def standing(subject: str, wins: int, title: str | None = None) -> Update:
    """Return an update of a film's standing."""
    value = Standing(
        of="work", id=subject, name=title or f"«{subject}»", medium="film", nominations=7, wins=wins,
        decided=wins, lost=0, to_come=7 - wins, possible=7, rank=1 if wins else None,
    )  # fmt: skip
    return Update(address=f"standing/work/{subject}", value=value)


def stage(decided: int) -> Update:
    """Return an update of the stage."""
    value = Stage(status="open", up_next=None, decided=decided, categories=25, opened_at=NOW, closed_at=None)
    return Update(address="stage", value=value)


def lead(subject: str, since: int) -> Update:
    """Return an update with a milestone whose numbers are not in the order of their names."""
    value = Milestone(
        kind="lead", status="sole", subjects=(), numbers={"wins": since, "nominations": 7, "ahead": 1},
        evidence=NoEvidence(), since=since, since_time=NOW, headline=f"{subject} leads — with {since}", weight="minor",
    )  # fmt: skip
    return Update(address="milestone/lead/film", value=value)


def gone(address: str) -> Update:
    """Return an update that takes an address off the board."""
    return Update(address=address, value=None)


def some_updates(sequence: int) -> tuple[Update, ...]:
    """Return updates that differ from turn to turn, and that at times take something off the board."""
    film = f"film-{sequence % 3}"
    milestone = gone("milestone/lead/film") if sequence % 4 == 0 else lead(film, sequence)
    return (stage(sequence), standing(film, sequence % 8), milestone)


def record(
    sequence: int, *, ceremony: str = NIGHT, offset: int | None = None, updates: Iterable[Update] | None = None,
    partition: int = 0,
) -> bytes:  # fmt: skip
    """Return the Kafka record of a turn; its announcement stands at `offset`, which is the sequence by default."""
    position = Position(partition=partition, offset=sequence if offset is None else offset)
    cause = Cause(id=f"cause-{sequence}", type="sweepcast.announcement.winner-announced", time=NOW, position=position)
    data = TurnData(
        ceremony=ceremony,
        award_body=award_body_of(ceremony),
        sequence=sequence,
        cause=cause,
        updates=some_updates(sequence) if updates is None else tuple(updates),
    )
    turn = Turn(
        id=f"{ceremony}-{sequence}",
        source=SOURCE,
        subject=ceremony,
        time=NOW,
        sequence=sequence_text(sequence),
        data=data,
    )
    return TURNS.encode(turn)


def subscribed(log: FeedLog, options: FeedOptions = FeedOptions(), now: float = 0.0) -> Subscription:  # noqa: B008
    """Return a subscription that begins at a moment, by default before anything was told."""
    return subscribe(log, options, now)


def frames_of(subscription: Subscription, now: float = 0.0) -> Iterator[AnyFrame]:
    """Yield everything that a subscriber gets at a moment, decoded as a client does it."""
    while (frame := subscription.next_frame(now)) is not None:
        yield FRAMES.decode(frame)


class Reader:
    """A client that keeps boards and checks what any client may rely on: each turn once, in order."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.boards: dict[str, Board] = {}
        self.sequences: dict[str, int] = {}
        self.turns: list[tuple[str, int]] = []
        self.hellos: list[Hello] = []
        self.cursor: str | None = None

    def take(self, frame: AnyFrame) -> None:
        """Take the next frame."""
        self.cursor = frame.cursor
        match frame:
            case Hello():
                self.hellos.append(frame)
                if not frame.data.resumed:
                    self.boards, self.sequences = {}, {}
            case Snapshot(data=data):
                self.boards[data.ceremony] = data.board
                self.sequences[data.ceremony] = data.sequence
            case TurnFrame(data=data):
                assert data.sequence == self.sequences.get(data.ceremony, 0) + 1, "a gap or a repeat"
                self.sequences[data.ceremony] = data.sequence
                self.boards[data.ceremony] = applied(self.boards.get(data.ceremony, {}), data.updates)
                self.turns.append((data.ceremony, data.sequence))
            case _:
                pass

    def take_all(self, subscription: Subscription) -> "Reader":
        """Take everything that a subscription has now."""
        for frame in frames_of(subscription):
            self.take(frame)
        return self

    def encoded(self) -> dict[str, bytes]:
        """Return the boards as the canonical bytes of the contract."""
        return {ceremony: encode_board(board) for ceremony, board in self.boards.items()}


def canonical(log: FeedLog) -> dict[str, bytes]:
    """Return the log's own boards as the canonical bytes of the contract."""
    boards = ((each, log.board(each)) for each in log.ceremonies)
    return {each: encode_board(msgspec.json.decode(at.encoded, type=Board)) for each, at in boards if at is not None}
