"""A night's milestones as an Atom feed (RFC 4287), from its turns. Pure: turns in, bytes out.

A milestone is told when it begins to hold, under an id of its own; while it holds, its entry is kept up to date. One
that is retracted by a correction is told again as taken back, and its entry says so. `quiet` ones are only shown on
boards, and not told.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

import msgspec

from sweepcast.cloudevents import Time

MOST_ENTRIES = 200
"""The newest are told; a whole night has about as many."""
CONTENT_TYPE = "application/atom+xml"

_ATOM = "http://www.w3.org/2005/Atom"
_NAMES = UUID("5f9f1c0e-3a55-5d0b-8f0e-6b1d3f2a7c41")
"""The name space of our entries' ids: made once by chance, and never to be changed."""
_TAKEN_BACK = "Taken back: "


class AtomPlace(NamedTuple):
    """Where a feed and its night are found, as whoever reads it reaches them."""

    feed: str
    page: str


class _Milestone(msgspec.Struct):
    """What is told of a milestone."""

    kind: str
    headline: str
    since: int
    weight: str = "minor"


class _Ended(msgspec.Struct):
    how: str
    kind: str
    headline: str


class _Update(msgspec.Struct):
    address: str
    value: msgspec.Raw
    ended: _Ended | None = None


class _Cause(msgspec.Struct):
    time: Time


class _TurnData(msgspec.Struct):
    sequence: int
    cause: _Cause
    updates: tuple[_Update, ...]


class _Turn(msgspec.Struct):
    data: _TurnData


class _Night(msgspec.Struct):
    name: str = ""


class _Entry:
    """What stands in the feed of one milestone, or of its retraction."""

    def __init__(self, id_: str, title: str, kind: str, at: datetime) -> None:
        self.id = id_
        self.title = title
        self.kind = kind
        self.published = at
        self.updated = at
        self.text = title


_TURNS = msgspec.json.Decoder(_Turn)
_MILESTONES = msgspec.json.Decoder(_Milestone)
_NIGHTS = msgspec.json.Decoder(_Night)


def atom_feed(ceremony: str, turns: Iterable[bytes], place: AtomPlace) -> bytes:
    """Return the Atom feed of a night: its milestones, the one that changed last first.

    `turns` are all its turns or their frames in their order, at least one.

    Raises:
        msgspec.MsgspecError: one of them is no turn.
    """
    night = _Told(ceremony)
    for each in turns:
        night.take(_TURNS.decode(each).data)
    return _written(night, place)


class _Told:
    """What has been told of a night so far."""

    def __init__(self, ceremony: str) -> None:
        self.ceremony = ceremony
        self.name = ceremony
        self.updated: datetime | None = None
        self._entries: dict[str, _Entry] = {}
        self._standing: dict[str, tuple[str, _Milestone]] = {}

    def take(self, turn: _TurnData) -> None:
        """Tell what a turn changed."""
        at = turn.cause.time
        self.updated = at if self.updated is None else max(self.updated, at)
        for update in turn.updates:
            if update.address == "ceremony":
                self.name = _NIGHTS.decode(update.value).name or self.name
            elif update.address.startswith("milestone/"):
                self._change(update, turn.sequence, at)

    def newest(self) -> Iterator[_Entry]:
        """Give the entries, the one that changed last first."""
        # Of several that changed at once, the one that was told last comes first.
        told = list(reversed(self._entries.values()))
        return iter(sorted(told, key=lambda each: each.updated, reverse=True)[:MOST_ENTRIES])

    def _change(self, update: _Update, sequence: int, at: datetime) -> None:
        stood = self._standing.pop(update.address, None)
        if update.ended is not None and update.ended.how == "retracted":
            self._take_back(update.address, update.ended, stood, sequence, at)
        if bytes(update.value) != b"null":
            self._tell(update.address, _MILESTONES.decode(update.value), at)

    def _tell(self, address: str, milestone: _Milestone, at: datetime) -> None:
        if milestone.weight == "quiet":
            return
        id_ = f"{address}/{milestone.kind}/{milestone.since}"
        self._standing[address] = (id_, milestone)
        entry = self._entries.get(id_)
        if entry is None:
            self._entries[id_] = _Entry(self._urn(id_), milestone.headline, milestone.kind, at)
        elif (entry.title, entry.text) != (milestone.headline, milestone.headline):
            entry.title = entry.text = milestone.headline
            entry.updated = at

    def _take_back(
        self, address: str, ended: _Ended, stood: tuple[str, _Milestone] | None, sequence: int, at: datetime
    ) -> None:
        if stood is None:
            return  # a quiet one: it was not told either
        id_, _ = stood
        entry = self._entries[id_]
        entry.updated = at
        entry.text = f"{entry.title}. Taken back by a correction at {_time(at)}."
        taken_back = f"{address}/taken-back/{sequence}"
        self._entries[taken_back] = _Entry(self._urn(taken_back), _TAKEN_BACK + ended.headline, ended.kind, at)

    def _urn(self, what: str) -> str:
        return uuid5(_NAMES, f"{self.ceremony}/{what}").urn

    @property
    def urn(self) -> str:
        """The id of the feed itself."""
        return self._urn("feed")


def _written(night: _Told, place: AtomPlace) -> bytes:
    feed = ET.Element("feed", xmlns=_ATOM)
    _add(feed, "id", night.urn)
    _add(feed, "title", f"{night.name}: milestones")
    _add(feed, "updated", _time(night.updated or datetime.fromtimestamp(0, UTC)))
    _add(_add(feed, "author"), "name", "Sweepcast")
    _add(feed, "link", rel="self", type=CONTENT_TYPE, href=place.feed)
    _add(feed, "link", rel="alternate", type="text/html", href=place.page)
    for each in night.newest():
        entry = _add(feed, "entry")
        _add(entry, "id", each.id)
        _add(entry, "title", each.title)
        _add(entry, "published", _time(each.published))
        _add(entry, "updated", _time(each.updated))
        _add(entry, "category", term=each.kind)
        _add(entry, "link", rel="alternate", type="text/html", href=place.page)
        _add(entry, "content", each.text, type="text")
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, {name: _speakable(value) for name, value in attributes.items()})
    element.text = None if text is None else _speakable(text)
    return element


_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _speakable(text: str) -> str:
    """Return the text with a mark for each character that XML 1.0 cannot hold in any way."""
    return _UNSPEAKABLE.sub("\ufffd", text)


def _time(at: datetime) -> str:
    """Return a moment as RFC 3339 wants it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
