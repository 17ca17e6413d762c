"""One night's turns over HTTP, a page at a time, and its milestones as an Atom feed."""

from collections.abc import Hashable

import msgspec
from aiohttp import web

from consumers.gateway.core.log import FeedLog
from consumers.gateway.core.options import checked_ceremony
from consumers.gateway.feed import Feed
from consumers.gateway.http.answers import Answer, Answers, answer_of, tagged
from consumers.gateway.http.atom import CONTENT_TYPE, AtomPlace, atom_feed
from consumers.gateway.http.nights import kafka_away, known_log
from consumers.gateway.http.turn_pages import LARGEST_SEQUENCE, Page, Told, parse_page, turns_of
from consumers.gateway.past import Past, PastAway

WHOLE_NIGHT = Page(after=0, limit=LARGEST_SEQUENCE)


class Turns:
    """Serves turns from the feed's log, and from Kafka where the log has let go of them."""

    def __init__(self, feed: Feed, past: Past, answers: Answers) -> None:
        """Read old turns from `past`, and remember what was answered in `answers`."""
        self._feed = feed
        self._past = past
        self._answers = answers

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.get("/v1/ceremonies/{ceremony}/turns", self.turns),
            web.get("/v1/ceremonies/{ceremony}/feed.atom", self.atom),
        ]

    async def turns(self, request: web.Request) -> web.StreamResponse:
        """Return a page of a night's turns."""
        ceremony = checked_ceremony(request.match_info["ceremony"])
        page = parse_page(request.query.items())
        log = known_log(self._feed, ceremony)
        made_of = ("turns", *_state(log, ceremony), page)
        answer = self._answers.get(made_of)
        if answer is None:
            turns = await self._read(log, ceremony, page)
            answer = self._answers.remember(made_of, _page(ceremony, turns, page.limit))
        return tagged(request, answer)

    async def atom(self, request: web.Request) -> web.StreamResponse:
        """Return a night's milestones as an Atom feed."""
        ceremony = checked_ceremony(request.match_info["ceremony"])
        log = known_log(self._feed, ceremony)
        place = _atom_place(request, ceremony)
        made_of = ("atom", *_state(log, ceremony), place)
        answer = self._answers.get(made_of)
        if answer is None:
            turns = await self._read(log, ceremony, WHOLE_NIGHT)
            content = atom_feed(ceremony, (each.frame for each in turns), place)
            answer = self._answers.remember(made_of, answer_of(content, CONTENT_TYPE))
        return tagged(request, answer)

    async def _read(self, log: FeedLog, ceremony: str, page: Page) -> list[Told]:
        try:
            return await turns_of(log, self._past, ceremony, page)
        except PastAway as away:
            raise kafka_away(away) from None


def _state(log: FeedLog, ceremony: str) -> tuple[Hashable, ...]:
    """Return what all answers about a night are made of; old cursors are not told once they are too old."""
    return (log.epoch, ceremony, log.sequence(ceremony), log.start)


def _page(ceremony: str, turns: list[Told], limit: int) -> Answer:
    """Return the answer with a page of turns; `turns` has one more than the limit if there is one."""
    shown = turns[:limit]
    told = {
        "ceremony": ceremony,
        "turns": [msgspec.Raw(each.frame) for each in shown],
        "next": shown[-1].sequence if len(turns) > limit else None,
    }
    return answer_of(msgspec.json.encode(told))


def _atom_place(request: web.Request, ceremony: str) -> AtomPlace:
    base = f"{request.scheme}://{request.host}"
    return AtomPlace(feed=f"{base}/v1/ceremonies/{ceremony}/feed.atom", page=f"{base}/?ceremony={ceremony}")
