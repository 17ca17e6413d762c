"""Entries over HTTP: made, looked at, taken back, and confirmed by a second person."""

from aiohttp import web

from producers.desk.answers import Entry
from producers.desk.desk import Desk
from producers.desk.entries.asking import EntryRequest
from producers.desk.entries.book import SETTLED, Record, settled
from producers.desk.http.answers import NIGHT, PERSON, answered, body_of, ceremony_of, wait_of


class EntryRoutes:
    """Serves what a person at the desk enters."""

    def __init__(self, desk: Desk) -> None:
        """Serve this desk."""
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.post(f"{NIGHT}/entries", self.enter),
            web.get(f"{NIGHT}/entries/{{id}}", self.entry),
            web.delete(f"{NIGHT}/entries/{{id}}", self.take_back),
            web.post(f"{NIGHT}/entries/{{id}}/confirm", self.confirm),
        ]

    async def enter(self, request: web.Request) -> web.StreamResponse:
        """Take an entry."""
        seconds, wanted = wait_of(request), await body_of(request, EntryRequest)
        return await _progress(await self._desk.entering.enter(request[PERSON], ceremony_of(request), wanted), seconds)

    async def entry(self, request: web.Request) -> web.StreamResponse:
        """Return an entry."""
        return answered(self._desk.remembering.entry(ceremony_of(request), request.match_info["id"]))

    async def take_back(self, request: web.Request) -> web.StreamResponse:
        """Take back an entry that waits."""
        return answered(
            self._desk.second_person.taken_back(request[PERSON], ceremony_of(request), request.match_info["id"])
        )

    async def confirm(self, request: web.Request) -> web.StreamResponse:
        """Confirm what another person entered."""
        seconds, id_ = wait_of(request), request.match_info["id"]
        return await _progress(
            await self._desk.second_person.confirmed(request[PERSON], ceremony_of(request), id_), seconds
        )


async def _progress(record: Record, seconds: float) -> web.Response:
    await settled(record, seconds)
    return answered(record.entry, status_of(record.entry))


def status_of(entry: Entry) -> int:
    """Return the HTTP status that says how far an entry is."""
    return 200 if entry.status in SETTLED else 202
