"""What the gateway answers over HTTP, as types: the gateway itself passes boards and turns on without reading them."""

import datetime as dt

import msgspec

from consumers.gateway.core.options import RefusalCode
from consumers.gateway.http.health import Health
from sweepcast.board import Board, Ref, Stage
from sweepcast.cloudevents import Id, Text
from sweepcast.frames import TurnFrame

__all__ = ["BoardAnswer", "Ceremonies", "CeremonySummary", "Config", "Health", "Refusal", "Turns"]


class CeremonySummary(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One night as a whole. Only `id`, `sequence` and `stage` are there until its programme has been published.

    `sequence` is that of its last turn.
    """

    id: Id
    award_body: Ref | msgspec.UnsetType = msgspec.UNSET
    name: str | msgspec.UnsetType = msgspec.UNSET
    edition: int | msgspec.UnsetType = msgspec.UNSET
    ceremony_year: int | msgspec.UnsetType = msgspec.UNSET
    film_year: int | msgspec.UnsetType = msgspec.UNSET
    date: dt.date | msgspec.UnsetType = msgspec.UNSET
    time_zone: str | msgspec.UnsetType = msgspec.UNSET
    sequence: int
    stage: Stage | None


class Ceremonies(msgspec.Struct, frozen=True, kw_only=True):
    """All nights, the latest first, and the cursor at which the feed goes on from here."""

    cursor: Text
    ceremonies: tuple[CeremonySummary, ...]


class BoardAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One night's board behind turn `sequence`, and the cursor at which the feed goes on from it."""

    ceremony: Id
    sequence: int
    cursor: Text
    board: Board


class Turns(msgspec.Struct, frozen=True, kw_only=True):
    """Turns of one night, whole and in order; `next` is what to ask `after` next, and null at the end."""

    ceremony: Id
    turns: tuple[TurnFrame, ...]
    next: int | None


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """Where the feed is, for the page."""

    feed_url: Text


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request cannot be served: a code for programs, and for people what to do."""

    error: RefusalCode
    detail: Text
