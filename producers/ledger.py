"""What was said and what the worker answered, matched by place in the topic; an answer may come before we look."""

import asyncio
from collections.abc import Iterable

from producers.kafka import Answer
from sweepcast.turns import Position, Rejection, Turn


class Ledger:
    """Keeps account of announcements and their answers; `changed` is set whenever an answer was entered."""

    def __init__(self) -> None:
        """Begin an empty account."""
        self.changed = asyncio.Event()
        self._said: list[Position] = []
        self._heard: dict[Position, Answer] = {}
        self._open: set[Position] = set()

    def said(self, positions: Iterable[Position]) -> None:
        """Enter the places of announcements that were said."""
        for position in positions:
            self._said.append(position)
            if position not in self._heard:
                self._open.add(position)

    def heard(self, answer: Answer) -> None:
        """Enter an answer, whoever caused it. A turn that is told again is the same one."""
        position = position_of(answer)
        self._heard[position] = answer
        self._open.discard(position)
        self.changed.set()

    @property
    def unanswered(self) -> int:
        """How many announcements have no answer yet."""
        return len(self._open)

    @property
    def answers(self) -> list[Answer]:
        """The answers to what we said, in the order in which we said it."""
        return [self._heard[each] for each in self._said if each in self._heard]

    async def settled(self, patience: float) -> bool:
        """Return whether all is answered; wait for it as long as `patience` seconds do not pass without an answer."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(patience) as limit:
                while self._open:
                    self.changed.clear()
                    await self.changed.wait()
                    limit.reschedule(loop.time() + patience)
        except TimeoutError:
            return False
        return True


def position_of(answer: Answer) -> Position:
    """Return where the announcement stands that an answer is about."""
    return answer.data.cause.position if isinstance(answer, Turn) else answer.data.position


def is_duplicate(answer: Answer) -> bool:
    """Return whether an announcement was not folded only because it had been before: nothing is to be done."""
    return isinstance(answer, Rejection) and answer.data.reason == "duplicate"
