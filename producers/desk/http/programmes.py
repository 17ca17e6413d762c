"""Programmes, announcements of other systems, and the audit log, over HTTP."""

import asyncio
from urllib.parse import quote

from aiohttp import web

from producers.desk.answers import Published
from producers.desk.audit import table
from producers.desk.desk import Desk
from producers.desk.entries.book import settled
from producers.desk.http.answers import PERSON, answered, content_of, wait_of
from producers.desk.http.aside import Aside
from producers.desk.http.entries import status_of
from producers.desk.ingest import LARGEST, outcome, read_announcement
from producers.desk.people import need
from producers.desk.programmes import LARGEST_FILE, Checked, announcements, check, chosen
from producers.desk.refusal import Refusal
from producers.desk.telling import source_of

_JSON, _CSV = "application/json", "text/csv"


class ProgrammeRoutes:
    """Serves what changes a whole night, and what programs say and read."""

    def __init__(self, desk: Desk, aside: Aside) -> None:
        """Serve this desk."""
        self._desk = desk
        self._aside = aside

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.post("/v1/desk/programmes/check", self.check),
            web.post("/v1/desk/programmes", self.publish),
            web.post("/v1/announcements", self.announce),
            web.get("/v1/announcements/{id}", self.outcome),
            web.get("/v1/desk/audit.jsonl", self.audit_lines),
            web.get("/v1/desk/audit.csv", self.audit_table),
        ]

    async def check(self, request: web.Request) -> web.StreamResponse:
        """Return what is wrong with a programme."""
        return answered((await self._checked(request)).check)

    async def publish(self, request: web.Request) -> web.StreamResponse:
        """Publish a programme and its history."""
        person, seconds = request[PERSON], wait_of(request)
        need(person, "confirm")
        file = chosen(await self._checked(request), request.query.get("ceremony"))
        self._desk.check_connected()
        world, now = self._desk.known.world, self._desk.clocks.now()
        said = announcements(file, world, source_of(person.name), now)
        self._desk.entering.check_programme(said[0])
        records = [await self._desk.entering.announce(person, each) for each in said]
        for each in records:
            await settled(each, seconds)
        entries = tuple(each.entry for each in records)
        status = max(status_of(each) for each in entries)
        return answered(Published(ceremony=file.programme.ceremony, entries=entries), status)

    async def announce(self, request: web.Request) -> web.StreamResponse:
        """Take an announcement of another system."""
        content = await content_of(request, LARGEST)
        announcement = read_announcement(content, request.content_type, request.headers)
        record = await self._desk.entering.announce(request[PERSON], announcement)
        return answered(
            outcome(record.entry), 202, {"Location": f"/v1/announcements/{quote(record.entry.id, safe='')}"}
        )

    async def outcome(self, request: web.Request) -> web.StreamResponse:
        """Return what became of an announcement."""
        return answered(outcome(self._desk.remembering.found(request.match_info["id"])))

    async def audit_lines(self, request: web.Request) -> web.StreamResponse:
        """Return the audit log as lines of JSON."""
        need(request[PERSON], "confirm")
        return _download(await asyncio.to_thread(self._desk.audit.lines), "application/jsonl", "jsonl")

    async def audit_table(self, request: web.Request) -> web.StreamResponse:
        """Return the audit log as CSV."""
        need(request[PERSON], "confirm")
        # With the mark by which spreadsheets know UTF-8; without it they show names in other scripts as gibberish.
        told = await asyncio.to_thread(lambda: table(self._desk.audit.lines()))
        return _download(told.encode("utf-8-sig"), _CSV, "csv")

    async def _checked(self, request: web.Request) -> Checked:
        if request.content_type not in {_JSON, _CSV}:
            raise Refusal("content-type", f"it is {request.content_type}: send {_JSON} or {_CSV}", 415)
        content = await content_of(request, LARGEST_FILE)
        world = self._desk.known.world
        return await self._aside.made(lambda: check(content, csv=request.content_type == _CSV, world=world))


def _download(content: bytes, content_type: str, suffix: str) -> web.Response:
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="sweepcast-audit.{suffix}"'}
    return web.Response(body=content, content_type=content_type, charset="utf-8", headers=headers)
