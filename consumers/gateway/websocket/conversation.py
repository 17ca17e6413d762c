"""Carries out what clients say on the feed, and answers: another filter, another delay, what they have dealt with."""

from collections.abc import Callable

from consumers.gateway.core.cursor import Cursor, CursorMalformed, decode_cursor, reaches
from consumers.gateway.core.log import FeedLog
from consumers.gateway.core.said import NewFilter, Said, Unusable
from consumers.gateway.past import Past, PastAway, held
from consumers.gateway.places import Places, PlacesAway
from consumers.gateway.websocket.viewer import Viewer
from sweepcast.requests import Acknowledge, ChangeDelay

Change = Callable[[Viewer, Callable[[], None]], None]
"""Changes what a viewer is told by a function, and goes on telling it; does nothing for one who is gone."""


class Conversation:
    """The gateway's side of what is said."""

    def __init__(self, past: Past, places: Places, change: Change) -> None:
        """Read old nights from `past`, keep subscribers' places in `places`."""
        self._past = past
        self._places = places
        self._change = change

    async def hear(self, viewer: Viewer, said: Said) -> None:
        """Carry out what a client says, and answer."""
        match said:
            case NewFilter():
                await self._change_filter(viewer, said)
            case ChangeDelay():
                self._change(viewer, lambda: _change_delay(viewer, said))
            case Acknowledge():
                await self._acknowledge(viewer, said)
            case Unusable():
                self._refuse(viewer, said)

    async def _change_filter(self, viewer: Viewer, new: NewFilter) -> None:
        try:
            await held(viewer.subscription.log, self._past, new.filter.ceremonies)
        except PastAway as away:
            self._refuse(viewer, Unusable(request=new.request, code="kafka-away", detail=str(away)))
            return
        self._change(viewer, lambda: viewer.subscription.change_filter(new.filter, new.request))

    async def _acknowledge(self, viewer: Viewer, request: Acknowledge) -> None:
        subscriber = viewer.connection.options.subscriber
        if subscriber is None:
            detail = "connect with subscriber=<name>, so that there is a name to keep the place under"
            self._refuse(viewer, Unusable(request=request.id, code="no-subscriber", detail=detail))
            return
        try:
            await self._places.keep(subscriber, place_in(viewer.subscription.log, request.cursor))
        except CursorMalformed as error:
            self._refuse(viewer, Unusable(request=request.id, code="malformed-cursor", detail=str(error)))
        except PlacesAway as away:
            self._refuse(viewer, Unusable(request=request.id, code="cannot-keep-place", detail=str(away)))
        else:
            frames = viewer.subscription.log.frames
            self._answer(viewer, lambda here: frames.acked(here, request.id, request.cursor))

    def _refuse(self, viewer: Viewer, what: Unusable) -> None:
        frames = viewer.subscription.log.frames
        self._answer(viewer, lambda here: frames.refused(here, what.request, what.code, what.detail))

    def _answer(self, viewer: Viewer, write: Callable[[str], bytes]) -> None:
        self._change(viewer, lambda: viewer.subscription.answer(write))


def place_in(log: FeedLog, text: str) -> Cursor:
    """Return the cursor in `text` if it is a place at which a subscriber of this log can go on.

    Raises:
        CursorMalformed: it is no cursor, or none that this log has given out as a place that was reached.
    """
    cursor = decode_cursor(text)
    if cursor.epoch != log.epoch:
        raise CursorMalformed("this cursor is of another log: acknowledge one that came on this connection")
    if cursor.unfinished:
        raise CursorMalformed("this cursor is from amid the snapshots: acknowledge the last one, or a later frame")
    if not reaches(log.offsets, cursor.offsets):
        raise CursorMalformed("this cursor is ahead of what this gateway has read: acknowledge it again later")
    return cursor


def _change_delay(viewer: Viewer, request: ChangeDelay) -> None:
    viewer.subscription.delay_seconds = request.seconds
    frames = viewer.subscription.log.frames
    viewer.subscription.answer(lambda here: frames.delayed(here, request.id, request.seconds))
