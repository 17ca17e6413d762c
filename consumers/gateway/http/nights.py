"""The nights over HTTP: all of them as a list, and the board of each."""

from typing import Any

import msgspec
from aiohttp import web

from consumers.gateway.core.log import FeedLog
from consumers.gateway.core.options import Refused, checked_ceremony
from consumers.gateway.feed import Feed
from consumers.gateway.http.answers import Answer, Answers, answer_of, tagged
from consumers.gateway.opening import RETRY_SECONDS, whole_log
from consumers.gateway.past import Past, PastAway, held
from sweepcast.filters import Filter


class Nights:
    """Serves lists and boards from the feed's log."""

    def __init__(self, feed: Feed, past: Past, answers: Answers) -> None:
        """Read boards that were let go from `past`, and remember what was answered in `answers`."""
        self._feed = feed
        self._past = past
        self._answers = answers

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.get("/v1/ceremonies", self.ceremonies),
            web.get("/v1/ceremonies/{ceremony}/board", self.board),
        ]

    async def ceremonies(self, request: web.Request) -> web.StreamResponse:
        """Return all nights, the latest first."""
        log = whole_log(self._feed)
        made_of = ("ceremonies", log.epoch, log.offsets)
        answer = self._answers.get(made_of) or self._answers.remember(made_of, _ceremonies(log))
        return tagged(request, answer)

    async def board(self, request: web.Request) -> web.StreamResponse:
        """Return one night's board, with the cursor at which the feed of this night goes on from it."""
        ceremony = checked_ceremony(request.match_info["ceremony"])
        log = known_log(self._feed, ceremony)
        made_of = ("board", log.epoch, ceremony, log.sequence(ceremony), log.start)
        answer = self._answers.get(made_of)
        if answer is None:
            await board_held(log, self._past, ceremony)
            made_of = ("board", log.epoch, ceremony, log.sequence(ceremony), log.start)
            answer = self._answers.remember(made_of, _board(log, ceremony))
        return tagged(request, answer)


def known_log(feed: Feed, ceremony: str) -> FeedLog:
    """Return the log to serve.

    Raises:
        Refused: it is not whole yet, or the night is not in it.
    """
    log = whole_log(feed)
    if not log.sequence(ceremony):
        raise Refused("unknown-ceremony", f"no turn of {ceremony} has been seen; /v1/ceremonies lists them", 404)
    return log


async def board_held(log: FeedLog, past: Past, ceremony: str) -> None:
    """See to it that a night's board is held.

    Raises:
        Refused: it was let go, and cannot be read now.
    """
    try:
        await held(log, past, [ceremony])
    except PastAway as away:
        raise kafka_away(away) from None


def kafka_away(away: PastAway) -> Refused:
    """Return what to say when old turns cannot be read now."""
    return Refused("kafka-away", str(away), 503, retry_after=RETRY_SECONDS)


def _board(log: FeedLog, ceremony: str) -> Answer:
    at = log.board(ceremony)
    if at is None:
        raise RuntimeError(f"the board of {ceremony} is not held")
    told = {
        "ceremony": ceremony,
        "sequence": at.sequence,
        "cursor": log.selection(Filter(ceremonies=(ceremony,))).cursor(log.offsets),
        "board": msgspec.Raw(at.encoded),
    }
    return answer_of(msgspec.json.encode(told))


def latest(log: FeedLog) -> str | None:
    """Return the id of the night whose date is the latest, none where there is no night."""
    nights = _summaries(log)
    return str(nights[0]["id"]) if nights else None


def _summaries(log: FeedLog) -> list[dict[str, Any]]:
    return sorted((_summary(log, each) for each in log.ceremonies), key=_by_date, reverse=True)


def _ceremonies(log: FeedLog) -> Answer:
    nights = _summaries(log)
    return answer_of(msgspec.json.encode({"cursor": log.cursor, "ceremonies": nights}))


def _summary(log: FeedLog, ceremony: str) -> dict[str, Any]:
    """Return what its board says of a night as a whole; the values are passed on without being understood."""
    told: dict[str, Any] = {"id": ceremony}
    about = log.value(ceremony, "ceremony")
    if about is not None:
        told |= {
            name: value for name, value in msgspec.json.decode(about).items() if name not in ("type", "running_order")
        }
    stage = log.value(ceremony, "stage")
    told["sequence"] = log.sequence(ceremony)
    told["stage"] = None if stage is None else msgspec.Raw(stage)
    return told


def _by_date(summary: dict[str, Any]) -> tuple[str, str]:
    return str(summary.get("date", "")), str(summary["id"])
