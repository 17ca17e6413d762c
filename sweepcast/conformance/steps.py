"""What the mock gateway does on a connection: steps, as data, and what each comes to, as plain effects.

A `Stage` knows the feed and the turns that are still to come; it does nothing by itself. The shell carries its effects
out on a socket, and `expected_turns` plays them to a client in memory that does everything right.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from sweepcast.conformance.asking import Asked
from sweepcast.conformance.model import Feed, Session
from sweepcast.conformance.seen import Snapshot, Turn, read_frame
from sweepcast.conformance.verdicts import Unexpected
from sweepcast.frames import FRAMES, AnyFrame, Hello, ResumeReason
from sweepcast.turns import TurnData


class Open(msgspec.Struct, frozen=True):
    """Say hello and tell the snapshots, or go on at the client's cursor.

    Attributes:
        reason: with which any cursor is refused, though it could be honoured.
        frames: after so many frames, stop.
        heartbeat_seconds: what hello promises.
    """

    reason: ResumeReason | None = None
    frames: int | None = None
    heartbeat_seconds: float = 30.0


class Tell(msgspec.Struct, frozen=True):
    """Say and tell the next turns."""

    turns: int = 1


class Hide(msgspec.Struct, frozen=True):
    """Say the next turns, and keep them from this client: a gap, of which it knows only by the turn behind it."""

    turns: int = 1


class Retell(msgspec.Struct, frozen=True):
    """Tell the last turns once more."""

    turns: int = 1


class Beat(msgspec.Struct, frozen=True):
    """Send a heartbeat."""


class Settle(msgspec.Struct, frozen=True):
    """Wait until the client has taken everything so far off the wire."""


class Cut(msgspec.Struct, frozen=True):
    """Break the connection without a word."""


class Tear(msgspec.Struct, frozen=True):
    """Say the next turn, and break the connection amid its frame."""


class Dribble(msgspec.Struct, frozen=True):
    """Say the next turn, and send its frame in pieces of some bytes."""

    piece: int = 16


class Hush(msgspec.Struct, frozen=True):
    """Say nothing more, and wait until the client leaves; after so many seconds, cut."""

    seconds: float


class Bye(msgspec.Struct, frozen=True):
    """End the connection with a close code, after a goodbye frame or without one."""

    code: int
    goodbye: bool = True


class Raw(msgspec.Struct, frozen=True):
    """Send a text that is no frame, or a frame with things that the client cannot know."""

    text: str


class Strange(msgspec.Struct, frozen=True):
    """Say and tell the next turn with fields that no client knows; `value`: and with such an address and value."""

    value: bool = False


class Unknown(msgspec.Struct, frozen=True):
    """Send a frame of a type that no client knows."""


class Renew(msgspec.Struct, frozen=True):
    """Let the feed be made anew: no cursor from before is good any more."""


class Wake(msgspec.Struct, frozen=True):
    """Correct a night that was over long ago."""


class Rest(msgspec.Struct, frozen=True):
    """Tell all turns that are left, and go on with heartbeats until the client leaves."""


class Refuse(msgspec.Struct, frozen=True):
    """Answer the handshake with an HTTP status; no other step goes with it."""

    status: int
    code: str
    retry_after: int | None = None


Step = (
    Open
    | Tell
    | Hide
    | Retell
    | Beat
    | Settle
    | Cut
    | Tear
    | Dribble
    | Hush
    | Bye
    | Raw
    | Strange
    | Unknown
    | Renew
    | Wake
    | Rest
)
Script = tuple[Step, ...] | Refuse


class Send(msgspec.Struct, frozen=True):
    """Effect: send a message; `cursor` is the one that the client gets with it.

    `piece`: in pieces of so many bytes; `torn`: half of it, and then break the connection.
    """

    text: str
    cursor: str | None = None
    unfinished: bool = False
    piece: int | None = None
    torn: bool = False


class Close(msgspec.Struct, frozen=True):
    """Effect: close the connection properly."""

    code: int
    reason: str


Effect = Send | Close | Cut | Settle | Hush | Rest


class Stage:
    """The feed of one run of a scenario, and the turns that are still to come."""

    def __init__(
        self,
        turns: Iterable[TurnData],
        past: Sequence[TurnData] = (),
        long_over: Sequence[TurnData] = (),
        epoch: str = "first",
    ) -> None:
        """Begin with the turns `past` said, and `turns` to come; `long_over` is a night that was over long ago.

        The last turn of that night is kept for `Wake`.
        """
        self.coming = deque(turns)
        self._awakening = deque(long_over[-1:])
        self.feed = Feed(epoch, long_over[:-1])
        self._renewed = 0
        for each in past:
            self.feed.say(each)

    def session(self, asked: Asked, script: Script) -> Session:
        """Return the session of a client that asks, as the script begins it."""
        opens = (
            next((each for each in script if isinstance(each, Open)), Open()) if isinstance(script, tuple) else Open()
        )
        return Session(self.feed, asked, 0.0, opens.heartbeat_seconds, opens.reason)

    def effects(self, step: Step, session: Session) -> Iterator[Effect]:  # noqa: C901, PLR0912  # a branch a step
        """Yield what a step comes to for a client."""
        match step:
            case Open(frames=frames):
                yield from map(_sent, session.opening()[:frames])
                if frames is None:
                    yield from self._due(session)
            case Tell(turns=turns):
                self._say(turns)
                yield from self._due(session)
            case Hide(turns=turns):
                self._say(turns)
                session.place = self.feed.end
            case Retell(turns=turns):
                session.place -= turns
                yield from self._due(session)
            case Beat():
                yield _sent(session.heartbeat())
            case Tear():
                self._say(1)
                yield from (msgspec.structs.replace(each, torn=True) for each in self._due(session))
            case Dribble(piece=piece):
                self._say(1)
                yield from (msgspec.structs.replace(each, piece=piece) for each in self._due(session))
            case Bye(code=code, goodbye=goodbye):
                reason = f"the mock gateway closes with {code}"
                if goodbye:
                    yield _sent(session.goodbye(code, reason))
                yield Close(code, reason)
            case Raw(text=text):
                yield Send(text)
            case Strange(value=value):
                self._say(1)
                yield from (_strange(each, value=value) for each in self._due(session))
            case Unknown():
                yield _unknown(_sent(session.heartbeat()))
            case Renew():
                self._renewed += 1
                self.feed.epoch = f"renewed{self._renewed}"
            case Wake():
                self.feed.say(self._awakening.popleft())
                yield from self._due(session)
            case Rest():
                self._say(len(self.coming))
                yield from self._due(session)
                yield _sent(session.heartbeat())
                yield step
            case Cut() | Settle() | Hush():
                yield step

    def _say(self, turns: int) -> None:
        for _ in range(min(turns, len(self.coming))):
            self.feed.say(self.coming.popleft())

    def _due(self, session: Session) -> Iterator[Send]:
        return map(_sent, session.due(0.0))


def expected_turns(stage: Stage, scripts: Sequence[Script]) -> list[tuple[str, int]]:
    """Return the turns that a client delivers, each once, if it does everything right: ceremony and sequence.

    What it misses by no fault of its own comes with a snapshot: turns that a gap hides, and those before a snapshot.
    The stage is used up by this.
    """
    client = _Client()
    for script in scripts:
        if isinstance(script, Refuse):
            continue
        session = stage.session(Asked(cursor=client.cursor), script)
        client.greet()
        for step in script:
            for effect in stage.effects(step, session):
                if isinstance(effect, Send) and not effect.torn and client.here:
                    client.take(effect.text)
    return client.delivered


class _Client:
    """A client that does everything right, in memory."""

    def __init__(self) -> None:
        self.delivered: list[tuple[str, int]] = []
        self.cursor: str | None = None
        self.here = True
        self._last: dict[str, int] = {}

    def greet(self) -> None:
        """Be connected again."""
        self.here = True

    def take(self, text: str) -> None:
        """Take a message."""
        try:
            seen = read_frame(text)
        except Unexpected:
            return
        if seen is None:
            return
        frame = seen.frame
        match frame:
            case Hello() if not frame.data.resumed:
                self._last = {}
            case Snapshot(data=data):
                self._last[data.ceremony] = data.sequence
            case Turn(data=data):
                due = self._last.get(data.ceremony, 0) + 1
                if data.sequence > due:
                    self.here, self.cursor = False, None
                    return
                if data.sequence == due:
                    self._last[data.ceremony] = data.sequence
                    self.delivered.append((data.ceremony, data.sequence))
        self.cursor = frame.cursor


def _sent(frame: AnyFrame) -> Send:
    unfinished = frame.cursor.endswith(".unfinished")
    return Send(FRAMES.encode(frame).decode(), cursor=frame.cursor, unfinished=unfinished)


def _unknown(sent: Send) -> Send:
    """Return a frame as one of another type, with data that nobody knows."""
    frame = msgspec.json.decode(sent.text)
    frame |= {"type": "sweepcast.feed.trivia", "data": {"question": "Who was nominated most often?"}}
    return msgspec.structs.replace(sent, text=msgspec.json.encode(frame).decode())


def _strange(sent: Send, *, value: bool) -> Send:
    """Return a turn with what no client knows; its own updates are the same."""
    frame = msgspec.json.decode(sent.text)
    frame["mood"] = "splendid"
    frame["data"]["applause"] = {"decibels": 97}
    for update in frame["data"]["updates"]:
        update["odds"] = 0.5
    if value:
        lottery = {"type": "lottery", "numbers": [4, 8, 15]}
        frame["data"]["updates"].append({"address": "lottery/tonight", "value": lottery, "ended": None})
    return msgspec.structs.replace(sent, text=msgspec.json.encode(frame).decode())
