"""A small desk server for the page's tests: it serves the page and speaks docs/desk-openapi.yaml, folding for real.

There is no Kafka behind it: what is entered is folded at once. Somebody else can say something meanwhile, somebody can
hold the desk, an answer can be lost, and tokens can expire.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from aiohttp import web

from streams.fold import Folded, fold
from streams.handlers import Refused
from streams.record_book import Book
from sweepcast.announcements import ANNOUNCEMENTS, Announcement
from sweepcast.board import Board, CategoryState, Milestone, Update, encode_board
from sweepcast.programme import Programme
from sweepcast.turns import Position

if TYPE_CHECKING:
    from streams.night import Night

ROOT = Path(__file__).parents[4]
PAGE = ROOT / "producers" / "desk" / "page"
VIEWERS_PAGE = ROOT / "consumers" / "page"
BEGIN = datetime(2017, 1, 8, 20, tzinfo=UTC)
PREFIX = "sweepcast.announcement."
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; frame-ancestors 'none'"
)
TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}

Json = dict[str, object]


BEAT_SECONDS = 1.0


class Event(NamedTuple):
    """What those at the desk are told as it happens."""

    id: str
    name: str
    data: Json


class FakeDesk:
    """One night at the desk.

    Attributes:
        url: where the page is.
        sent: every entry as it was posted, in order, repeated ones too.
        role, confirm: what `/v1/desk` says.
        token: what one has to log in with; none: everybody is Ann.
        loses_answers: how many entries are taken and then not answered, as when a network breaks in between.
        tells: whether those at the desk are told what happens; what they were not is told when they are again.
    """

    def __init__(self, programme: Programme, *said: tuple[str, Json]) -> None:
        """Begin with the programme published and some things said."""
        self.url = ""
        self.sent: list[Json] = []
        self.drafted: list[Json] = []
        self.role = "admin"
        self.confirm = "second-press"
        self.token: str | None = None
        self.logged_in = False
        self.loses_answers = 0
        self.holder: Json | None = None
        self.press_release: Json = {"drafts": [], "unmatched": []}
        self.check: Json = {"sound": True, "ceremonies": [], "problems": [], "notices": []}
        self.published: list[str] = []
        self.rehearsal = False
        self.ceremony = programme.ceremony
        self.name = programme.name
        self._book = Book(award_body=programme.award_body)
        self._night: Night | None = None
        self._board: Board = {}
        self._turns: list[Json] = []
        self._entries: dict[str, Json] = {}
        self.tells = asyncio.Event()
        self.tells.set()
        self._told: list[Event] = []
        self._listeners: set[asyncio.Queue[Event | None]] = set()
        self.say("programme-published", msgspec.to_builtins(programme))
        for name, data in said:
            self.say(name, data)

    @property
    def sequence(self) -> int:
        """The number of the last turn."""
        return len(self._turns)

    @property
    def board(self) -> Board:
        """The board as it stands."""
        return self._board

    def category(self, name: str) -> CategoryState:
        """Return a category of the board."""
        value = self._board[f"category/{name}"]
        assert isinstance(value, CategoryState)
        return value

    def say(self, name: str, data: Json, by: str = "Bea", entry: str | None = None, *, quietly: bool = False) -> Json:
        """Say something, as somebody else unless told otherwise; return its turn as the history has it.

        Quietly: those at the desk are not told of it yet, as when two people press a key at the same moment.
        """
        folded = self._fold(PREFIX + name, data, entry or f"said-{self.sequence + 1}")
        assert isinstance(folded, Folded), folded
        before = self._board
        self._night, self._board = folded.night, folded.board
        self._book = folded.book or self._book
        updates = folded.turn.updates
        turn: Json = {
            "sequence": folded.turn.sequence,
            "id": folded.turn.cause.id,
            "type": PREFIX + name,
            "time": folded.turn.cause.time,
            "by": by,
            "label": self._label(name, data),
            "category": data.get("category"),
            **_told(before, updates, "headlines", "retracted"),
            "undoable": name in {"winner-announced", "winner-corrected", "category-up-next"},
        }
        for earlier in self._turns:
            if earlier["category"] == turn["category"]:
                earlier["undoable"] = False
        self._turns.append(turn)
        if quietly:
            return turn
        self._tell("turn", {"ceremony": self.ceremony, "rehearsal": False, "turn": turn, "updates": updates})
        return turn

    def tell_holder(self, name: str | None, browser: str = "another-browser", why: str = "taken") -> None:
        """Let somebody hold the desk, and tell everybody."""
        self.holder = None if name is None else {"name": name, "browser": browser, "since": BEGIN}
        self._tell("holder", {"ceremony": self.ceremony, "holder": self.holder, "why": why})

    def enter_for(self, by: str, name: str, data: Json) -> None:
        """Let somebody else enter something that waits for a second person."""
        request = {"id": f"by-{by}", "based_on": self.sequence, "type": PREFIX + name, "data": data}
        self._tell("entry", self._entry(request, "waiting", by))

    def _label(self, name: str, data: Json) -> str:
        category = data.get("category")
        if not isinstance(category, str):
            return name
        state = self.category(category)
        winners = data.get("nominations")
        names = ", ".join(winners) if isinstance(winners, list) and winners else name
        return f"{state.name}: {names}"

    def _fold(self, kind: str, data: object, identity: str) -> Folded | Refused:
        event = {
            "specversion": "1.0",
            "id": identity,
            "source": "test",
            "type": kind,
            "subject": self.ceremony,
            "time": (BEGIN + timedelta(minutes=len(self._turns))).isoformat(),
            "data": data,
        }
        announcement: Announcement = ANNOUNCEMENTS.decode(msgspec.json.encode(event))
        position = Position(partition=0, offset=len(self._turns))
        return fold(self._night, self._book, announcement, position, before=self._board)

    def _tell(self, name: str, data: Json) -> None:
        event = Event(str(len(self._told) + 1), name, data)
        self._told.append(event)
        for queue in self._listeners:
            queue.put_nowait(event)

    @property
    def _event_id(self) -> str:
        """The id of the last event, behind which whoever reads the night now has to follow."""
        return str(len(self._told))

    def routes(self) -> list[web.RouteDef]:
        """Return all that it answers."""
        night = "/v1/desk/nights/{ceremony}"
        return [
            web.post("/v1/desk/login", self._login),
            web.get("/v1/desk", self._desk),
            web.get("/v1/desk/events", self._events),
            web.get(night, self._whole),
            web.post(f"{night}/drafts", self._draft),
            web.get(f"{night}/turns/{{sequence}}/undo", self._undo),
            web.post(f"{night}/entries", self._enter),
            web.post(f"{night}/entries/{{id}}/confirm", self._confirm),
            web.put(f"{night}/holder", self._hold),
            web.delete(f"{night}/holder", self._release),
            web.post(f"{night}/press-release", self._press),
            web.post("/v1/desk/programmes/check", self._check),
            web.post("/v1/desk/programmes", self._publish),
            web.post("/v1/desk/rehearsals", self._rehearse),
            web.get("/{file:.*}", self._file),
        ]

    async def _login(self, request: web.Request) -> web.Response:
        if (await request.json())["token"] != self.token:
            return _error(HTTPStatus.UNAUTHORIZED, "bad-token", "This token is not known. Ask the operator for one.")
        self.logged_in = True
        return _json(self._me())

    def _me(self) -> Json:
        return {"name": "Ann", "role": self.role, "expires_at": BEGIN}

    async def _desk(self, request: web.Request) -> web.Response:
        if self.token is not None and not self.logged_in:
            return _error(HTTPStatus.UNAUTHORIZED, "no-token", "Log in first.")
        answer = {
            "me": self._me(),
            "kafka": {"state": "connected", "detail": ""},
            "confirm": self.confirm,
            "nights": [self._summary()],
            "event_id": self._event_id,
        }
        return _json(answer)

    def _summary(self) -> Json:
        return {
            "ceremony": self.ceremony,
            "name": self.name,
            "date": "2017-01-08",
            "status": "open",
            "decided": 0,
            "categories": 1,
            "sequence": self.sequence,
            "rehearsal": self.rehearsal,
            "holder": self.holder,
            "under_way": None,
        }

    async def _whole(self, request: web.Request) -> web.Response:
        answer = {
            "ceremony": self.ceremony,
            "rehearsal": self.rehearsal,
            "sequence": self.sequence,
            "holder": self.holder,
            "under_way": None,
            "board": msgspec.Raw(encode_board(self._board)),
            "turns": self._turns[::-1][:200],
            "entries": [each for each in self._entries.values() if each["status"] == "waiting"],
            "present": ["Ann", "Bea"],
            "event_id": self._event_id,
        }
        return _json(answer)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        if request.headers.get("Last-Event-ID"):
            # Nothing is kept for those who were away: they read the night anew.
            queue.put_nowait(Event(self._event_id, "reset", {"why": "away"}))
        else:
            # What was told between the night's reading and this belongs to neither of them else.
            for told in self._told[int(request.query["after"]) :]:
                queue.put_nowait(told)
        self._listeners.add(queue)
        try:
            await response.write(b": here\n\n")
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), BEAT_SECONDS)
                except TimeoutError:
                    await response.write(b"event: beat\ndata: {}\n\n")
                    continue
                if event is None:
                    break
                await self.tells.wait()
                line = msgspec.json.encode(event.data).decode()
                await response.write(f"id: {event.id}\nevent: {event.name}\ndata: {line}\n\n".encode())
        except ConnectionError:
            pass
        finally:
            self._listeners.discard(queue)
        return response

    async def hang_up(self, app: web.Application) -> None:
        """End all streams of events, so that the server can end."""
        for queue in self._listeners:
            queue.put_nowait(None)

    def _drafted(self, kind: str, data: Json, undoes: int | None = None) -> Json:
        folded = self._fold(kind, data, "draft")
        would: Json | None = None
        weight = "ordinary"
        if isinstance(folded, Folded):
            told = _told(self._board, folded.turn.updates, "headlines", "retracted", "passed")
            would = {"sequence": folded.turn.sequence, "updates": folded.turn.updates, **told}
            headlines = told["headlines"]
            assert isinstance(headlines, list)
            weight = "extraordinary" if any(each["weight"] == "major" for each in headlines) else "ordinary"
        refused = None if isinstance(folded, Folded) else {"reason": folded.reason, "detail": folded.detail}
        person = "second-person" if self.confirm == "two-people" else "second-press"
        return {
            "ceremony": self.ceremony,
            "rehearsal": False,
            "based_on": self.sequence,
            "type": kind,
            "data": data,
            "label": self._label(kind.removeprefix(PREFIX), data),
            "weight": weight,
            "needs": "nothing" if weight == "ordinary" else person,
            "would": would,
            "refused": refused,
            "instead": None,
            "undoes": undoes,
        }

    async def _draft(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.drafted.append(asked)
        return _json(self._drafted(asked["type"], asked["data"]))

    async def _undo(self, request: web.Request) -> web.Response:
        sequence = int(request.match_info["sequence"])
        return _json(self._drafted(*self._undoing(sequence, "entered in error"), sequence))

    def _undoing(self, sequence: int, reason: object) -> tuple[str, Json]:
        turn = self._turns[sequence - 1]
        state = self.category(str(turn["category"]))
        before = state.earlier[-1].winners if state.earlier else ()
        data: Json = {"category": state.id, "nominations": list(before), "recipients": [], "reason": reason}
        return PREFIX + "winner-corrected", data

    async def _enter(self, request: web.Request) -> web.Response:
        if self.token is not None and not self.logged_in:
            return _error(HTTPStatus.UNAUTHORIZED, "token-expired", "Your token has expired: log in anew.")
        asked = await request.json()
        self.sent.append(asked)
        answer = self._entered(asked)
        if self.loses_answers > 0:
            self.loses_answers -= 1
            assert request.transport is not None
            request.transport.abort()
        return answer

    def _entered(self, asked: Json) -> web.Response:
        known = self._entries.get(str(asked["id"]))
        if known is not None:
            return _json(known)
        if self.holder is not None and self.holder["browser"] != asked["browser"]:
            return _error(HTTPStatus.CONFLICT, "held", "Somebody else holds the desk.", holder=self.holder)
        based_on = asked["based_on"]
        assert isinstance(based_on, int)
        if based_on != self.sequence:
            detail = f"The night is at turn {self.sequence}; this was entered at turn {based_on}."
            meanwhile = self._turns[based_on:]
            return _error(HTTPStatus.CONFLICT, "stale", detail, sequence=self.sequence, meanwhile=meanwhile)
        return self._judged(asked)

    def _judged(self, asked: Json) -> web.Response:
        undoes = asked.get("undoes")
        if isinstance(undoes, int):
            kind, data = self._undoing(undoes, asked["reason"])
            asked = {**asked, "type": kind, "data": data}
        given = asked["data"]
        assert isinstance(given, dict)
        draft = self._drafted(str(asked["type"]), given)
        refused = draft["refused"]
        if isinstance(refused, dict):
            return _error(HTTPStatus.UNPROCESSABLE_ENTITY, "refused", refused["detail"], draft=draft)
        if draft["weight"] == "extraordinary":
            if self.confirm == "two-people":
                return _json(self._entry(asked, "waiting", "Ann"), HTTPStatus.ACCEPTED)
            if not asked["confirmed"]:
                detail = "It is extraordinary: confirm it."
                return _error(HTTPStatus.PRECONDITION_REQUIRED, "confirm", detail, draft=draft)
        return _json(self._done(asked, "Ann"))

    def _done(self, asked: Json, by: str) -> Json:
        data = asked["data"]
        assert isinstance(data, dict)
        turn = self.say(str(asked["type"]).removeprefix(PREFIX), data, by, str(asked["id"]))
        receipt = {name: turn[name] for name in ("sequence", "time", "headlines", "retracted")}
        return self._entry(asked, "done", by, {**receipt, "passed": []})

    def _entry(self, asked: Json, status: str, by: str, receipt: Json | None = None) -> Json:
        data = asked["data"]
        assert isinstance(data, dict)
        entry: Json = {
            "id": asked["id"],
            "ceremony": self.ceremony,
            "rehearsal": False,
            "type": asked["type"],
            "data": data,
            "label": self._label(str(asked["type"]).removeprefix(PREFIX), data),
            "by": by,
            "entered_at": BEGIN,
            "based_on": asked["based_on"],
            "weight": "ordinary",
            "status": status,
            "confirmed_by": None,
            "undoes": None,
            "receipt": receipt,
            "rejection": None,
        }
        self._entries[str(asked["id"])] = entry
        self._tell("entry", entry)
        return entry

    async def _confirm(self, request: web.Request) -> web.Response:
        return _json(self._done(self._entries[request.match_info["id"]], "Bea"))

    async def _hold(self, request: web.Request) -> web.Response:
        self.tell_holder("Ann", (await request.json())["browser"])
        return _json({"ceremony": self.ceremony, "holder": self.holder, "why": "taken"})

    async def _release(self, request: web.Request) -> web.Response:
        self.tell_holder(None, why="released")
        return _json({"ceremony": self.ceremony, "holder": None, "why": "released"})

    async def _press(self, request: web.Request) -> web.Response:
        return _json({"ceremony": self.ceremony, **self.press_release})

    async def _check(self, request: web.Request) -> web.Response:
        return _json(self.check)

    async def _publish(self, request: web.Request) -> web.Response:
        self.published.append(request.query["ceremony"])
        return _json({"ceremony": self.ceremony, "entries": []})

    async def _rehearse(self, request: web.Request) -> web.Response:
        self.rehearsal = True
        self.name = f"Rehearsal: {self.name}"
        return _json(self._summary(), HTTPStatus.CREATED)

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["file"] or "index.html"
        shared = name.removeprefix("consumers/page/")
        path = PAGE / name if shared == name else VIEWERS_PAGE / shared
        if not path.is_file():
            return web.Response(status=HTTPStatus.NOT_FOUND)
        headers = {"Content-Type": f"{TYPES[path.suffix]}; charset=utf-8", "Content-Security-Policy": POLICY}
        return web.Response(body=path.read_bytes(), headers=headers)


def _headline(board: Board, address: str) -> str | None:
    value = board.get(address)
    return value.headline if isinstance(value, Milestone) else None


def _told(before: Board, updates: tuple[Update, ...], *names: str) -> Json:
    new = [
        update.value
        for update in updates
        if isinstance(update.value, Milestone) and _headline(before, update.address) != update.value.headline
    ]
    ended = [update.ended for update in updates if update.ended is not None]
    all_told: Json = {
        "headlines": [{"kind": each.kind, "text": each.headline, "weight": each.weight} for each in new],
        "retracted": [each.headline for each in ended if each.how == "retracted"],
        "passed": [each.headline for each in ended if each.how == "passed"],
    }
    return {name: all_told[name] for name in names}


def _json(answer: object, status: int = HTTPStatus.OK) -> web.Response:
    return web.Response(status=status, body=msgspec.json.encode(answer), content_type="application/json")


def _error(status: int, code: str, detail: str, **more: object) -> web.Response:
    return _json({"error": code, "detail": detail, **more}, status)


def winner(category: str, *nominations: str) -> tuple[str, Json]:
    """Return a winner's announcement, as the desk is told it."""
    return "winner-announced", {"category": category, "nominations": list(nominations)}


@asynccontextmanager
async def fake_desk(desk: FakeDesk) -> AsyncIterator[FakeDesk]:
    """Serve the desk on a free port of this machine."""
    app = web.Application()
    app.add_routes(desk.routes())
    app.on_shutdown.append(desk.hang_up)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    desk.url = f"http://{host}:{port}/"
    try:
        yield desk
    finally:
        await runner.cleanup()
