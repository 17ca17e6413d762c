"""A small client of the feed: `follow` gives its snapshots and turns, `keep` makes boards of them.

`async for frame in follow(url)` brings every turn once and in order, over as many connections as that takes.

What can go wrong, and is not healed by coming back:

    FeedError
    +-- FeedRefused   the address or an option is wrong; the message says what to do
    +-- FeedEnded     the gateway closed for good (codes 4500 to 4999)
"""

import asyncio
import errno
import logging
import os
import random
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Literal, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_connection
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidProxy, InvalidStatus, InvalidURI
from websockets.typing import Subprotocol

from sweepcast.board import Board, applied
from sweepcast.close_codes import FOR_GOOD
from sweepcast.cloudevents import Malformed
from sweepcast.frames import FEED_PATH, FRAMES, SUBPROTOCOL, AnyFrame, Goodbye, Heartbeat, Hello, Snapshot, TurnFrame

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 20.0
HANDSHAKE_SECONDS = 10.0
"""How long a gateway may take to answer, and then to say hello."""
MISSED_HEARTBEATS = 2.5
"""A peer that sends nothing for so many heartbeat intervals is dead: two beats lost, and half of one for the way."""
CLOSE_SECONDS = 0.5
"""How long a farewell may take; a dead peer never answers one."""
LARGEST_FRAME = 16 * 1024 * 1024
"""Bytes; a snapshot of the largest Academy Awards night with all its cards stays below 1 MiB."""
COME_BACK_STATUS = frozenset({408, 425, 429, *range(500, 600)})
"""The HTTP statuses that are about the moment, not about what was asked."""

log = logging.getLogger(__name__)


class FeedError(Exception):
    """The feed cannot be followed, and trying again would not help."""


class FeedRefused(FeedError):
    """The gateway does not serve what was asked at this address."""

    def __init__(self, url: str, problem: str, remedy: str) -> None:
        """Say what is wrong with `url`, and what to do."""
        super().__init__(url, problem, remedy)
        self.url = url
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        """Return address, problem and remedy as one line."""
        return f"{self.url}: {self.problem}: {self.remedy}"


class FeedEnded(FeedError):
    """The gateway closed the connection and wants no other."""

    def __init__(self, code: int, reason: str) -> None:
        """Keep the close code and the gateway's reason."""
        super().__init__(code, reason)
        self.code = code
        self.reason = reason

    def __str__(self) -> str:
        """Return the reason and the code as one line."""
        return f"the gateway ended the feed for good (code {self.code}): {self.reason}"


class ConnectionLost(Exception):
    """One connection is over, or could not be made; coming back may help. The message says why.

    No error to a caller: `follow` comes back.
    """


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """How the connection is: `waiting` says why it was lost and in how many seconds it is tried again.

    `resumed` tells for a live one whether it goes on where the last one ended; if not, snapshots follow.
    """

    status: Literal["connecting", "live", "waiting"]
    reason: str = ""
    pause: float = 0.0
    resumed: bool = False


class Connection(Protocol):
    """One open connection to a gateway."""

    async def receive(self, within: float) -> str | bytes:
        """Return the next message.

        Raises:
            TimeoutError: none came `within` so many seconds.
            ConnectionLost: the connection is over.
            FeedEnded: it is over for good.
        """

    async def close(self) -> None:
        """Say farewell; never raises, and never takes long."""


Connect = Callable[[str], Awaitable[Connection]]
News = Snapshot | TurnFrame


def log_link(link: Link) -> None:
    """Write a lost connection to the log as a warning, everything else as information."""
    if link.status == "waiting":
        log.warning("feed lost: %s; trying again in %.1f s", link.reason, link.pause)
    else:
        log.info("feed %s", link.status)


