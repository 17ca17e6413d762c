"""The shell of the checks: connects to a gateway over websocket, HTTP and SSE, and writes down what comes.

It judges nothing but whether anything comes at all, in time and readable; whatever is wrong there is `Unexpected`.
"""

import asyncio
import http.client
import itertools
import json
import socket
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from sweepcast.conformance.seen import (
    BoardAnswer,
    CeremoniesAnswer,
    Seen,
    Snapshot,
    Summary,
    Turn,
    TurnsAnswer,
    read_frame,
)
from sweepcast.conformance.verdicts import CannotTell, Problem, Unexpected, shortened
from sweepcast.frames import FEED_PATH, SUBPROTOCOL, Acked, Delayed, Filtered, Goodbye, Heartbeat, Hello, Refused

PATIENCE_SECONDS = 10.0
"""How long a check waits for what must come at once."""
WATCH_SECONDS = 3.0
"""How long a check that needs turns to come in waits for some."""
MISSED_HEARTBEATS = 2.5
"""After so many intervals without a heartbeat, none comes: the rule of docs/protocol.md, "Staying connected"."""
LARGEST_FRAME = 64 * 1024 * 1024
TURNS_A_PAGE = 500
QUIET_SECONDS = 0.05
"""When nothing came for so long, what was there has been read."""
DRAIN_SECONDS = 0.5
"""Where frames come all the time, that must do."""

Options = Iterable[tuple[str, str]]
Closed = tuple[int, str]
Read = TypeVar("Read")


