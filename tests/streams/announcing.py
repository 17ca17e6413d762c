"""Announcements as they stand in Kafka's log, for tests of the worker: bytes at positions, and a night to fill them."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import TypedDict

import msgspec

from streams.step import Arrival
from sweepcast import topics
from sweepcast.announcements import (
    ANNOUNCEMENTS,
    Announcement,
    CeremonyClosed,
    CeremonyOpened,
    Correction,
    Outcome,
    ProgrammePublished,
    WinnerAnnounced,
    WinnerCorrected,
)
from sweepcast.programme import Programme
from tests.streams.nights import BEGIN, BODY, category, programme

BAD = (
    b"",
    b"not JSON",
    b"\xff\xfe",
    b"[]",
    b'{"type":"sweepcast.announcement.unheard-of","subject":"awards-2017"}',
    b'{"specversion":"1.0","type":"sweepcast.announcement.ceremony-opened","id":"1"}',
    b"[" * 100_000,
    b'{"id":"\\ud800","subject":"\\ud800"}',
    None,
)
"""Contents that are no announcement."""


class Envelope(TypedDict):
    """The attributes of an announcement's envelope."""

    id: str
    source: str
    subject: str


def envelope(name: str, ceremony: str = f"{BODY}-2017") -> Envelope:
    """Return an envelope for a ceremony's announcement."""
    return Envelope(id=name, source="test", subject=ceremony)


def small_programme(award_body: str = BODY) -> Programme:
    """Return a programme of three categories, for an award body's ceremony of 2017."""
    categories = (
        category("picture", "aa", "bb", "cc"),
        category("director", "aa/x", "bb/y"),
        category("song", "aa", "dd"),
    )
    return msgspec.structs.replace(programme(*categories), ceremony=f"{award_body}-2017", award_body=award_body)


def endless_night(award_body: str = BODY) -> Iterator[Announcement]:
    """Give a night that is corrected for ever, each announcement with its own id, one a second."""
    ceremony = f"{award_body}-2017"
    numbers = count()

    def said(kind: type[Announcement], **data: object) -> Announcement:
        number = next(numbers)
        time = BEGIN + timedelta(seconds=number)
        return kind(**envelope(f"{ceremony}-{number}", ceremony), time=time, **data)  # type: ignore[arg-type]  # each gets its data

    yield said(ProgrammePublished, data=small_programme(award_body))
    yield said(CeremonyOpened)
    yield said(WinnerAnnounced, data=Outcome(category="picture", nominations=("aa",)))
    yield said(WinnerAnnounced, data=Outcome(category="director", nominations=("aa.x",)))
    yield said(CeremonyClosed)
    for number in count():
        winner = ("bb", "cc", "aa")[number % 3]
        correction = Correction(category="picture", nominations=(winner,), reason=f"slip {number}")
        yield said(WinnerCorrected, data=correction)


def arrivals(*contents: Announcement | bytes | None, partition: int = 0, start: int = 0) -> list[Arrival]:
    """Return the contents as they stand in the log, one after the other from an offset on."""
    return [
        Arrival(
            topics.ANNOUNCEMENTS,
            partition,
            offset,
            1_483_920_000_000 + offset,
            content if content is None or isinstance(content, bytes) else ANNOUNCEMENTS.encode(content),
        )
        for offset, content in enumerate(contents, start)
    ]