async def follow(  # noqa: PLR0913  # the last three are the edges, for tests
    url: str,
    *,
    ceremony: str | None = None,
    cursor: str | None = None,
    on_link: Callable[[Link], None] = log_link,
    connect: Connect | None = None,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    chance: Callable[[], float] = random.random,
) -> AsyncGenerator[News, None]:
    """Yield the feed's snapshots and turns, for ever; turns come each once and in order of their ceremony.

    A connection that is lost, silent or leaves out a turn is made again after a pause that grows and is jittered;
    it goes on at the last cursor, or starts with new snapshots where the gateway cannot do that. A snapshot
    replaces all that was known of its ceremony.

    Args:
        url: the feed, as in `ws://127.0.0.1:8765/v1/feed`; the path may be left out.
        ceremony: the id of the only night to follow; without it, all.
        cursor: that of the last frame seen in an earlier run, to go on behind it.
        on_link: told of every change of the connection.
        connect: opens a connection to an address; websockets when left out.
        sleep: waits so many seconds.
        chance: gives a number from 0 to 1 for the jitter.

    Raises:
        FeedRefused: the address or an option is wrong.
        FeedEnded: the gateway closed for good.
    """
    progress = Progress(cursor)
    failures = 0
    while True:
        on_link(Link(status="connecting"))
        try:
            async with _connection(connect or open_websocket, feed_address(url, ceremony, progress.cursor)) as link:
                within = HANDSHAKE_SECONDS
                while True:
                    frame = await _next_frame(link, within, url, progress)
                    if isinstance(frame, Hello):
                        within = frame.data.heartbeat_seconds * MISSED_HEARTBEATS
                        on_link(Link(status="live", resumed=frame.data.resumed))
                    elif isinstance(frame, Heartbeat):
                        # Only a connection that lived this long is a success: one that breaks at once,
                        # again and again, must not bring the pause back to its beginning.
                        failures = 0
                    news = progress.take(frame)
                    if news is not None:
                        yield news
        except ConnectionLost as lost:
            pause = pause_before(failures, chance())
            on_link(Link(status="waiting", reason=str(lost), pause=pause))
            failures += 1
            await sleep(pause)


def keep(boards: Mapping[str, Board], frame: News) -> dict[str, Board]:
    """Return the boards by ceremony after a frame of `follow`; `boards` itself stays as it is."""
    if isinstance(frame, Snapshot):
        return {**boards, frame.data.ceremony: frame.data.board}
    ceremony = frame.data.ceremony
    return {**boards, ceremony: applied(boards.get(ceremony, {}), frame.data.updates)}


def pause_before(failures: int, chance: float) -> float:
    """Return how many seconds to wait after so many failures in a row; `chance` from 0 to 1 spreads a crowd."""
    # The exponent is bounded for the sake of a gateway that stays away for days.
    return chance * min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(failures, 16))


def feed_address(url: str, ceremony: str | None, cursor: str | None) -> str:
    """Return the feed's address with the options in its query.

    Raises:
        FeedRefused: `url` is not the address of a websocket.
    """
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"ws", "wss"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound:
        raise FeedRefused(url, "is no address of a feed", f"write one such as ws://127.0.0.1:8765{FEED_PATH}")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    options |= {name: value for name, value in (("ceremony", ceremony), ("cursor", cursor)) if value is not None}
    path = parts.path if parts.path.strip("/") else FEED_PATH
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(options), ""))


class Progress:
    """How far the feed was followed: the cursor to resume at, and the last turn of each ceremony. Does no I/O."""

    def __init__(self, cursor: str | None) -> None:
        """Start behind `cursor`, or with snapshots."""
        self.cursor = cursor
        self._sequences: dict[str, int] = {}
        # Snapshots name every night there is; a cursor from an earlier run says nothing of how far each one was.
        self._knows_all = False
        self._greeted = False

    @property
    def greeted(self) -> bool:
        """Whether any connection has said hello."""
        return self._greeted

    def take(self, frame: AnyFrame) -> News | None:
        """Return the frame if it is news, none if it is of the protocol alone or a turn seen before.

        Raises:
            ConnectionLost: a turn is missing, or the gateway says goodbye for now.
            FeedEnded: the gateway says goodbye for good.
        """
        match frame:
            case Hello():
                self._greet(frame)
            case Snapshot():
                # Its cursor is no place to resume: if the connection breaks before the next night's snapshot,
                # that one would never come. The first turn or heartbeat says that all are here.
                self._sequences[frame.data.ceremony] = frame.data.sequence
                return frame
            case TurnFrame():
                return self._turn(frame)
            case Heartbeat():
                self.cursor = frame.cursor
            case Goodbye():
                raise farewell(frame.data.code, frame.data.reason)
        return None

    def forget(self) -> None:
        """Start anew with snapshots at the next connection."""
        self.cursor = None

    def _greet(self, hello: Hello) -> None:
        self._greeted = True
        if not hello.data.resumed:
            self.cursor = None
            self._sequences.clear()
            self._knows_all = True

    def _turn(self, turn: TurnFrame) -> TurnFrame | None:
        ceremony, sequence = turn.data.ceremony, turn.data.sequence
        last = self._sequences.get(ceremony)
        if last is None:
            last = 0 if self._knows_all else sequence - 1
        if sequence > last + 1:
            self.forget()
            raise ConnectionLost(
                f"turn {last + 1} of {ceremony} is missing (turn {sequence} came); asking for a snapshot"
            )
        self.cursor = turn.cursor
        if sequence <= last:
            return None
        self._sequences[ceremony] = sequence
        return turn