class CannotConnect(Exception):
    """There is nothing to check at this address; the message says why and what to do."""


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where a gateway is: its feed, its HTTP side as `http://host:port` (none: not to be looked at), and a token."""

    feed: str
    http: str | None
    token: str | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An HTTP answer; the names of headers in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "backslashreplace")

    @property
    def shown(self) -> str:
        """The answer for a person, in one line."""
        return f"HTTP {self.status}: {shortened(' '.join(self.text.split()))}"


class Connection:
    """An open connection to the feed, and all that was seen on it."""

    def __init__(self, connection: ClientConnection, clock: Callable[[], float], patience: float) -> None:
        """Read from a connection; times are those of `clock`."""
        self.connection = connection
        self.seen: list[Seen] = []
        self._clock = clock
        self._patience = patience

    @property
    def hello(self) -> Hello:
        """What the gateway said first.

        Raises:
            Unexpected: it was no hello.
        """
        first = self.seen[0].frame
        if not isinstance(first, Hello):
            raise Unexpected(
                Problem(expected="hello as the first frame", seen=type(first).__name__, frames=(self.seen[0].shown,))
            )
        return first

    @property
    def is_compressed(self) -> bool:
        """Whether the gateway has taken an offer to compress messages."""
        return bool(self.connection.protocol.extensions)

    @property
    def heartbeat_patience(self) -> float:
        """How long to wait for a heartbeat."""
        return self.hello.data.heartbeat_seconds * MISSED_HEARTBEATS + 1.0

    async def next(self, what: str, within: float | None = None) -> Seen:
        """Return the next frame; `what` it should be is said when none comes.

        Raises:
            Unexpected: nothing came in time, or the connection was closed.
        """
        within = self._patience if within is None else within
        try:
            async with asyncio.timeout(within):
                while True:
                    seen = read_frame(await self.connection.recv(), self._clock())
                    if seen is not None:
                        self.seen.append(seen)
                        return seen
        except TimeoutError:
            raise Unexpected(self._problem(what, f"nothing within {within:.1f} s")) from None
        except ConnectionClosed:
            code, reason = self.connection.close_code, self.connection.close_reason
            raise Unexpected(
                self._problem(what, f"the connection closed with {code}{f' ({reason})' if reason else ''}")
            ) from None

    async def opening(self) -> list[Seen]:
        """Return hello and the snapshots that it announces."""
        opening = [await self.next("hello")]
        if not self.hello.data.resumed:
            opening += await self.snapshots(len(self.hello.data.ceremonies))
        return opening

    async def snapshots(self, number: int) -> list[Seen]:
        """Return the frames up to the last of so many snapshots."""
        frames: list[Seen] = []
        what = "the snapshots that were announced"
        async with self._in_time(what):
            while sum(isinstance(each.frame, Snapshot) for each in frames) < number:
                frames.append(await self.next(what))
        return frames

    async def heartbeat(self) -> list[Seen]:
        """Return the frames up to the next heartbeat, that included."""
        frames: list[Seen] = []
        async with self._in_time("a heartbeat", self.heartbeat_patience):
            while not frames or not isinstance(frames[-1].frame, Heartbeat):
                frames.append(await self.next("a heartbeat", self.heartbeat_patience))
        return frames

    async def drain(self) -> None:
        """Read what is there by now."""
        with suppress(Unexpected, TimeoutError):  # that nothing more comes is what is waited for
            async with asyncio.timeout(DRAIN_SECONDS):
                while True:
                    await self.next("a frame", QUIET_SECONDS)

    async def until_turn(self, ceremony: str, sequence: int) -> list[Seen]:
        """Return the frames up to a turn."""
        frames: list[Seen] = []
        what = f"turn {sequence} of {ceremony}"
        async with self._in_time(what):
            while True:
                frames.append(await self.next(what))
                frame = frames[-1].frame
                if isinstance(frame, Turn) and frame.data.ceremony == ceremony and frame.data.sequence >= sequence:
                    break
        return frames

    async def say(self, message: str | bytes | Mapping[str, object]) -> None:
        """Send a message: an object as JSON, text and bytes as they are."""
        with suppress(ConnectionClosed):  # what comes of it is seen when reading
            await self.connection.send(json.dumps(message) if isinstance(message, Mapping) else message)

    async def ask(self, message: str | bytes | Mapping[str, object], what: str = "an answer to the request") -> Seen:
        """Send a request and return its answer; what comes before that is kept in `seen`."""
        await self.say(message)
        async with self._in_time(what):
            while True:
                seen = await self.next(what)
                if isinstance(seen.frame, Filtered | Delayed | Acked | Refused):
                    return seen

    async def closed(self) -> Closed:
        """Read until the gateway closes; return code and reason.

        Raises:
            Unexpected: it does not.
        """
        try:
            async with asyncio.timeout(self._patience):
                while True:
                    seen = read_frame(await self.connection.recv(), self._clock())
                    if seen is not None:
                        self.seen.append(seen)
        except TimeoutError:
            raise Unexpected(self._problem("the connection closed", "it stayed open")) from None
        except ConnectionClosed:
            return self.connection.close_code or 1006, self.connection.close_reason or ""

    @property
    def farewell(self) -> Goodbye | None:
        """The goodbye, if that was the last frame."""
        last = self.seen[-1].frame if self.seen else None
        return last if isinstance(last, Goodbye) else None

    @asynccontextmanager
    async def _in_time(self, what: str, within: float | None = None) -> AsyncGenerator[None, None]:
        """Raise `Unexpected` when the block takes longer, though other frames may come all the time."""
        within = self._patience if within is None else within
        try:
            async with asyncio.timeout(within):
                yield
        except TimeoutError:
            raise Unexpected(self._problem(what, f"none within {within:.1f} s")) from None

    def _problem(self, expected: str, seen: str) -> Problem:
        return Problem(expected=expected, seen=seen, frames=tuple(each.shown for each in self.seen[-2:]))


class Events:
    """An open stream of Server-Sent Events."""

    def __init__(self, response: http.client.HTTPResponse, clock: Callable[[], float], patience: float) -> None:
        """Read from an answer."""
        self.status = response.status
        self.content_type = response.headers.get("Content-Type", "")
        self.seen: list[tuple[str, Seen]] = []
        """The id of each event and its frame."""
        self._response = response
        self._clock = clock
        self._patience = patience
        self._last_id = ""

    async def next(self, what: str) -> tuple[str, Seen]:
        """Return id and frame of the next event.

        Raises:
            Unexpected: none came.
        """
        while True:
            try:
                data = await asyncio.to_thread(self._read)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise Unexpected(
                    Problem(expected=f"{what} as a Server-Sent Event", seen=f"{type(error).__name__}: {error}")
                ) from None
            seen = read_frame(data, self._clock())
            if seen is not None:
                self.seen.append((self._last_id, seen))
                return self.seen[-1]

    async def until(self, what: str, found: Callable[[Seen], bool]) -> None:
        """Read up to a frame.

        Raises:
            Unexpected: it does not come, though others may come all the time.
        """
        until = self._clock() + self._patience
        while not self.seen or not found(self.seen[-1][1]):
            if self._clock() > until:
                shown = tuple(seen.shown for _, seen in self.seen[-1:])
                raise Unexpected(Problem(expected=what, seen=f"none within {self._patience:.1f} s", frames=shown))
            await self.next(what)

    async def opening(self) -> list[tuple[str, Seen]]:
        """Return hello and the snapshots that it announces."""
        hello = (await self.next("hello"))[1].frame
        if isinstance(hello, Hello) and not hello.data.resumed and hello.data.ceremonies:
            number = len(hello.data.ceremonies)
            came = itertools.count(1)
            await self.until(
                "the snapshots that were announced",
                lambda seen: isinstance(seen.frame, Snapshot) and next(came) >= number,
            )
        return list(self.seen)

    def _read(self) -> str:
        data: list[str] = []
        while True:
            line = self._response.readline()
            if not line:
                raise OSError("the stream ended")
            name, _, value = line.decode().rstrip("\r\n").partition(":")
            value = value.removeprefix(" ")
            if name == "id":
                self._last_id = value
            elif name == "data":
                data.append(value)
            elif not line.strip() and data:
                return "\n".join(data)


class Gateway:
    """A gateway that is checked."""

    def __init__(
        self,
        address: Address,
        *,
        patience: float = PATIENCE_SECONDS,
        watch: float = WATCH_SECONDS,
        cursors: Mapping[str, str] | None = None,
        crowd: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Check what is at an address.

        Args:
            address: where it is.
            patience: seconds to wait for what must come at once.
            watch: seconds to wait for turns to come in, where a check needs some.
            cursors: by the `reason` with which hello answers it, a cursor that the kit cannot make by itself.
            crowd: how many connections may be opened to see the gateway refuse one; 0 for not to try.
            clock: seconds that never go back.
        """
        self.address = address
        self.patience = patience
        self.watch = watch
        self.cursors = dict(cursors or {})
        self.crowd = crowd
        self.clock = clock

    @asynccontextmanager
    async def connect(
        self,
        *options: tuple[str, str],
        subprotocols: Iterable[str] = (SUBPROTOCOL,),
        compression: bool = False,
    ) -> AsyncGenerator[Connection, None]:
        """Connect to the feed, with options in the query.

        Raises:
            Unexpected: it is refused.
        """
        offered = [Subprotocol(each) for each in subprotocols] or None
        url = self.feed_url(options)
        try:
            connection = await connect(
                url,
                subprotocols=offered,
                additional_headers=self._authorization(),
                compression="deflate" if compression else None,
                ping_interval=None,
                open_timeout=self.patience,
                close_timeout=1.0,
                max_size=LARGEST_FRAME,
                max_queue=None,
                proxy=None,
            )
        except InvalidStatus as error:
            raise Unexpected(Problem(expected=f"{url} to be served", seen=_answer(error).shown)) from None
        except (OSError, InvalidHandshake) as error:
            raise Unexpected(Problem(expected=f"{url} to be served", seen=f"{type(error).__name__}: {error}")) from None
        try:
            yield Connection(connection, self.clock, self.patience)
        finally:
            await connection.close()

    async def refusal(self, url: str, headers: Mapping[str, str] | None = None, *, token: bool = True) -> Answer | None:
        """Return the answer to a websocket handshake that is refused, none if it is accepted."""
        try:
            connection = await connect(
                url,
                subprotocols=[Subprotocol(SUBPROTOCOL)],
                additional_headers={**(self._authorization() if token else {}), **(headers or {})},
                compression=None,
                ping_interval=None,
                open_timeout=self.patience,
                close_timeout=1.0,
                max_size=LARGEST_FRAME,
                proxy=None,
            )
        except InvalidStatus as error:
            return _answer(error)
        except (OSError, InvalidHandshake) as error:
            seen = f"{type(error).__name__}: {error}"
            raise Unexpected(Problem(expected=f"an HTTP answer from {url}", seen=seen)) from None
        await connection.close()
        return None

    def feed_url(self, options: Options | str = (), path: str | None = None) -> str:
        """Return the feed's address with options, or a query as it is."""
        parts = urlsplit(self.address.feed)
        query = options if isinstance(options, str) else urlencode(list(options))
        given = "&".join(each for each in (parts.query, query) if each)
        at = path or (parts.path if parts.path.strip("/") else FEED_PATH)
        return f"{parts.scheme}://{parts.netloc}{at}{'?' if given else ''}{given}"

    @property
    def base(self) -> str:
        """The HTTP side's address.

        Raises:
            CannotTell: it is not to be looked at.
        """
        if self.address.http is None:
            raise CannotTell("needs the gateway's HTTP side: give it with --http")
        return self.address.http

    async def get(
        self, path: str, headers: Mapping[str, str] | None = None, *, method: str = "GET", token: bool = True
    ) -> Answer:
        """Return the answer to an HTTP request.

        Raises:
            Unexpected: there is none.
            CannotTell: the HTTP side is not to be looked at.
        """
        url = self.base + path
        given = {**(self._authorization() if token else {}), **(headers or {})}
        try:
            return await asyncio.to_thread(_request, self.base, method, path, given, self.patience)
        except (OSError, http.client.HTTPException) as error:
            seen = f"{type(error).__name__}: {error}"
            raise Unexpected(Problem(expected=f"an answer to {method} {url}", seen=seen)) from None

    @asynccontextmanager
    async def events(
        self, *options: tuple[str, str], last_event_id: str | None = None, within: float | None = None
    ) -> AsyncGenerator[Events, None]:
        """Read the feed over SSE; `within` is how many seconds may pass without a line.

        Raises:
            Unexpected: it is refused.
            CannotTell: the HTTP side is not to be looked at.
        """
        headers = {**self._authorization(), "Accept": "text/event-stream"}
        if last_event_id is not None:
            headers["Last-Event-ID"] = last_event_id
        connection = _http_connection(self.base, self.patience if within is None else within)
        path = f"{_path(self.base)}{FEED_PATH}?{urlencode(list(options))}".removesuffix("?")

        def open_stream() -> http.client.HTTPResponse:
            connection.request("GET", path, headers=headers)
            return connection.getresponse()

        try:
            try:
                response = await asyncio.to_thread(open_stream)
            except (OSError, http.client.HTTPException) as error:
                seen = f"{type(error).__name__}: {error}"
                raise Unexpected(Problem(expected=f"an answer to GET {path}", seen=seen)) from None
            if response.status != http.client.OK:
                body = await asyncio.to_thread(response.read)
                answer = Answer(status=response.status, headers={}, body=body)
                raise Unexpected(Problem(expected=f"GET {path} to be served", seen=answer.shown))
            yield Events(response, self.clock, self.patience if within is None else within)
        finally:
            # A thread that still reads lets go only when nothing more can come.
            if connection.sock is not None:
                with suppress(OSError):
                    connection.sock.shutdown(socket.SHUT_RDWR)
            connection.close()

    async def nights(self) -> tuple[Summary, ...]:
        """Return what `/v1/ceremonies` lists."""
        return (await self._read("/v1/ceremonies", CeremoniesAnswer)).ceremonies

    async def night(self) -> str:
        """Return the night with the most turns, one that is going on before others: it shows the most.

        Raises:
            CannotTell: there is none with a turn.
        """
        nights = sorted(await self.nights(), key=lambda each: (each.is_open and each.sequence > 1, each.sequence))
        if not nights or not nights[-1].sequence:
            raise CannotTell("the gateway has no night yet: announce or replay one")
        return nights[-1].id

    async def board(self, ceremony: str) -> BoardAnswer:
        """Return a night's board."""
        return await self._read(f"/v1/ceremonies/{ceremony}/board", BoardAnswer)

    async def turns(self, ceremony: str, after: int = 0) -> list[Turn]:
        """Return all turns of a night behind one."""
        turns: list[Turn] = []
        behind: int | None = after
        while behind is not None:
            page = await self.page_of_turns(ceremony, behind, TURNS_A_PAGE)
            turns += page.turns
            if page.next is not None and page.next <= behind:
                raise Unexpected(Problem(expected=f"`next` to lead on behind turn {behind}", seen=str(page.next)))
            behind = page.next
        return turns

    async def page_of_turns(self, ceremony: str, after: int, limit: int) -> TurnsAnswer:
        """Return one answer of turns."""
        return await self._read(f"/v1/ceremonies/{ceremony}/turns?after={after}&limit={limit}", TurnsAnswer)

    async def _read(self, path: str, model: type[Read]) -> Read:
        answer = await self.get(path)
        if answer.status != http.client.OK:
            raise Unexpected(Problem(expected=f"GET {path} to be answered with 200", seen=answer.shown))
        try:
            return msgspec.json.decode(answer.body, type=model)
        except msgspec.DecodeError as error:
            raise Unexpected(
                Problem(
                    expected=f"GET {path} as described in docs/protocol.md", seen=str(error), frames=(answer.shown,)
                )
            ) from None

    def _authorization(self) -> dict[str, str]:
        return {} if self.address.token is None else {"Authorization": f"Bearer {self.address.token}"}


