"""The client of the feed: `follow` gives its snapshots and turns, `connect` also lets one change what one sees.

`async for update in follow(url)` brings every turn once and in order, over as many connections as that takes; `keep`
makes boards of what comes. What can go wrong stands in `sweepcast.feed_errors`. This is the shell; what a frame means
is decided in `sweepcast.progress`.
"""

import asyncio
import itertools
import logging
import random
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from types import TracebackType
from typing import Any, Self

import msgspec

from sweepcast.cloudevents import Malformed
from sweepcast.connection import HANDSHAKE_SECONDS, Connect, Connection, Websocket, open_websocket
from sweepcast.cursor_file import CursorFile, CursorStore
from sweepcast.dealt_with import DealtWith
from sweepcast.feed_address import (
    ANEW,
    Ids,
    Place,
    Wanted,
    feed_address,
    feed_place,
    wanted_at,
    wanted_delay,
    wanted_filter,
)
from sweepcast.feed_errors import (
    ConnectionLost,
    FeedEnded,
    FeedError,
    FeedRefused,
    Link,
    OnLink,
    RequestRefused,
    farewell,
)
from sweepcast.filters import wanted
from sweepcast.frames import Acked, AnyFrame, Delayed, Filtered, Heartbeat, Hello, Refused
from sweepcast.progress import News, Progress, UnknownFrame, keep, pause_before, read_frame
from sweepcast.requests import REQUESTS, Acknowledge, AnyRequest, ChangeDelay, ChangeFilter

__all__ = [
    "ConnectionLost",
    "CursorFile",
    "CursorStore",
    "Edges",
    "Feed",
    "FeedEnded",
    "FeedError",
    "FeedRefused",
    "Link",
    "News",
    "RequestRefused",
    "Websocket",
    "connect",
    "farewell",
    "follow",
    "keep",
    "log_link",
    "open_websocket",
    "pause_before",
]

MISSED_HEARTBEATS = 2.5
"""A peer that sends nothing for so many heartbeat intervals is dead: two beats lost, and half of one for the way."""

log = logging.getLogger(__name__)


def log_link(link: Link) -> None:
    """Write a lost connection, and a gateway without news, to the log as a warning, everything else as information."""
    if link.status == "waiting":
        log.warning("feed lost: %s; trying again in %.1f s", link.reason, link.pause)
    elif link.stale:
        log.warning("feed live, but the gateway cannot read the news at the moment")
    else:
        log.info("feed %s", link.status)