def farewell(code: int, reason: str) -> ConnectionLost | FeedEnded:
    """Return what a close code means: that the feed ended for good, or that one may come back."""
    if code in FOR_GOOD:
        return FeedEnded(code, reason or "no reason given")
    return ConnectionLost(f"closed by the gateway (code {code}){': ' + reason if reason else ''}")


@asynccontextmanager
async def _connection(connect: Connect, address: str) -> AsyncGenerator[Connection, None]:
    connection = await connect(address)
    try:
        yield connection
    finally:
        await connection.close()


async def _next_frame(connection: Connection, within: float, url: str, progress: Progress) -> AnyFrame:
    try:
        message = await connection.receive(within)
    except TimeoutError:
        raise ConnectionLost(f"silent for {within:g} s") from None
    try:
        return FRAMES.decode(message.encode() if isinstance(message, str) else message)
    except Malformed as error:
        if not progress.greeted:
            remedy = "check the address, and that gateway and client are of one version"
            raise FeedRefused(url, f"does not speak this feed ({error})", remedy) from None
        progress.forget()
        raise ConnectionLost(str(error)) from None


class Websocket:
    """A connection over the websockets library, its exceptions translated."""

    def __init__(self, connection: ClientConnection) -> None:
        """Wrap an open connection."""
        self._connection = connection

    async def receive(self, within: float) -> str | bytes:
        """Return the next message; see `Connection`."""
        try:
            async with asyncio.timeout(within):
                return await self._connection.recv()
        except ConnectionClosed as error:
            if error.rcvd is None:
                raise ConnectionLost(f"the connection broke: {error}") from None
            raise farewell(error.rcvd.code, error.rcvd.reason) from None

    async def close(self) -> None:
        """Say farewell; see `Connection`."""
        await self._connection.close()


async def open_websocket(address: str) -> Connection:
    """Return an open connection to a feed's address.

    Raises:
        ConnectionLost: nobody answers there at the moment.
        FeedRefused: the gateway says no, or it is no feed.
    """
    try:
        connection = await open_connection(
            address,
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            open_timeout=HANDSHAKE_SECONDS,
            close_timeout=CLOSE_SECONDS,
            ping_interval=None,  # the feed's heartbeats prove life in the one direction that matters here
            max_size=LARGEST_FRAME,
        )
    except InvalidStatus as error:
        raise _refusal(address, error.response.status_code, error.response.body or b"") from None
    except (InvalidURI, InvalidProxy) as error:
        raise FeedRefused(address, str(error), "correct the address or the proxy in the environment") from None
    except ssl.SSLCertVerificationError as error:
        remedy = "use the host name that the certificate is for, or trust its authority"
        raise FeedRefused(address, f"its certificate is not trusted ({error.verify_message})", remedy) from None
    except (OSError, InvalidHandshake) as error:
        raise ConnectionLost(f"no answer from {urlsplit(address).netloc}: {_in_words(error)}") from None
    return Websocket(connection)


def _in_words(error: OSError | InvalidHandshake) -> str:
    """Return the system's own words for an error; asyncio's repeat the address."""
    number = error.errno if isinstance(error, OSError) else None
    if number is not None and number in errno.errorcode:
        return os.strerror(number)
    return str(error) or type(error).__name__


def _refusal(address: str, status: int, body: bytes | bytearray) -> ConnectionLost | FeedRefused:
    said = " ".join(body.decode("utf-8", "replace").split())[:300]
    problem = f"HTTP {status}{': ' + said if said else ''}"
    if status in COME_BACK_STATUS:
        return ConnectionLost(f"the gateway cannot serve now: {problem}")
    remedies = {
        400: "correct the option that it names",
        401: "give a viewer token that this gateway accepts",
        403: "ask its operator to let you in",
        404: f"check the address and the ceremony's id; the feed is at {FEED_PATH}",
    }
    remedy = remedies.get(status, f"check the address; the feed is at {FEED_PATH} of a gateway's feed port")
    return FeedRefused(address, f"the gateway refused it ({problem})", remedy)
