"""The shell of the mock gateway: carries a scenario out on websockets, and writes down what the client does.

async with mock_gateway(scenario) as gateway:
    ...                     # a client follows gateway.url
assert gateway.verdict == Passed()
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.typing import Subprotocol

from sweepcast.conformance.asking import Refusal, read_query
from sweepcast.conformance.model import LIMITS, Feed, Session
from sweepcast.conformance.scenarios import Scenario
from sweepcast.conformance.steps import Close, Cut, Effect, Hush, Open, Refuse, Rest, Script, Send, Settle
from sweepcast.conformance.verdicts import Verdict, verdict
from sweepcast.conformance.visits import Given, Visit
from sweepcast.frames import FEED_PATH, FRAMES, SUBPROTOCOL

SETTLE_SECONDS = 5.0
"""A client that has not answered a ping by then is not waited for any longer."""
REACTION_SECONDS = 0.05
"""So long the gateway then waits for what the client makes of it."""
DRIBBLE_SECONDS = 0.002
"""Between two pieces of a frame."""
_GO_ON: Script = (Open(), Rest())


class MockGateway:
    """A gateway that plays a scenario, and what it saw of the client."""

    def __init__(self, scenario: Scenario, clock: Callable[[], float] = time.monotonic) -> None:
        """Play a scenario; times are those of `clock`."""
        self.url = ""
        self.scenario = scenario
        self.stage = scenario.stage()
        self.visits: list[Visit] = []
        self._clock = clock
        self._changed = asyncio.Event()

    @property
    def feed(self) -> Feed:
        """What the gateway has said so far: at the end, `feed.nights(feed.end)` are the final boards."""
        return self.stage.feed

    @property
    def expected_turns(self) -> list[tuple[str, int]]:
        """The turns that a client without a filter delivers, each once: ceremony and sequence."""
        return self.scenario.expected_turns()

    @property
    def verdict(self) -> Verdict:
        """What is to be said of the client so far."""
        return verdict(problem for rule in self.scenario.rules for problem in rule(self.visits))

    @property
    def played(self) -> bool:
        """Whether every script has been played to its end."""
        return len(self.visits) >= len(self.scenario.scripts) and all(
            each.done or each.refused is not None for each in self.visits[: len(self.scenario.scripts)]
        )

    async def until(self, seen: Callable[["MockGateway"], bool]) -> None:
        """Wait until something has been seen."""
        while not seen(self):
            self._changed.clear()
            await self._changed.wait()

    def admit(self, connection: ServerConnection, request: Request) -> Response | None:
        """Write the client down, and refuse it where the scenario or its own query says so."""
        path, _, query = request.path.partition("?")
        script = self._script(len(self.visits))
        visit = Visit(at=self._clock(), query=query)
        self.visits.append(visit)
        self._note()
        try:
            if isinstance(script, Refuse):
                raise Refusal(script.status, script.code, "the mock gateway refuses", script.retry_after)  # noqa: TRY301
            if path != FEED_PATH:
                raise Refusal(404, "not-found", f"the feed is at {FEED_PATH}")  # noqa: TRY301
            read_query(query)
        except Refusal as refusal:
            visit.refused, visit.left_at, visit.left_by = refusal.status, self._clock(), "gateway"
            self._note()
            response = connection.respond(HTTPStatus(refusal.status), f"{refusal}\n")
            if refusal.retry_after is not None:
                response.headers["Retry-After"] = str(refusal.retry_after)
            return response
        connection.visit_number = len(self.visits) - 1  # type: ignore[attr-defined]  # the library's own way to keep data
        return None

    async def play(self, connection: ServerConnection) -> None:
        """Play a script to a client, answering what it says."""
        number = int(connection.visit_number)  # type: ignore[attr-defined]  # see `admit`
        visit = self.visits[number]
        script = self._script(number)
        session = self.stage.session(read_query(visit.query), script)
        visit.resumed = session.resumed
        listening = asyncio.create_task(self._listen(connection, session, visit))
        try:
            await self._perform(connection, script, session, visit)
        except ConnectionClosed:
            visit.left_by = visit.left_by or "client"
        finally:
            listening.cancel()
            visit.left_at = self._clock()
            self._note()

    def _script(self, number: int) -> Script:
        scripts: Sequence[Script] = self.scenario.scripts
        return scripts[number] if number < len(scripts) else _GO_ON

    async def _perform(self, connection: ServerConnection, script: Script, session: Session, visit: Visit) -> None:
        steps = script if isinstance(script, tuple) else ()
        for step in steps:
            for effect in self.stage.effects(step, session):
                # The last effects of a script leave nothing to do, whoever then ends the connection.
                if step is steps[-1] and isinstance(effect, Cut | Close | Rest | Hush):
                    visit.done = not isinstance(effect, Hush)
                    self._note()
                await self._carry_out(connection, effect, session, visit)

    async def _carry_out(self, connection: ServerConnection, effect: Effect, session: Session, visit: Visit) -> None:
        match effect:
            case Send():
                await _send(connection, effect)
                if effect.torn:
                    visit.left_by, visit.done = "gateway", True
                    raise ConnectionClosed(None, None)
                visit.settled = False
                if effect.cursor is not None:
                    visit.given.append(Given(effect.cursor, effect.unfinished))
            case Settle():
                visit.settled = await _settled(connection)
                await _reaction(connection)
            case Cut():
                visit.left_by = "gateway"
                connection.transport.abort()
            case Close(code=code, reason=reason):
                visit.left_by = "gateway"
                await connection.close(code, reason)
                visit.settled = connection.protocol.close_rcvd is not None
            case Hush(seconds=seconds):
                visit.hushed_at = self._clock()
                await self._hush(connection, seconds, visit)
            case Rest():
                await self._rest(connection, session, visit)

    async def _hush(self, connection: ServerConnection, seconds: float, visit: Visit) -> None:
        try:
            async with asyncio.timeout(seconds):
                await connection.wait_closed()
        except TimeoutError:
            visit.left_by = "gateway"
            connection.transport.abort()
        else:
            visit.left_by = "client"
        visit.done = True

    async def _rest(self, connection: ServerConnection, session: Session, visit: Visit) -> None:
        """Send heartbeats until the client leaves."""
        while connection.state is State.OPEN:
            with suppress(TimeoutError):
                async with asyncio.timeout(session.heartbeat_seconds):
                    await connection.wait_closed()
                    break
            await connection.send(FRAMES.encode(session.heartbeat()).decode())
        visit.left_by = "client"

    async def _listen(self, connection: ServerConnection, session: Session, visit: Visit) -> None:
        """Write down what the client says, and answer it."""
        with suppress(ConnectionClosed):
            async for message in connection:
                text = message if isinstance(message, str) else message.decode("utf-8", "replace")
                visit.messages.append(text)
                for frame in session.answer(text.encode()):
                    await connection.send(FRAMES.encode(frame).decode())

    def _note(self) -> None:
        self._changed.set()


@asynccontextmanager
async def mock_gateway(
    scenario: Scenario, *, host: str = "127.0.0.1", port: int = 0, clock: Callable[[], float] = time.monotonic
) -> AsyncGenerator[MockGateway, None]:
    """Serve a scenario, on a free port where none is given."""
    gateway = MockGateway(scenario, clock)
    async with serve(
        gateway.play,
        host,
        port,
        process_request=gateway.admit,
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        select_subprotocol=lambda _, offered: next((each for each in offered if each == SUBPROTOCOL), None),
        compression=None,
        max_size=LIMITS.message_bytes,
        ping_interval=None,
        close_timeout=1.0,
    ) as server:
        gateway.url = f"ws://{host}:{server.sockets[0].getsockname()[1]}{FEED_PATH}"
        yield gateway


async def _send(connection: ServerConnection, effect: Send) -> None:
    if effect.piece is None and not effect.torn:
        await connection.send(effect.text)
        return
    connection.protocol.send_text(effect.text.encode())
    frame = b"".join(connection.protocol.data_to_send())
    if effect.torn:
        connection.transport.write(frame[: len(frame) // 2])
        connection.transport.close()
        return
    piece = effect.piece or len(frame)
    for begin in range(0, len(frame), piece):
        connection.transport.write(frame[begin : begin + piece])
        await asyncio.sleep(DRIBBLE_SECONDS)


async def _settled(connection: ServerConnection) -> bool:
    """Wait until the client has taken off the wire what was sent; return whether it has."""
    try:
        async with asyncio.timeout(SETTLE_SECONDS):
            await (await connection.ping())
    except TimeoutError:
        return False
    return True


async def _reaction(connection: ServerConnection) -> None:
    """Give the client time to leave.

    Raises:
        ConnectionClosed: it did.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(REACTION_SECONDS):
            await connection.wait_closed()
    if connection.state is not State.OPEN:
        raise ConnectionClosed(None, None)
