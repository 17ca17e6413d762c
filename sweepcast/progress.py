"""How far a feed was followed: what each frame means to a follower, and where the next connection goes on.

Pure: frames go in, and what a consumer is to see comes out. The shells are `sweepcast.client` and
`sweepcast.synchronous`.
"""

from collections.abc import Mapping

import msgspec

from sweepcast.board import AnyValue, Board, applied
from sweepcast.cloudevents import Malformed
from sweepcast.feed_errors import ConnectionLost, farewell
from sweepcast.filters import Filter
from sweepcast.frames import FRAMES, AnyFrame, Filtered, Goodbye, Hello, Snapshot, TurnFrame

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 20.0

News = Snapshot | TurnFrame
"""What a consumer sees: a whole board, or what one announcement changed."""


class UnknownFrame(msgspec.Struct, frozen=True):
    """A frame of a type that this version does not know: there will be more. Its cursor counts like any other."""

    type: str
    cursor: str | None = None


_ENVELOPES = msgspec.json.Decoder(UnknownFrame)
_KNOWN_TYPES = frozenset(str(each.__struct_config__.tag) for each in AnyFrame.__args__)
_KNOWN_VALUES = frozenset(str(each.__struct_config__.tag) for each in AnyValue.__args__)


def read_frame(message: str | bytes) -> AnyFrame | UnknownFrame:
    """Return the frame in a message, without values on a board that are of types which this version does not know.

    Raises:
        Malformed: it is none, or a known one with something that does not fit.
    """
    content = message.encode("utf-8", "surrogatepass") if isinstance(message, str) else message
    try:
        return FRAMES.decode(content)
    except Malformed:
        unknown = _unknown_frame(content)
        if unknown is not None:
            return unknown
        known = _without_unknown_values(content)
        if known is None:
            raise
        return FRAMES.decode(known)


class Progress:
    """The cursor to resume at, the filter that holds, and the last turn of each ceremony. Does no I/O."""

    def __init__(self, cursor: str | None, wanted: Filter) -> None:
        """Start behind `cursor`, or with snapshots."""
        self.cursor = cursor
        self.filter = wanted
        self.greeted = False
        """Whether any connection has said hello."""
        self.lost_trust = False
        """Whether the last cursor was given up for good: only snapshots can help."""
        self._whole = wanted.selects_whole_boards
        self._sequences: dict[str, int] = {}
        # Snapshots name every night there is; a cursor from an earlier run says nothing of how far each one was.
        self._knows_all = False

    def begin(self, wanted: Filter) -> None:
        """Note the filter with which a connection is opened."""
        self.filter = wanted

    def take(self, frame: AnyFrame | UnknownFrame) -> News | None:
        """Return the frame if it is news, none if it is of the protocol alone or a turn seen before.

        Raises:
            ConnectionLost: a turn is missing, or the gateway says goodbye for now.
            FeedEnded: the gateway says goodbye for good.
        """
        if isinstance(frame, TurnFrame):
            return self._turn(frame)
        if frame.cursor is not None:
            self.cursor = frame.cursor
        match frame:
            case Hello():
                self._greet(frame)
            case Filtered():
                self.filter = frame.data.filter
                self._whole = self.filter.selects_whole_boards
                self._start_anew()
            case Snapshot():
                self._sequences[frame.data.ceremony] = frame.data.sequence
                return frame
            case Goodbye():
                raise farewell(frame.data.code, frame.data.reason)
            case _:
                pass
        return None

    def forget(self) -> None:
        """Start anew with snapshots at the next connection."""
        self.cursor = None
        self.lost_trust = True

    def _greet(self, hello: Hello) -> None:
        self.greeted = True
        self.lost_trust = False
        # The address itself may name a filter that only the gateway understands.
        self._whole = self.filter.selects_whole_boards and hello.data.filter.selects_whole_boards
        if not hello.data.resumed:
            self._start_anew()

    def _start_anew(self) -> None:
        self._sequences.clear()
        self._knows_all = True

    def _turn(self, turn: TurnFrame) -> TurnFrame | None:
        ceremony, sequence = turn.data.ceremony, turn.data.sequence
        last = self._sequences.get(ceremony)
        if last is None:
            last = 0 if self._knows_all else sequence - 1
        if self._whole and sequence > last + 1:
            self.forget()
            raise ConnectionLost(
                f"turn {last + 1} of {ceremony} is missing (turn {sequence} came); asking for a snapshot"
            )
        self.cursor = turn.cursor
        if sequence <= last:
            return None
        self._sequences[ceremony] = sequence
        return turn


def keep(boards: Mapping[str, Board], frame: News) -> dict[str, Board]:
    """Return the boards by ceremony after a frame of the feed; `boards` itself stays as it is."""
    if isinstance(frame, Snapshot):
        return {**boards, frame.data.ceremony: frame.data.board}
    ceremony = frame.data.ceremony
    return {**boards, ceremony: applied(boards.get(ceremony, {}), frame.data.updates)}


def pause_before(failures: int, chance: float) -> float:
    """Return how many seconds to wait after so many failures in a row; `chance` from 0 to 1 spreads a crowd."""
    # The exponent is bounded for the sake of a gateway that stays away for days.
    return chance * min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(failures, 16))


def _unknown_frame(content: bytes) -> UnknownFrame | None:
    try:
        envelope = _ENVELOPES.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return None if envelope.type in _KNOWN_TYPES else envelope


def _without_unknown_values(content: bytes) -> bytes | None:
    """Return a frame without the values of unknown types in it, none if there are none: there will be more of them."""
    try:
        frame = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    data = frame.get("data") if isinstance(frame, dict) else None
    if not isinstance(data, dict):
        return None
    board, updates = data.get("board"), data.get("updates")
    if isinstance(board, dict):
        data["board"] = {address: value for address, value in board.items() if not _is_unknown(value)}
    if isinstance(updates, list):
        data["updates"] = [_known_part(each) for each in updates]
    return None if data.get("board") == board and data.get("updates") == updates else msgspec.json.encode(frame)


def _known_part(update: object) -> object:
    """Return an update; where its value is unknown, what stood at the address is gone all the same."""
    if isinstance(update, dict) and _is_unknown(update.get("value")):
        return update | {"value": None}
    return update


def _is_unknown(value: object) -> bool:
    kind = value.get("type") if isinstance(value, dict) else None
    return isinstance(kind, str) and kind not in _KNOWN_VALUES
