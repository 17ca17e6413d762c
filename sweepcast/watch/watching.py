"""What the viewer knows and shows: nights, connection, view and scroll place, and how frames and keys change them."""

from typing import Literal

import msgspec

from sweepcast.board import CeremonyInfo, Stage
from sweepcast.feed_errors import Link
from sweepcast.frames import Snapshot
from sweepcast.progress import News
from sweepcast.watch.keys import Key
from sweepcast.watch.stream import Night, followed, joined

View = Literal["stream", "categories", "people", "milestones"]
VIEWS: tuple[View, ...] = ("stream", "categories", "people", "milestones")


class Watching(msgspec.Struct, frozen=True, kw_only=True):
    """The whole state of the viewer.

    Attributes:
        url: where the feed is.
        link: how the connection is.
        nights: by ceremony.
        chosen: the ceremony that was asked for; none for the one that is on.
        view: what is on the screen.
        scroll: lines that lie above the window of the view.
        ended: why the feed is over for good.
    """

    url: str
    link: Link = Link(status="connecting")
    nights: dict[str, Night] = {}
    chosen: str | None = None
    view: View = "stream"
    scroll: int = 0
    ended: str | None = None

    @property
    def ceremony(self) -> str | None:
        """The id of the night to show: the chosen one, or else the one that is on, or else the latest."""
        if self.chosen is not None:
            return self.chosen
        return max(self.nights, key=lambda ceremony: _claim_to_be_shown(self.nights[ceremony], ceremony), default=None)

    @property
    def night(self) -> Night | None:
        """The night to show, where anything is known of it."""
        return self.nights.get(self.ceremony or "")


def with_news(watching: Watching, frame: News) -> Watching:
    """Return what the viewer knows after a frame."""
    ceremony = frame.data.ceremony
    night = joined(frame) if isinstance(frame, Snapshot) else followed(watching.nights.get(ceremony), frame)
    return msgspec.structs.replace(watching, nights={**watching.nights, ceremony: night})


def with_link(watching: Watching, link: Link) -> Watching:
    """Return what the viewer knows after a change of the connection.

    While it is tried again, the reason of the loss stays: `connecting` behind `waiting` tells nothing new.
    """
    if link.status == "connecting" and not link.reason:
        link = msgspec.structs.replace(link, reason=watching.link.reason)
    return msgspec.structs.replace(watching, link=link)


class Room(msgspec.Struct, frozen=True):
    """How far the view on the screen can be scrolled, and how many lines of it are seen at once."""

    limit: int
    page: int


def with_key(watching: Watching, key: Key, room: Room) -> Watching | None:
    """Return what the viewer shows after a key; none where it is to end."""
    if key == "q":
        return None
    if key.isdigit():
        place = int(key) - 1
        return _showing(watching, VIEWS[place]) if place < len(VIEWS) else watching
    if key in {"tab", "right", "left", "back-tab"}:
        step = 1 if key in {"tab", "right"} else -1
        return _showing(watching, VIEWS[(VIEWS.index(watching.view) + step) % len(VIEWS)])
    if key == "n":
        return _next_night(watching)
    scrolled = _scrolled(min(watching.scroll, room.limit), key, room)
    return msgspec.structs.replace(watching, scroll=max(0, min(scrolled, room.limit)))


def with_place_held(watching: Watching, before: Room, after: Room) -> Watching:
    """Return the state with the reader's place in the stream held, where news on top pushed it down.

    Who is at the top stays there, and sees the news.
    """
    if watching.view != "stream" or not watching.scroll:
        return watching
    return msgspec.structs.replace(watching, scroll=watching.scroll + max(0, after.limit - before.limit))


def _showing(watching: Watching, view: View) -> Watching:
    return watching if view == watching.view else msgspec.structs.replace(watching, view=view, scroll=0)


def _next_night(watching: Watching) -> Watching:
    ceremonies = sorted(watching.nights)
    if len(ceremonies) < 2 or watching.ceremony not in ceremonies:
        return watching
    following = ceremonies[(ceremonies.index(watching.ceremony) + 1) % len(ceremonies)]
    return msgspec.structs.replace(watching, chosen=following, scroll=0)


def _scrolled(scroll: int, key: Key, room: Room) -> int:
    match key:
        case "j" | "down":
            return scroll + 1
        case "k" | "up":
            return scroll - 1
        case "page-down" | "space":
            return scroll + room.page
        case "page-up" | "b":
            return scroll - room.page
        case "home" | "g":
            return 0
        case "end" | "G":
            return room.limit
        case _:
            return scroll


def _claim_to_be_shown(night: Night, ceremony: str) -> tuple[bool, str, str]:
    stage, info = night.board.get("stage"), night.board.get("ceremony")
    is_on = isinstance(stage, Stage) and stage.status == "open"
    return is_on, info.date.isoformat() if isinstance(info, CeremonyInfo) else "", ceremony