async def reach(gateway: Gateway) -> None:
    """Return if the gateway can be checked.

    Raises:
        CannotConnect: it cannot, with what to do.
    """
    try:
        async with gateway.connect() as connection:
            await connection.next("hello")
    except Unexpected as error:
        raise CannotConnect(
            f"{gateway.feed_url()} cannot be checked: {error.problem.seen}: start the gateway, or correct the address"
        ) from None
    if gateway.address.http is None:
        return
    try:
        await gateway.get("/healthz")
    except Unexpected as error:
        raise CannotConnect(
            f"{gateway.address.http} does not answer ({error.problem.seen}): give the gateway's HTTP side with "
            "--http http://host:port, or leave it out with --http none"
        ) from None


def _answer(error: InvalidStatus) -> Answer:
    response = error.response
    headers = {name.lower(): value for name, value in response.headers.raw_items()}
    return Answer(status=response.status_code, headers=headers, body=bytes(response.body or b""))


def _request(base: str, method: str, path: str, headers: Mapping[str, str], patience: float) -> Answer:
    connection = _http_connection(base, patience)
    try:
        connection.request(method, _path(base) + path, headers=dict(headers))
        response = connection.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        body = b"" if told.get("content-type", "").startswith("text/event-stream") else response.read()
        return Answer(status=response.status, headers=told, body=body)
    finally:
        connection.close()


def _http_connection(base: str, patience: float) -> http.client.HTTPConnection:
    parts = urlsplit(base)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=patience)


def _path(base: str) -> str:
    return urlsplit(base).path.rstrip("/")
