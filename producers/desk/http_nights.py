"""Nights, drafts, entries and who holds the desk, over HTTP."""

import asyncio
from typing import Annotated

import msgspec
from aiohttp import web
from msgspec import Meta

from producers.desk.answers import Entry
from producers.desk.asking import EntryRequest
from producers.desk.desk import Desk
from producers.desk.entries import SETTLED, Record, settled
from producers.desk.http_answers import PERSON, answered, body_of, number_of, wait_of
from producers.desk.press_release import LONGEST, read_press_release
from producers.desk.refusal import Refusal

Browser = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{8,64}$(?!\n)")]
"""A browser's own id, which it makes once."""
_LAST_TURN = 10**9 - 1


class DraftRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An announcement to be tried."""

    type: str
    data: dict[str, object]


class HolderRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who wants to hold the desk."""

    browser: Browser
    take_over: bool = False


class HandOver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To whom the desk is to be given."""

    to: str


class PressReleaseRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pasted text."""

    text: Annotated[str, Meta(max_length=LONGEST)]


class NightRoutes:
    """Serves what a person at the desk sees and does."""

    def __init__(self, desk: Desk) -> None:
        """Serve this desk."""
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        night = "/v1/desk/nights/{ceremony}"
        return [
            web.get("/v1/desk", self.desk),
            web.get(night, self.night),
            web.get(f"{night}/turns", self.turns),
            web.get(night + r"/turns/{sequence:\d{1,9}}/undo", self.undo),
            web.post(f"{night}/drafts", self.draft),
            web.post(f"{night}/entries", self.enter),
            web.get(f"{night}/entries/{{id}}", self.entry),
            web.delete(f"{night}/entries/{{id}}", self.take_back),
            web.post(f"{night}/entries/{{id}}/confirm", self.confirm),
            web.put(f"{night}/holder", self.hold),
            web.delete(f"{night}/holder", self.release),
            web.post(f"{night}/holder/hand-over", self.hand_over),
            web.post(f"{night}/press-release", self.press_release),
            web.post("/v1/desk/rehearsals", self.rehearse),
            web.delete("/v1/desk/rehearsals/{ceremony}", self.end_rehearsal),
        ]

    async def desk(self, request: web.Request) -> web.StreamResponse:
        """Return the desk as a person finds it."""
        return answered(self._desk.shown(request[PERSON]))

    async def night(self, request: web.Request) -> web.StreamResponse:
        """Return a night, whole."""
        return answered(self._desk.night_shown(_ceremony(request)))

    async def turns(self, request: web.Request) -> web.StreamResponse:
        """Return turns of a night."""
        after = number_of(request, "after", 0, (0, _LAST_TURN))
        return answered(self._desk.turns(_ceremony(request), after, number_of(request, "limit", 200, (1, 500))))

    async def undo(self, request: web.Request) -> web.StreamResponse:
        """Return what would take a turn back."""
        sequence = int(request.match_info["sequence"])
        return answered(self._desk.undo_drafted(request[PERSON], _ceremony(request), sequence))

    async def draft(self, request: web.Request) -> web.StreamResponse:
        """Return what an announcement would make."""
        wanted = await body_of(request, DraftRequest)
        return answered(self._desk.drafted(request[PERSON], _ceremony(request), wanted.type, wanted.data))

    async def enter(self, request: web.Request) -> web.StreamResponse:
        """Take an entry."""
        seconds, wanted = wait_of(request), await body_of(request, EntryRequest)
        return await _progress(await self._desk.entering.enter(request[PERSON], _ceremony(request), wanted), seconds)

    async def entry(self, request: web.Request) -> web.StreamResponse:
        """Return an entry."""
        return answered(self._desk.remembering.entry(_ceremony(request), request.match_info["id"]))

    async def take_back(self, request: web.Request) -> web.StreamResponse:
        """Take back an entry that waits."""
        return answered(
            self._desk.second_person.taken_back(request[PERSON], _ceremony(request), request.match_info["id"])
        )

    async def confirm(self, request: web.Request) -> web.StreamResponse:
        """Confirm what another person entered."""
        seconds, id_ = wait_of(request), request.match_info["id"]
        return await _progress(
            await self._desk.second_person.confirmed(request[PERSON], _ceremony(request), id_), seconds
        )

    async def hold(self, request: web.Request) -> web.StreamResponse:
        """Give the desk to who asks."""
        wanted = await body_of(request, HolderRequest)
        event = self._desk.hold(request[PERSON], _ceremony(request), wanted.browser, take_over=wanted.take_over)
        return answered(event)

    async def release(self, request: web.Request) -> web.StreamResponse:
        """Let the desk go."""
        return answered(self._desk.release(request[PERSON], _ceremony(request)))

    async def hand_over(self, request: web.Request) -> web.StreamResponse:
        """Give the desk to somebody else."""
        wanted = await body_of(request, HandOver)
        return answered(self._desk.hand_over(request[PERSON], _ceremony(request), wanted.to))

    async def press_release(self, request: web.Request) -> web.StreamResponse:
        """Read a press release."""
        wanted, night = await body_of(request, PressReleaseRequest), self._desk.night(_ceremony(request))
        # The longest text takes some seconds, and nobody else is to wait meanwhile.
        return answered(await asyncio.to_thread(read_press_release, wanted.text, night.programme, night.board))

    async def rehearse(self, request: web.Request) -> web.StreamResponse:
        """Begin a rehearsal."""
        wanted = await body_of(request, RehearsalRequest)
        begun = self._desk.begin_rehearsal(request[PERSON], wanted.ceremony)
        return answered(begun, 201, {"Location": f"/v1/desk/nights/{begun.ceremony}"})

    async def end_rehearsal(self, request: web.Request) -> web.StreamResponse:
        """Throw a rehearsal away."""
        self._desk.end_rehearsal(request[PERSON], _ceremony(request))
        return web.Response(status=204)


class RehearsalRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which night is to be rehearsed."""

    ceremony: str


async def _progress(record: Record, seconds: float) -> web.Response:
    await settled(record, seconds)
    return answered(record.entry, status_of(record.entry))


def status_of(entry: Entry) -> int:
    """Return the HTTP status that says how far an entry is."""
    return 200 if entry.status in SETTLED else 202


def _ceremony(request: web.Request) -> str:
    ceremony: str = request.match_info["ceremony"]
    if len(ceremony) > 150:
        raise Refusal("unknown-ceremony", "a ceremony's id has at most 150 characters", 404)
    return ceremony
