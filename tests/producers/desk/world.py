"""A desk for tests: over real HTTP, with a Kafka and a worker of the test's own, and clocks that the test moves."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import aiohttp
from aiohttp import web

from producers.desk.answers import Confirm, Refused, Role
from producers.desk.audit import open_audit
from producers.desk.desk import Desk
from producers.desk.dry_fold import Nights
from producers.desk.edge import Away, Sink
from producers.desk.events import EventLog
from producers.desk.http.access import Access
from producers.desk.http.page import PageRoutes
from producers.desk.http.server import application
from producers.desk.room import Clocks
from producers.desk.token_book import TokenBook
from sweepcast import topics
from sweepcast.announcements import ANNOUNCEMENTS
from sweepcast.ceremony_file import CeremonyFile, decode_ceremony
from sweepcast.turns import Position, Rejection, RejectionData, turn_of
from tests.producers.desk.described import Described

CEREMONIES = Path(__file__).parents[3] / "ceremonies"
GLOBES = "golden-globes-2017"
OSCARS = "oscars-2017"
BEGIN = datetime(2017, 1, 8, 20, tzinfo=UTC)
IN_TIME = 60.0
Json = dict[str, Any]


def ceremony(name: str) -> CeremonyFile:
    """Return a ceremony of the repository."""
    file = CEREMONIES / f"{name}.json"
    return decode_ceremony(file.read_bytes(), file.name)


class FakeKafka:
    """The edge as a test has it: a log of one partition, and a worker that folds it, or is asleep.

    Where it is deaf, the desk does not hear yet what was taken; where it is broken, saying anything fails with that.
    """

    def __init__(self) -> None:
        self.log: list[bytes] = []
        self.away: str | None = None
        self.asleep = False
        self.deaf = False
        self.broken: Exception | None = None
        self.lost_acknowledgement = False
        self._worker = Nights(lambda _: 0)
        self._sink: Sink | None = None
        self._folded = 0

    async def listen(self, sink: Sink) -> NoReturn:
        """Give the sink what is in the log, and what comes."""
        self._sink = sink
        self.begin_anew()
        self.be_read()
        await asyncio.Event().wait()
        raise AssertionError

    async def say(self, key: bytes, content: bytes) -> Position:
        """Put an announcement into the log."""
        await asyncio.sleep(0)
        if self.broken is not None:
            raise self.broken
        if self.away is not None:
            raise Away(self.away)
        offset = len(self.log)
        self.log.append(content)
        position = Position(partition=0, offset=offset)
        if not self.deaf:
            self.sink.announcement(position, content)
        if not self.asleep:
            self.work()
        if self.lost_acknowledgement:
            raise Away("no answer in time")
        return position

    @property
    def sink(self) -> Sink:
        """What the desk hears by."""
        assert self._sink is not None
        return self._sink

    def go(self, why: str) -> None:
        """Be away."""
        self.away = why
        self.sink.away(why)

    def come_back(self) -> None:
        """Be there again."""
        self.away = None
        self.sink.caught_up()

    def restarted(self) -> "FakeKafka":
        """Return a Kafka that holds what this one holds, for another desk."""
        other = FakeKafka()
        other.log = list(self.log)
        return other

    def begin_anew(self) -> None:
        """Be read from the beginning, as by a desk that was just started: nothing is known until it is."""
        self.sink.begin(1)
        self.sink.catching_up()

    def be_read(self) -> None:
        """Be read to the end."""
        for offset, content in enumerate(self.log):
            self.sink.announcement(Position(partition=0, offset=offset), content)
        self.work()
        self.sink.caught_up()

    def work(self) -> None:
        """Let the worker answer all that it has not answered yet."""
        for offset in range(self._folded, len(self.log)):
            position = Position(partition=0, offset=offset)
            said = ANNOUNCEMENTS.decode(self.log[offset])
            made = self._worker.hear(said, position)
            if isinstance(made, Refused):
                data = RejectionData(
                    reason=made.reason,  # type: ignore[arg-type]  # the fold gives reasons of the contract alone
                    detail=made.detail,
                    announcement=said.id,
                    ceremony=said.subject,
                    topic=topics.ANNOUNCEMENTS,
                    position=position,
                    original=self.log[offset],
                )
                rejection = Rejection(id=str(offset), source="test", subject=said.subject, time=said.time, data=data)
                self.sink.answer(rejection)
            else:
                self.sink.answer(turn_of(made))
        self._folded = len(self.log)


@dataclass
class Time:
    """Clocks that stand still until a test moves them."""

    now: datetime = BEGIN
    seconds: float = 0.0

    def go_on(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self.seconds += seconds
        self.now += timedelta(seconds=seconds)

    @property
    def clocks(self) -> Clocks:
        """The clocks as the desk has them."""
        return Clocks(lambda: self.now, lambda: self.seconds)


@dataclass
class Answered:
    """What came back over HTTP."""

    status: int
    body: Any
    headers: dict[str, str]
    text: str


@dataclass
class Caller:
    """Somebody who calls the desk by a bearer token; every answer is held against docs/desk-openapi.yaml."""

    url: str
    session: aiohttp.ClientSession
    described: Described
    headers: dict[str, str] = field(default_factory=dict)

    async def call(self, method: str, path: str, body: object = None, **options: Any) -> Answered:  # noqa: ANN401 (aiohttp's)
        """Call the desk, and return what it answers."""
        headers = {**self.headers, **options.pop("headers", {})}
        if body is not None:
            content = (
                body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
            )
            options["data"] = io.BytesIO(content)
            headers.setdefault("Content-Type", "application/json")
        async with self.session.request(method, self.url + path, headers=headers, **options) as response:
            text = await response.text()
            is_json = response.content_type == "application/json"
            answer = Answered(response.status, json.loads(text) if is_json else None, dict(response.headers), text)
        self.described.check(method, path, answer.status, answer.body)
        return answer

    async def get(self, path: str, **options: Any) -> Answered:  # noqa: ANN401 (aiohttp's)
        """GET a path."""
        return await self.call("GET", path, **options)

    async def post(self, path: str, body: object = None, **options: Any) -> Answered:  # noqa: ANN401 (aiohttp's)
        """POST to a path."""
        return await self.call("POST", path, body, **options)


@dataclass
class TheDesk:
    """A desk that runs, and what it stands on."""

    url: str
    desk: Desk
    kafka: FakeKafka
    time: Time
    tokens: TokenBook
    folder: Path
    session: aiohttp.ClientSession
    described: Described
    application: web.Application

    def caller(self, name: str = "Anna", role: Role = "enter") -> Caller:
        """Return somebody with a token."""
        token, _ = self.tokens.make(name, role, 12, self.time.now)
        return Caller(self.url, self.session, self.described, {"Authorization": f"Bearer {token}"})

    def stranger(self) -> Caller:
        """Return somebody without a token."""
        return Caller(self.url, self.session, self.described)

    async def publish(self, name: str = GLOBES) -> Caller:
        """Have a ceremony's programme and history published; return who did it, who may confirm."""
        chief = self.caller("Chief", "confirm")
        content = (CEREMONIES / f"{name}.json").read_bytes()
        answer = await chief.post("/v1/desk/programmes?wait=5", content)
        assert answer.status == 200, answer.text
        return chief


