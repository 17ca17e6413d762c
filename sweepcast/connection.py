"""The edge to the network: one websocket to a gateway, its failures told in the feed's own words."""

import asyncio
import errno
import logging
import os
import ssl
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_connection
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidProxy, InvalidStatus, InvalidURI
from websockets.typing import Subprotocol

from sweepcast.feed_errors import ConnectionLost, FeedRefused, farewell
from sweepcast.frames import FEED_PATH, SUBPROTOCOL

HANDSHAKE_SECONDS = 10.0
"""How long a gateway may take to answer, and then to say hello."""
CLOSE_SECONDS = 0.5
"""How long a farewell may take; a dead peer never answers one."""
LARGEST_FRAME = 16 * 1024 * 1024
"""Bytes; a snapshot of the largest Academy Awards night with all its cards stays below 1 MiB."""
LONGEST_RETRY_AFTER = 3600.0
"""Seconds; no gateway that is well asks for more, and a slip of the pen should not end a bot's night."""
COME_BACK_STATUS = frozenset({408, 425, 429, *range(500, 600)})
"""The HTTP statuses that are about the moment, not about what was asked."""


class Connection(Protocol):
    """One open connection to a gateway."""

    async def receive(self, within: float) -> str | bytes:
        """Return the next message.

        Raises:
            TimeoutError: none came `within` so many seconds.
            ConnectionLost: the connection is over.
            FeedEnded: it is over for good.
        """

    async def send(self, text: str) -> None:
        """Send a message.

        Raises:
            ConnectionLost, FeedEnded: as with `receive`.
        """

    async def close(self) -> None:
        """Say farewell; never raises, and never takes long."""


Connect = Callable[[str, str | None], Awaitable[Connection]]
"""Opens a connection to an address with a viewer token, if there is one."""


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
            raise _closed(error) from None

    async def send(self, text: str) -> None:
        """Send a message; see `Connection`."""
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                await self._connection.send(text)
        except ConnectionClosed as error:
            raise _closed(error) from None
        except TimeoutError:
            raise ConnectionLost(f"the gateway took nothing for {HANDSHAKE_SECONDS:g} s") from None

    async def close(self) -> None:
        """Say farewell; see `Connection`."""
        await self._connection.close()


async def open_websocket(address: str, token: str | None = None) -> Connection:
    """Return an open connection to a feed's address.

    Raises:
        ConnectionLost: nobody answers there at the moment.
        FeedRefused: the gateway says no, or it is no feed.
    """
    try:
        connection = await _Opening(
            address,
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            additional_headers={} if token is None else {"Authorization": f"Bearer {token}"},
            compression="deflate",  # offered, as browsers do: a snapshot is an eighth as large then
            open_timeout=HANDSHAKE_SECONDS,
            close_timeout=CLOSE_SECONDS,
            ping_interval=None,  # the feed's heartbeats prove life in the one direction that matters here
            max_size=LARGEST_FRAME,
            logger=_Discreet(logging.getLogger("websockets.client"), {}),
        )
    except InvalidStatus as error:
        response = error.response
        raise refusal(address, response.status_code, response.headers, bytes(response.body or b"")) from None
    except (InvalidURI, InvalidProxy) as error:
        raise FeedRefused(address, str(error), "correct the address or the proxy in the environment") from None
    except ssl.SSLCertVerificationError as error:
        remedy = "use the host name that the certificate is for, or trust its authority"
        raise FeedRefused(address, f"its certificate is not trusted ({error.verify_message})", remedy) from None
    except (OSError, InvalidHandshake) as error:
        # Without the user and password that may stand before the host.
        host = urlsplit(address).netloc.rpartition("@")[2]
        raise ConnectionLost(f"no answer from {host}: {_in_words(error)}") from None
    return Websocket(connection)


def refusal(address: str, status: int, headers: Mapping[str, str], body: bytes) -> ConnectionLost | FeedRefused:
    """Return what an HTTP answer to the handshake means: that one may come back, or that something is to be changed."""
    said = " ".join(body.decode("utf-8", "replace").split())[:300]
    problem = f"HTTP {status}{': ' + said if said else ''}"
    if status in COME_BACK_STATUS:
        return ConnectionLost(
            f"the gateway cannot serve now: {problem}", retry_after=seconds_in(headers.get("Retry-After", ""))
        )
    if 300 <= status < 400 and "Location" in headers:
        return FeedRefused(address, f"the feed has moved (HTTP {status})", f"use {headers['Location']}", status)
    remedies = {
        400: "correct the option that it names",
        401: "give a viewer token that this gateway accepts",
        403: "ask its operator to let you in",
        404: f"check the address and the ceremony's id; the feed is at {FEED_PATH}",
    }
    remedy = remedies.get(status, f"check the address; the feed is at {FEED_PATH} of a gateway's feed port")
    return FeedRefused(address, f"the gateway refused it ({problem})", remedy, status)


def seconds_in(retry_after: str) -> float:
    """Return the seconds of a `Retry-After`, bounded; 0 where it says none (the form with a date is not used)."""
    text = retry_after.strip()
    return min(float(text), LONGEST_RETRY_AFTER) if text.isascii() and text.isdigit() else 0.0


class _Opening(open_connection):
    """Opens a connection, and goes where it was sent only: a token is for the one that it was given for."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        """Follow no redirection; it becomes a refusal like any other status."""
        return exc


class _Discreet(logging.LoggerAdapter[logging.Logger]):
    """Keeps the library from writing every header and frame when a program logs at its lowest level: no token there."""

    def isEnabledFor(self, level: int) -> bool:  # noqa: N802  # the name is logging's
        """Return whether the level is above debugging and enabled."""
        return level > logging.DEBUG and super().isEnabledFor(level)


def _closed(error: ConnectionClosed) -> Exception:
    if error.rcvd is None:
        return ConnectionLost(f"the connection broke: {error}")
    return farewell(error.rcvd.code, error.rcvd.reason)


def _in_words(error: OSError | InvalidHandshake) -> str:
    """Return the system's own words for an error; asyncio's repeat the address."""
    number = error.errno if isinstance(error, OSError) else None
    if number is not None and number in errno.errorcode:
        return os.strerror(number)
    return str(error) or type(error).__name__
