"""What links to the page lead to, as far as whoever reads a preview of one may know it."""

from collections.abc import Awaitable, Callable, Hashable

from consumers.gateway.core.options import Refused, checked_ceremony
from consumers.gateway.feed import Feed
from consumers.gateway.http.nights import board_held, known_log, latest
from consumers.gateway.http.previews import UNKNOWN, Known, milestone_address
from consumers.gateway.opening import whole_log
from consumers.gateway.past import Past

KnownOf = Callable[[str | None, str], Awaitable[Known]]
"""Returns what is known of the night of a link, or of the latest one where it names none; `at` is the link's place."""


async def nothing_known(_ceremony: str | None, _at: str) -> Known:
    """Return that nothing is known: a gateway that asks for tokens tells nothing to those who bring none."""
    return UNKNOWN


class LinkTargets:
    """Knows what stands on the boards that links to the page lead to."""

    def __init__(self, feed: Feed, past: Past) -> None:
        """Read boards from the feed's log, and from `past` those that it has let go."""
        self._feed = feed
        self._past = past
        self._latest: tuple[Hashable, str | None] = (None, None)

    async def known(self, ceremony: str | None, at: str) -> Known:
        """Return what is known of the night of a link, or of the latest one where it names none.

        Where nothing can be known now, that is nothing: the page comes in any case.
        """
        try:
            return await self._known(ceremony, milestone_address(at))
        except Refused:
            return UNKNOWN

    async def _known(self, ceremony: str | None, address: str | None) -> Known:
        night = self._latest_night() if ceremony is None else checked_ceremony(ceremony)
        if night is None:
            return UNKNOWN
        log = known_log(self._feed, night)
        milestone = None
        if address is not None:
            await board_held(log, self._past, night)
            _, values = log.board_at(night, log.end) or (0, {})
            milestone = values.get(address)
        return Known(
            ceremony=log.value(night, "ceremony"),
            stage=log.value(night, "stage"),
            milestone=None if milestone is None else bytes(milestone.raw),
        )

    def _latest_night(self) -> str | None:
        """Return the latest night, which is looked for among all of them only once a turn."""
        log = whole_log(self._feed)
        at = (log.epoch, log.offsets)
        if self._latest[0] != at:
            self._latest = (at, latest(log))
        return self._latest[1]