@asynccontextmanager
async def running(
    folder: Path,
    *,
    kafka: FakeKafka | None = None,
    confirm: Confirm = "second-press",
    time: Time | None = None,
    page: Path | None = None,
    beat_seconds: float = 5.0,
    proxies: int = 0,
) -> AsyncIterator[TheDesk]:
    """Give a desk that runs, on a free port."""
    kafka, time, tokens = kafka or FakeKafka(), time or Time(), TokenBook(folder)
    leaving = asyncio.Event()
    async with open_audit(folder / "audit.jsonl") as audit:
        desk = Desk(
            confirm=confirm, clocks=time.clocks, home_of=lambda _: lambda _: 0, events=EventLog("test"), audit=audit
        )
        desk.edge = kafka
        desk.second_person.recall()
        access = Access(tokens, time.clocks, audit, proxies=proxies)
        served = application(
            desk, access, leaving, page=None if page is None else PageRoutes(page), beat_seconds=beat_seconds
        )
        runner = web.AppRunner(served, access_log=None, shutdown_timeout=1)
        await runner.setup()
        listening = asyncio.create_task(kafka.listen(desk.known))
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
                yield TheDesk(url, desk, kafka, time, tokens, folder, session, Described(), served)
        finally:
            leaving.set()
            desk.events.publish("kafka", desk.known.kafka)
            listening.cancel()
            await asyncio.wait([listening])
            await runner.cleanup()


def entry(id_: str, based_on: int, name: str, **data: object) -> Json:
    """Return the body of an entry."""
    return {"id": id_, "based_on": based_on, "type": f"sweepcast.announcement.{name}", "data": data}