class Edges(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed needs of the world around it; tests put their own in.

    Attributes:
        connect: opens a connection to an address, with a viewer token if there is one.
        sleep: waits so many seconds.
        now: seconds that only grow.
        chance: a number from 0 to 1, for the jitter.
    """

    connect: Connect = open_websocket
    sleep: Callable[[float], Coroutine[Any, Any, object]] = asyncio.sleep
    now: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random


async def follow(  # noqa: PLR0913  # the options of the protocol, each by its name
    url: str,
    *,
    ceremony: Ids = None,
    kinds: Ids = None,
    works: Ids = None,
    people: Ids = None,
    categories: Ids = None,
    delay: float | None = None,
    cursor: str | CursorStore | None = None,
    token: str | None = None,
    subscriber: str | None = None,
    on_link: OnLink = log_link,
    edges: Edges | None = None,
) -> AsyncGenerator[News, None]:
    """Yield the feed's snapshots and turns, for ever; turns come each once and in order of their ceremony.

    A connection that is lost, silent or leaves out a turn is made again after a pause that grows and is jittered;
    it goes on at the last cursor, or starts with new snapshots where the gateway cannot do that. A snapshot
    replaces all that was known of its ceremony.

    Args:
        url: the feed, as in `ws://127.0.0.1:8765/v1/feed`; the path may be left out.
        ceremony: the id of the only night to follow, or several; without it, all that are current.
        kinds: only values of these kinds, as in `milestone` or `clean-sweep`.
        works: only what is about one of these works, people or categories, by id.
        people: likewise.
        categories: likewise.
        delay: seconds by which everything is told later, at most 600.
        cursor: that of the last frame seen in an earlier run, to go on behind it; or where it is kept, as in
            `CursorFile("bot.cursor")`: a frame's cursor is stored once the next frame is asked for.
        token: a viewer token, where the gateway asks for one.
        subscriber: a name of your own under which the gateway keeps the place; a frame is acknowledged once the next
            one is asked for.
        on_link: told of every change of the connection.
        edges: connection, clock and chance; the real ones when left out.

    Raises:
        FeedRefused: the address or an option is wrong.
        FeedEnded: the gateway closed for good.
        ValueError: an id, the delay or the token is none.
    """
    feed = connect(
        url,
        ceremony=ceremony,
        kinds=kinds,
        works=works,
        people=people,
        categories=categories,
        delay=delay,
        cursor=cursor,
        token=token,
        subscriber=subscriber,
        on_link=on_link,
        edges=edges,
    )
    async with feed:
        async for news in feed:
            yield news


def connect(  # noqa: PLR0913  # the options of the protocol, each by its name
    url: str,
    *,
    ceremony: Ids = None,
    kinds: Ids = None,
    works: Ids = None,
    people: Ids = None,
    categories: Ids = None,
    delay: float | None = None,
    cursor: str | CursorStore | None = None,
    token: str | None = None,
    subscriber: str | None = None,
    on_link: OnLink = log_link,
    edges: Edges | None = None,
) -> "Feed":
    """Return a feed to iterate over inside `async with`; it connects when the first frame is asked for.

    The options, and what iterating raises, are those of `follow`.

    Raises:
        FeedRefused: `url` is no address of a feed.
        ValueError: an id, the delay or the token is none.
    """
    place = feed_place(url)
    selected = {"ceremony": ceremony, "kind": kinds, "work": works, "person": people, "category": categories}
    return Feed(
        msgspec.structs.replace(place, token=_sound_token(token or place.token)),
        wanted_at(place, selected, delay=delay, subscriber=subscriber),
        cursor=cursor if cursor is not None else place.given.get("cursor", (None,))[-1],
        on_link=on_link,
        edges=edges or Edges(),
    )


class Feed:
    """A feed that is followed: iterate over it, and change meanwhile what comes.

    One task iterates; any task of the same loop may change the filter or the delay, or close.
    """

    def __init__(
        self, place: Place, wanted: Wanted, *, cursor: str | CursorStore | None, on_link: OnLink, edges: Edges
    ) -> None:
        """Be ready to connect; `connect` makes feeds of what people write."""
        self._place = place
        self._wanted = wanted
        self._on_link = on_link
        self._edges = edges
        store = None if cursor is None or isinstance(cursor, str) else cursor
        start = cursor if cursor is None or isinstance(cursor, str) else cursor.load()
        self._progress = Progress(start, wanted.filter)
        self._dealt_with = DealtWith(start, store, acknowledges=wanted.subscriber is not None)
        self._delay = wanted.delay
        self._failures = 0
        self._closed = asyncio.Event()
        self._connection: Connection | None = None
        self._link = Link(status="connecting")
        self._silence = HANDSHAKE_SECONDS
        self._ids = itertools.count(1)
        self._asked: dict[str, AnyRequest] = {}

    @property
    def cursor(self) -> str | None:
        """The place in the feed behind the newest frame; none before the first, and while snapshots are needed."""
        return self._progress.cursor

    async def change_filter(
        self,
        *,
        ceremony: Ids = None,
        kinds: Ids = None,
        works: Ids = None,
        people: Ids = None,
        categories: Ids = None,
    ) -> None:
        """Ask for this from now on, and nothing else; without any id, for everything.

        It holds from the snapshots on that come when the gateway has answered, and over every later connection. Where
        the gateway turns it down, iterating raises RequestRefused once, and goes on under the filter before.

        Raises:
            ValueError: one of them is no id.
        """
        selected = {"ceremony": ceremony, "kind": kinds, "work": works, "person": people, "category": categories}
        self._wanted = msgspec.structs.replace(self._wanted, filter=wanted_filter(selected))
        await self._ask_for(ChangeFilter(id=str(next(self._ids)), filter=wanted(self._wanted.filter)))

    async def change_delay(self, seconds: float) -> None:
        """Ask to be told everything so many seconds later from now on, over every later connection too.

        Raises:
            ValueError: it is not from 0 to 600.
        """
        self._wanted = msgspec.structs.replace(self._wanted, delay=wanted_delay(seconds))
        await self._ask_for(ChangeDelay(id=str(next(self._ids)), seconds=self._wanted.delay))

    async def close(self) -> None:
        """Say farewell; iterating then ends. The last frame counts as dealt with only if another was asked for."""
        self._closed.set()
        await self._hang_up()

    async def __aenter__(self) -> Self:
        """Return the feed."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        await self.close()

    def __aiter__(self) -> Self:
        """Return the feed, which gives its own frames."""
        return self

    async def __anext__(self) -> News:
        """Return the next snapshot or turn, over as many connections as that takes; see `follow`."""
        while not self._closed.is_set():
            # Whoever asks for a frame has dealt with all before it; that is kept before anything else can fail.
            self._dealt_with.note(self._progress.cursor, self._edges.now())
            try:
                connection = self._connection or await self._open()
                news = await self._take_next(connection)
            except ConnectionLost as lost:
                await self._wait_after(lost)
            except RequestRefused:
                raise
            except FeedError:
                await self.close()
                raise
            else:
                if news is not None:
                    return news
        raise StopAsyncIteration

    async def _open(self) -> Connection:
        self._tell(Link(status="connecting"))
        wanted, cursor = self._wanted, self._progress.cursor
        if cursor is None and self._progress.lost_trust and wanted.subscriber is not None:
            cursor = ANEW
        self._progress.begin(wanted.filter)
        if any(isinstance(each, Acknowledge) for each in self._asked.values()):
            self._dealt_with.doubt()
        self._asked.clear()
        self._silence = HANDSHAKE_SECONDS
        await self._unless_closed(self._connect(feed_address(self._place, wanted, cursor)))
        if self._connection is None:
            raise ConnectionLost("closed by ourselves")
        await self._catch_up(wanted)
        return self._connection

    async def _connect(self, address: str) -> None:
        # Kept here and not by who waits for it: a waiter that is cancelled would lose an open connection.
        self._connection = await self._edges.connect(address, self._place.token)

    async def _catch_up(self, asked: Wanted) -> None:
        """Ask for what was changed while the connection was being opened."""
        if self._wanted.filter != asked.filter:
            await self._ask_for(ChangeFilter(id=str(next(self._ids)), filter=wanted(self._wanted.filter)))
        if self._wanted.delay != asked.delay:
            await self._ask_for(ChangeDelay(id=str(next(self._ids)), seconds=self._wanted.delay))

    async def _take_next(self, connection: Connection) -> News | None:
        """Return what the next frame brings a consumer, if anything.

        Raises:
            ConnectionLost, FeedError: it brings the end of the connection, or of the feed.
        """
        frame = await self._receive(connection)
        match frame:
            case Hello():
                self._silence = frame.data.heartbeat_seconds * MISSED_HEARTBEATS
                self._delay = frame.data.delay_seconds
                self._tell(Link(status="live", resumed=frame.data.resumed, stale=frame.data.stale))
            case Heartbeat():
                # Only a connection that lived this long is a success: one that breaks at once,
                # again and again, must not bring the pause back to its beginning.
                self._failures = 0
                if frame.data.stale != self._link.stale:
                    self._tell(msgspec.structs.replace(self._link, stale=frame.data.stale))
            case Filtered() | Delayed() | Acked():
                self._asked.pop(frame.data.request or "", None)
                if isinstance(frame, Delayed):
                    self._delay = frame.data.delay_seconds
            case Refused():
                self._turned_down(frame)
            case _:
                pass
        return self._progress.take(frame)

    async def _receive(self, connection: Connection) -> AnyFrame | UnknownFrame:
        """Return the next frame, and acknowledge meanwhile what was dealt with, once it is time for it."""
        silent_at = self._edges.now() + self._silence
        while True:
            until = silent_at
            if self._link.status == "live":
                if self._dealt_with.is_due(self._edges.now()):
                    await self._acknowledge(connection)
                until = min(silent_at, self._dealt_with.due_at or silent_at)
            try:
                return self._read(await connection.receive(max(0.0, until - self._edges.now())))
            except TimeoutError:
                if self._edges.now() >= silent_at:
                    raise ConnectionLost(f"silent for {self._silence:g} s") from None

    def _read(self, message: str | bytes) -> AnyFrame | UnknownFrame:
        try:
            return read_frame(message)
        except Malformed as error:
            if not self._progress.greeted:
                remedy = "check the address, and that gateway and client are of one version"
                raise FeedRefused(self._place.url, f"does not speak this feed ({error})", remedy) from None
            self._progress.forget()
            raise ConnectionLost(str(error)) from None

    async def _wait_after(self, lost: ConnectionLost) -> None:
        await self._hang_up()
        if self._closed.is_set():
            return
        # The jitter comes on top: those who were told the same seconds would otherwise come back together.
        pause = lost.retry_after + pause_before(self._failures, self._edges.chance())
        self._failures += 1
        self._tell(Link(status="waiting", reason=str(lost), pause=pause))
        await self._unless_closed(self._edges.sleep(pause))

    async def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            if self._closed.is_set() and self._link.status == "live":
                await self._acknowledge(connection)
        except (ConnectionLost, FeedError) as error:
            log.debug("the last acknowledgement was not sent: %s", error)
        finally:
            await connection.close()

    async def _ask_for(self, request: AnyRequest) -> None:
        """Say it on the connection; where there is none, the next one is opened with it."""
        if self._connection is None or request.id is None:
            return
        self._asked[request.id] = request
        try:
            await self._connection.send(REQUESTS.encode(request).decode())
        except (ConnectionLost, FeedError) as error:
            log.debug("a request was not sent: %s", error)  # whoever iterates sees the same end, and deals with it

    def _turned_down(self, refused: Refused) -> None:
        request = self._asked.pop(refused.data.request or "", None)
        if isinstance(request, Acknowledge):
            log.warning("the gateway keeps no place: %s (%s)", refused.data.detail, refused.data.code)
            return
        later = {type(each) for each in self._asked.values()}
        if isinstance(request, ChangeFilter) and ChangeFilter not in later:
            self._wanted = msgspec.structs.replace(self._wanted, filter=self._progress.filter)
        if isinstance(request, ChangeDelay) and ChangeDelay not in later:
            self._wanted = msgspec.structs.replace(self._wanted, delay=self._delay)
        raise RequestRefused(refused.data.code, refused.data.detail)

    async def _acknowledge(self, connection: Connection) -> None:
        cursor = self._dealt_with.take()
        if cursor is None:
            return
        request = Acknowledge(id=str(next(self._ids)), cursor=cursor)
        self._asked[str(request.id)] = request
        await connection.send(REQUESTS.encode(request).decode())

    def _tell(self, link: Link) -> None:
        self._link = link
        self._on_link(link)

    async def _unless_closed(self, work: Coroutine[Any, Any, object]) -> None:
        """Do the work, or as much of it as there is time for before somebody closes the feed."""
        task, closed = asyncio.ensure_future(work), asyncio.ensure_future(self._closed.wait())
        try:
            done, _ = await asyncio.wait((task, closed), return_when=asyncio.FIRST_COMPLETED)
            if task in done:
                task.result()
        finally:
            task.cancel()
            closed.cancel()
            await asyncio.gather(task, closed, return_exceptions=True)


def _sound_token(token: str | None) -> str | None:
    """Return the token as a header can carry it.

    Raises:
        ValueError: it cannot; the token itself is not repeated.
    """
    if not token:
        return None
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise ValueError(
            "the viewer token has characters that no token has: copy it again, without spaces and line ends"
        )
    return token
