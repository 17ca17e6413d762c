"""The feed for scripts without an event loop: `for update in follow_sync(url)`.

The client of `sweepcast.client` runs in the loop of a thread of its own, so that pings are answered while a script
takes its time, and so that it works where another loop runs already, as in a notebook.
"""

import asyncio
import concurrent.futures
import threading
import weakref
from collections.abc import Coroutine, Iterator
from types import TracebackType
from typing import Any, Self, TypeVar

from sweepcast.client import Edges, Feed, connect, log_link
from sweepcast.cursor_file import CursorStore
from sweepcast.feed_address import Ids
from sweepcast.feed_errors import OnLink
from sweepcast.progress import News

T = TypeVar("T")


def follow_sync(  # noqa: PLR0913  # the options of the protocol, each by its name
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
) -> "FeedInAThread":
    """Return an iterator over the feed's snapshots and turns, with all that `sweepcast.follow` does.

    `close()`, the end of a `with` block or Ctrl-C end it with a farewell. `on_link` is called in the feed's thread.

    Raises:
        FeedRefused, FeedEnded, ValueError: as with `sweepcast.follow`; the latter two while iterating.
    """
    return FeedInAThread(
        connect(
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
    )


class FeedInAThread(Iterator[News]):
    """A feed that is followed by a thread, frame by frame as they are asked for."""

    def __init__(self, feed: Feed) -> None:
        """Start the thread; it ends with `close`, and at the latest when nobody has the iterator any more."""
        self._feed = feed
        self._loop = asyncio.new_event_loop()
        # A daemon: a script that ends without closing must not hang.
        self._thread = threading.Thread(target=_run, args=(self._loop,), name="sweepcast-feed", daemon=True)
        self._thread.start()
        self._end = weakref.finalize(self, _end, self._loop, self._thread, feed)
        # What is handed to the loop is handed to it before its end, or not at all: it would wait for ever.
        self._gate = threading.Lock()

    def __iter__(self) -> Self:
        """Return the iterator itself."""
        return self

    def __next__(self) -> News:
        """Return the next snapshot or turn; the one before counts as dealt with now.

        Raises:
            StopIteration: it was closed.
            FeedError, OSError: as with `sweepcast.follow`.
        """
        try:
            return self._in_loop(self._feed.__anext__())
        except (StopAsyncIteration, _Closed):
            raise StopIteration from None
        except KeyboardInterrupt:
            self.close()
            raise

    def change_filter(
        self,
        *,
        ceremony: Ids = None,
        kinds: Ids = None,
        works: Ids = None,
        people: Ids = None,
        categories: Ids = None,
    ) -> None:
        """Ask for this from now on, and nothing else; see `Feed.change_filter`.

        Raises:
            ValueError: one of them is no id.
            RuntimeError: the feed was closed.
        """
        self._in_loop(
            self._feed.change_filter(ceremony=ceremony, kinds=kinds, works=works, people=people, categories=categories)
        )

    def change_delay(self, seconds: float) -> None:
        """Ask to be told everything so many seconds later from now on; see `Feed.change_delay`.

        Raises:
            ValueError: it is not from 0 to 600.
            RuntimeError: the feed was closed.
        """
        self._in_loop(self._feed.change_delay(seconds))

    def close(self) -> None:
        """Say farewell and end the thread. Any thread may call this, also while another waits for a frame."""
        with self._gate:
            ending = self._end.detach()
        if ending is not None:
            _, _, (loop, thread, feed), _ = ending
            _end(loop, thread, feed)

    def __enter__(self) -> Self:
        """Return the iterator."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def _in_loop(self, work: Coroutine[Any, Any, T]) -> T:
        """Do the work in the feed's loop and return what it returns.

        Raises:
            _Closed: the feed was closed before the work was done.
        """
        with self._gate:
            if not self._end.alive:
                work.close()
                raise _Closed("the feed is closed")
            doing: concurrent.futures.Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return doing.result()
        except concurrent.futures.CancelledError:
            raise _Closed("the feed was closed meanwhile") from None
        finally:
            doing.cancel()


class _Closed(RuntimeError):
    """Nothing can be asked of a feed that is closed."""


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


def _end(loop: asyncio.AbstractEventLoop, thread: threading.Thread, feed: Feed) -> None:
    """Close the feed, let those who wait for a frame know, and end the thread."""

    async def farewell() -> None:
        try:
            await feed.close()
        finally:
            me = asyncio.current_task()
            waiting = [task for task in asyncio.all_tasks() if task is not me]
            # A closed feed ends by itself; what does not, ends now.
            _, stuck = await asyncio.wait(waiting, timeout=1.0) if waiting else (set(), set())
            for task in stuck:
                task.cancel()
            await asyncio.gather(*stuck, return_exceptions=True)
            loop.call_soon(loop.stop)

    asyncio.run_coroutine_threadsafe(farewell(), loop)
    if threading.current_thread() is not thread:
        thread.join()
