"""A line and a clock for tests: what is said is kept, answers come from the test, and time passes only when waited."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from producers.kafka import Answer, LineError, Message
from producers.replay import Clock
from sweepcast.announcements import ANNOUNCEMENTS
from sweepcast.board import Update
from sweepcast.cloudevents import Malformed, type_of
from sweepcast.turns import Cause, Position, Rejection, RejectionData, RejectionReason, Turn, TurnData, sequence_text

TIME = datetime(2020, 2, 1, 20, tzinfo=UTC)
Respond = Callable[[Message, Position], Answer | None]


def turn_for(message: Message, position: Position, *updates: Update) -> Turn:
    """Return a turn as the worker sends one for an announcement at a position."""
    said = ANNOUNCEMENTS.decode(message.content)
    cause = Cause(id=said.id, type=type_of(said), time=said.time, position=position)
    number = position.offset + 1
    return Turn(
        id=f"{said.subject}/{number}",
        source="test",
        subject=said.subject,
        time=said.time,
        sequence=sequence_text(number),
        data=TurnData(
            ceremony=said.subject,
            award_body=(message.key or b"").decode(),
            sequence=number,
            cause=cause,
            updates=updates,
        ),
    )


def rejection_for(message: Message, position: Position, reason: RejectionReason, detail: str = "because") -> Rejection:
    """Return a rejection as the worker sends one for a message at a position."""
    announcement = ceremony = None
    with suppress(Malformed):
        said = ANNOUNCEMENTS.decode(message.content)
        announcement, ceremony = said.id, said.subject
    return Rejection(
        id=f"rejection-{position.offset}",
        source="test",
        subject=ceremony or "unknown",
        time=TIME,
        data=RejectionData(
            reason=reason,
            detail=detail,
            announcement=announcement,
            ceremony=ceremony,
            topic="sweepcast.announcements",
            position=position,
            original=message.content,
        ),
    )


class FakeLine:
    """A line on which everything said is answered as the test wishes; `break_at` is the message that Kafka refuses."""

    def __init__(self, respond: Respond = turn_for, *, break_at: int | None = None) -> None:
        """Answer each message by `respond`, or not at all where it gives none."""
        self.said: list[Message] = []
        self.batches: list[int] = []
        self.answers: asyncio.Queue[Answer] = asyncio.Queue()
        self._respond = respond
        self._break_at = break_at

    async def say(self, messages: Sequence[Message]) -> list[Position]:
        """Keep the messages, and put their answers in before the caller knows where they stand."""
        self.batches.append(len(messages))
        positions = []
        for message in messages:
            if len(self.said) == self._break_at:
                raise LineError("Kafka is gone")
            position = Position(partition=1, offset=len(self.said))
            self.said.append(message)
            positions.append(position)
            answer = self._respond(message, position)
            if answer is not None:
                self.answers.put_nowait(answer)
        return positions

    async def hear(self) -> Answer:
        """Return the next answer."""
        return await self.answers.get()


class FakeClock:
    """A clock that stands still but for the waits; each wait takes `lag` seconds longer than asked for."""

    def __init__(self, lag: float = 0.0) -> None:
        """Begin at some time that is not 0, as a monotonic clock does."""
        self.time = 1000.0
        self._lag = lag

    async def _sleep(self, seconds: float) -> None:
        self.time += seconds + self._lag
        await asyncio.sleep(0)

    @property
    def clock(self) -> Clock:
        """The clock as a replay takes it."""
        return Clock(now=lambda: self.time, sleep=self._sleep)
