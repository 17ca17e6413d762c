"""Nights over HTTP: listed, shown, tried with a draft or a press release, and rehearsed; nothing here is sent."""

from typing import Annotated

import msgspec
from aiohttp import web
from msgspec import Meta

from producers.desk.desk import Desk
from producers.desk.http.answers import NIGHT, PERSON, answered, body_of, ceremony_of, number_of
from producers.desk.http.aside import Aside
from producers.desk.press_release.release import LONGEST, read_press_release

_LAST_TURN = 10**9 - 1


class DraftRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An announcement to be tried."""

    type: str
    data: dict[str, object]


class PressReleaseRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pasted text."""

    text: Annotated[str, Meta(max_length=LONGEST)]


class RehearsalRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which night is to be rehearsed."""

    ceremony: str


class NightRoutes:
    """Serves what a person at the desk sees."""

    def __init__(self, desk: Desk, aside: Aside) -> None:
        """Serve this desk."""
        self._desk = desk
        self._aside = aside

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.get("/v1/desk", self.desk),
            web.get(NIGHT, self.night),
            web.get(f"{NIGHT}/turns", self.turns),
            web.get(NIGHT + r"/turns/{sequence:\d{1,9}}/undo", self.undo),
            web.post(f"{NIGHT}/drafts", self.draft),
            web.post(f"{NIGHT}/press-release", self.press_release),
            web.post("/v1/desk/rehearsals", self.rehearse),
            web.delete("/v1/desk/rehearsals/{ceremony}", self.end_rehearsal),
        ]

    async def desk(self, request: web.Request) -> web.StreamResponse:
        """Return the desk as a person finds it."""
        return answered(self._desk.shown(request[PERSON]))

    async def night(self, request: web.Request) -> web.StreamResponse:
        """Return a night, whole."""
        return answered(self._desk.night_shown(ceremony_of(request)))

    async def turns(self, request: web.Request) -> web.StreamResponse:
        """Return turns of a night."""
        after = number_of(request, "after", 0, (0, _LAST_TURN))
        return answered(self._desk.turns(ceremony_of(request), after, number_of(request, "limit", 200, (1, 500))))

    async def undo(self, request: web.Request) -> web.StreamResponse:
        """Return what would take a turn back."""
        sequence = int(request.match_info["sequence"])
        return answered(self._desk.undo_drafted(request[PERSON], ceremony_of(request), sequence))

    async def draft(self, request: web.Request) -> web.StreamResponse:
        """Return what an announcement would make."""
        wanted = await body_of(request, DraftRequest)
        return answered(self._desk.drafted(request[PERSON], ceremony_of(request), wanted.type, wanted.data))

    async def press_release(self, request: web.Request) -> web.StreamResponse:
        """Read a press release."""
        wanted, night = await body_of(request, PressReleaseRequest), self._desk.night(ceremony_of(request))
        read = await self._aside.made(lambda: read_press_release(wanted.text, night.programme, night.board))
        return answered(read)

    async def rehearse(self, request: web.Request) -> web.StreamResponse:
        """Begin a rehearsal."""
        wanted = await body_of(request, RehearsalRequest)
        begun = self._desk.begin_rehearsal(request[PERSON], wanted.ceremony)
        return answered(begun, 201, {"Location": f"/v1/desk/nights/{begun.ceremony}"})

    async def end_rehearsal(self, request: web.Request) -> web.StreamResponse:
        """Throw a rehearsal away."""
        self._desk.end_rehearsal(request[PERSON], ceremony_of(request))
        return web.Response(status=204)
