"""A night served by the real gateway, and a page of somebody else's; only Kafka is in the hand of the test."""

import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import NamedTuple

from aiohttp import web

from consumers.gateway.gateway import running
from sweepcast.settings import Settings
from sweepcast.turns import TURNS, TurnData, turn_of
from tests.consumers.gateway.conftest import Records


class Served(NamedTuple):
    """Where a gateway's page is, and its records, to which turns can be added."""

    page_url: str
    records: Records

    def say(self, *turns: TurnData, told_at: float = 0.0) -> None:
        """Add turns that Kafka got at a moment, in seconds since 1970."""
        for turn in turns:
            self.records.add(TURNS.encode(turn_of(turn)), told_at=told_at)


@asynccontextmanager
async def served(
    turns: Iterable[TurnData], *, clock: Callable[[], float] = time.time, token_secret: str = ""
) -> AsyncIterator[Served]:
    """Serve nights whose turns have been said long ago; `clock` tells the gateway the time, in seconds since 1970."""
    records = Records()
    settings = Settings(feed_port=0, http_port=0, heartbeat_seconds=3600.0, token_secret=token_secret)
    async with running(settings, records.edges, clock=clock) as gateway:
        await records.whole(*(TURNS.encode(turn_of(turn)) for turn in turns))
        yield Served(gateway.addresses.page, records)


@asynccontextmanager
async def foreign(body: str) -> AsyncIterator[str]:
    """Serve a page of another origin; give its address."""

    async def page(_: web.Request) -> web.Response:
        return web.Response(
            text=f"<!doctype html><html lang=en><link rel=icon href=data:,><title>Another page</title>{body}",
            content_type="text/html",
        )

    app = web.Application()
    app.router.add_get("/", page)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()
