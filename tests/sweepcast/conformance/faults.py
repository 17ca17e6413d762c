"""Gateways that break the protocol in one place each, by the check that must find them out."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from sweepcast.conformance.asking import Asked, Refusal, read_query
from sweepcast.conformance.checks.refusing import REFUSALS
from sweepcast.conformance.model import Feed, Session, read_cursor
from sweepcast.filters import EVERYTHING, Filter
from sweepcast.frames import SUBPROTOCOL, AnyFrame, Snapshot, TurnFrame
from sweepcast.requests import Acknowledge
from tests.sweepcast.conformance.reference import Conduct, Frame, HttpAnswer, Tell

Faults = dict[str, Conduct]
Json = dict[str, Any]
VIEWER = "a-viewer"

LIVE = frozenset({"seam", "filtered-turns", "delay-holds"})
"""The checks that need turns to come in meanwhile."""

RESTRICTED = {
    "refusal-token": Conduct(token=VIEWER),
    "refusal-origin": Conduct(origins=("https://ours.example",)),
    "refusal-crowd": Conduct(connections=4),
    "compression": Conduct(compression="deflate"),
    "compressed-too-big": Conduct(compression="deflate"),
}
"""What a gateway must be like for these checks."""


def tells(type_: str, change: Callable[[Frame], Frame | None]) -> Conduct:
    """Return a gateway that changes each frame of a type, or leaves it out."""

    def tell(_: Asked) -> Tell:
        def changed(frame: Frame) -> list[Frame]:
            if frame["type"] != f"sweepcast.{type_}":
                return [frame]
            told = change(frame)
            return [] if told is None else [told]

        return changed

    return Conduct(tell=tell)


def says(type_: str, **data: object) -> Conduct:
    """Return a gateway that says something else in the data of each frame of a type."""
    return tells(type_, lambda frame: frame | {"data": frame["data"] | data})


def leaves_out(type_: str) -> Conduct:
    """Return a gateway that never sends frames of a type."""
    return tells(type_, lambda _: None)


def answers(part: str, change: Callable[[HttpAnswer], None]) -> Conduct:
    """Return a gateway that changes its answers to paths that end so."""

    def answer(answer: HttpAnswer) -> None:
        if answer.path.endswith(part):
            change(answer)

    return Conduct(answer=answer)


def answers_json(part: str, change: Callable[[Json], None]) -> Conduct:
    """Return a gateway that changes the JSON of its answers to paths that end so, where they are served."""

    def changed(answer: HttpAnswer) -> None:
        if answer.status != 200:
            return
        content = msgspec.json.decode(answer.body)
        change(content)
        answer.body = msgspec.json.encode(content)

    return answers(part, changed)


def on_first(type_: str, behind: str, change: Callable[[Frame], list[Frame]]) -> Conduct:
    """Return a gateway that changes the first frame of a type that comes behind a frame of another type."""

    def tell(_: Asked) -> Tell:
        state = {"armed": False, "done": False}

        def changed(frame: Frame) -> list[Frame]:
            if frame["type"] == f"sweepcast.{behind}":
                state["armed"] = True
            elif state["armed"] and not state["done"] and frame["type"] == f"sweepcast.{type_}":
                state["done"] = True
                return change(frame)
            return [frame]

        return changed

    return Conduct(tell=tell)


def every_other_time(change: Callable[[Frame], Frame]) -> Conduct:
    """Return a gateway that changes the frames of every other connection."""
    numbers = itertools.count()

    def tell(_: Asked) -> Tell:
        odd = next(numbers) % 2
        return lambda frame: [change(frame) if odd else frame]

    return Conduct(tell=tell)


def another_stage(frame: Frame) -> Frame:
    """Return a snapshot with another number on its board; other frames as they are."""
    if frame["type"] != "sweepcast.feed.snapshot":
        return frame
    board = dict(frame["data"]["board"])
    if "stage" in board:
        board["stage"] = board["stage"] | {"decided": 99}
    return frame | {"data": frame["data"] | {"board": board}}


def lenient(query: str) -> Asked:
    """Return what is asked for, or everything where that cannot be read."""
    try:
        return read_query(query)
    except Refusal:
        return Asked()


def vague(query: str) -> Asked:
    """Refuse with the right status, and with a code that is none of the table's."""
    try:
        return read_query(query)
    except Refusal as refusal:
        raise Refusal(refusal.status, "bad-request", refusal.detail) from None


class RepeatsOnResume(Session):
    """Tells the last turn again when it resumes."""

    def __init__(self, feed: Feed, asked: Asked, now: float, heartbeat_seconds: float) -> None:
        super().__init__(feed, asked, now, heartbeat_seconds)
        if self.resumed:
            self.place -= 1


class MissesOnResume(Session):
    """Leaves out a turn when it resumes."""

    def __init__(self, feed: Feed, asked: Asked, now: float, heartbeat_seconds: float) -> None:
        super().__init__(feed, asked, now, heartbeat_seconds)
        if self.resumed:
            self.place = min(self.place + 1, feed.end)


class SnapshotsOnResume(Session):
    """Tells snapshots although it resumes."""

    def opening(self) -> list[AnyFrame]:
        hello = super().opening()[0]
        return [hello, *self._snapshots()]


class ResumesAnything(Session):
    """Takes a cursor of whatever filter."""

    def __init__(self, feed: Feed, asked: Asked, now: float, heartbeat_seconds: float) -> None:
        super().__init__(feed, asked, now, heartbeat_seconds)
        if self.reason == "cursor-of-another-filter":
            self.reason = "resumed"


class TellsWholeBoards(Session):
    """Says that it filters, and does not."""

    def _snapshots(self) -> list[AnyFrame]:
        wanted, self.wanted = self.wanted, Filter(ceremonies=self.wanted.ceremonies)
        snapshots = super()._snapshots()
        self.wanted = wanted
        return snapshots


class TellsAllNights(Session):
    """Does not look at which night is asked for."""

    def _ceremonies(self) -> tuple[str, ...]:
        return tuple(sorted(self._feed.nights(self.place)))


class TellsWholeTurns(Session):
    """Tells a whole turn where any of its updates is selected."""

    def _next(self) -> Iterator[AnyFrame]:
        entry = self._feed.entries[self.place]
        for frame in super()._next():
            if isinstance(frame, TurnFrame):
                data = msgspec.structs.replace(frame.data, updates=entry.data.updates)
                yield msgspec.structs.replace(frame, data=data)
            else:
                yield frame


class ForgetsToTakeOff(Session):
    """Never says that an address leaves the filtered board."""

    def _next(self) -> Iterator[AnyFrame]:
        for frame in super()._next():
            if isinstance(frame, TurnFrame) and not self.wanted.selects_whole_boards:
                updates = tuple(each for each in frame.data.updates if each.value is not None)
                yield msgspec.structs.replace(frame, data=msgspec.structs.replace(frame.data, updates=updates))
            else:
                yield frame


class MissesTurns(Session):
    """Leaves out every other turn under a filter."""

    def _next(self) -> Iterator[AnyFrame]:
        for frame in super()._next():
            if not (isinstance(frame, TurnFrame) and frame.data.sequence % 2):
                yield frame


class KeepsTheOldCursor(Session):
    """Tells cursors of the filter with which it was connected, whatever the filter is now."""

    def __init__(self, feed: Feed, asked: Asked, now: float, heartbeat_seconds: float) -> None:
        super().__init__(feed, asked, now, heartbeat_seconds)
        self._first = asked.wanted

    @property
    def cursor(self) -> str:
        return self._feed.cursor(self.place, self._first)


class ForgetsTheDelay(Session):
    """Says that it delays, and does not."""

    def due(self, now: float) -> Iterator[AnyFrame]:
        return super().due(now + self.delay)


class NeverTells(Session):
    """Tells snapshots, and nothing behind them where there is a delay."""

    def due(self, now: float) -> Iterator[AnyFrame]:
        return iter(()) if self.delay else super().due(now)


class AsOfNow(Session):
    """Tells delayed clients the night of now, with the number of then."""

    def _snapshots(self) -> list[AnyFrame]:
        told: list[AnyFrame] = []
        for frame in super()._snapshots():
            if isinstance(frame, Snapshot) and self.delay:
                data = msgspec.structs.replace(frame.data, sequence=1)
                told.append(msgspec.structs.replace(frame, data=data))
            else:
                told.append(frame)
        return told


class ForgetsSubscribers(Session):
    """Says that a place is kept, and does not keep it."""

    def _acked(self, request: Acknowledge) -> AnyFrame:
        told = super()._acked(request)
        self._feed.places.clear()
        return told


class SubscriberFirst(Session):
    """Goes on at a subscriber's place although it came with a cursor."""

    def __init__(self, feed: Feed, asked: Asked, now: float, heartbeat_seconds: float) -> None:
        if asked.subscriber in feed.places:
            asked = msgspec.structs.replace(asked, cursor=None)
        super().__init__(feed, asked, now, heartbeat_seconds)


class IgnoresBadCursors(Session):
    """Goes on at a subscriber's place where the cursor is none."""

    def __init__(self, feed: Feed, asked: Asked, now: float, heartbeat_seconds: float) -> None:
        bad = asked.cursor is not None and read_cursor(asked.cursor) is None
        super().__init__(feed, msgspec.structs.replace(asked, cursor=None) if bad else asked, now, heartbeat_seconds)


class Deaf(Session):
    """Does not answer."""

    def answer(self, message: bytes) -> list[AnyFrame]:
        return []


class AnswersOnce(Session):
    """Does not answer what comes after a refusal."""

    _deaf = False

    def answer(self, message: bytes) -> list[AnyFrame]:
        told = [] if self._deaf else super().answer(message)
        self._deaf = True
        return told


def _reason(reason: str, *, resumed: bool = False) -> Conduct:
    return says("feed.hello", reason=reason, resumed=resumed)


def _no_hello_key(name: str) -> Conduct:
    return tells(
        "feed.hello", lambda frame: frame | {"data": {key: each for key, each in frame["data"].items() if key != name}}
    )


def _filters() -> Iterator[tuple[str, Faults]]:
    for check in ("filter-kind", "filter-work", "filter-person", "filter-category", "filter-several"):
        yield (
            check,
            {
                "whole": Conduct(session=TellsWholeBoards),
                "empty": says("feed.snapshot", board={}),
                "another": says("feed.hello", filter={"kinds": ["lottery"]}),
            },
        )


def _refusals() -> Iterator[tuple[str, Faults]]:
    for refusal in REFUSALS:
        faults: Faults = {"over-http": answers("", _teapot)}
        if refusal.queries:
            faults = {"served": Conduct(read_query=lenient), "vague": Conduct(read_query=vague)}
        yield f"refusal-{refusal.code}", faults


def _requests() -> Iterator[tuple[str, Faults]]:
    for check in (
        "request-no-json",
        "request-binary",
        "request-unknown-type",
        "request-malformed",
        "request-no-subscriber",
        "request-filter-too-large",
    ):
        yield (
            check,
            {
                "deaf": Conduct(session=Deaf),
                "code": says("feed.refused", code="oops"),
                "id": says("feed.refused", request="another"),
                "once": Conduct(session=AnswersOnce),
            },
        )


def _teapot(answer: HttpAnswer) -> None:
    if answer.status != 200:
        answer.status = 418


def _status(status: int) -> Callable[[HttpAnswer], None]:
    def change(answer: HttpAnswer) -> None:
        answer.status = status

    return change


def _without(header: str) -> Callable[[HttpAnswer], None]:
    def change(answer: HttpAnswer) -> None:
        answer.headers.pop(header, None)

    return change


def _replaced(old: bytes, new: bytes) -> Callable[[HttpAnswer], None]:
    def change(answer: HttpAnswer) -> None:
        answer.body = answer.body.replace(old, new)

    return change


def _never_304(answer: HttpAnswer) -> None:
    if answer.status == 304:
        answer.status = 200


def _one_page(content: Json) -> None:
    content["next"] = None


def _first_again(content: Json) -> None:
    content["turns"] = [*content["turns"][:1], *content["turns"]]


def _another_body(content: Json) -> None:
    content["ceremonies"].append(
        content["ceremonies"][-1] | {"id": "town-2020", "award_body": {"id": "town", "name": "Town"}}
    )


def _reversed(content: Json) -> None:
    content["ceremonies"].reverse()


def _no_names(content: Json) -> None:
    for each in content["ceremonies"]:
        del each["name"]


def _other_board(content: Json) -> None:
    content["board"]["stage"]["decided"] = 99


def _fewer_turns(content: Json) -> None:
    del content["turns"][1:2]


def _stale_board(content: Json) -> None:
    content["sequence"] -= 1


class TakesAnyDelay(Session):
    """Agrees to a delay, however long."""

    def answer(self, message: bytes) -> list[AnyFrame]:
        return super().answer(message.replace(b"601.0", b"600.0"))


_SESSIONS_THAT_RESUME_BADLY: Faults = {
    "repeats": Conduct(session=RepeatsOnResume),
    "snapshots": Conduct(session=SnapshotsOnResume),
    "not": _reason("no-cursor"),
}

FAULTS: dict[str, Faults] = {
    "hello-first": {
        "none": leaves_out("feed.hello"),
        "no-heartbeat": says("feed.hello", heartbeat_seconds=0),
        "unsorted": says("feed.hello", ceremonies=["village-2020", "village-2019"]),
        "reason": _reason("cursor-ahead"),
        "resumed": _reason("no-cursor", resumed=True),
        "no-limits": _no_hello_key("limits"),
        "no-stale": _no_hello_key("stale"),
        "delayed": says("feed.hello", delay_seconds=5),
        "filtered": says("feed.hello", filter={"kinds": ["stage"]}),
    },
    "snapshots-follow": {
        "none": leaves_out("feed.snapshot"),
        "twice": on_first("feed.snapshot", "feed.hello", lambda frame: [frame, frame]),
        "another": says("feed.snapshot", ceremony="village-1999"),
    },
    "current-nights": {
        "none": says("feed.hello", ceremonies=[]),
        "closed-alone": says("feed.hello", ceremonies=["village-2019"]),
        "another-body": answers_json("ceremonies", _another_body),
    },
    "subprotocol": {"none": Conduct(subprotocol=lambda _: None)},
    "no-subprotocol": {
        "given": Conduct(subprotocol=lambda _: SUBPROTOCOL),
        "no-hello": leaves_out("feed.hello"),
    },
    "no-compression": {"unasked": Conduct(unasked="permessage-deflate"), "no-hello": leaves_out("feed.hello")},
    "compression": {
        "other-board": every_other_time(another_stage),
        "no-hello": leaves_out("feed.hello"),
        "beyond-the-offer": Conduct(compression="deflate", unasked="permessage-deflate"),
    },
    "snapshot-is-board": {
        "value": tells("feed.snapshot", another_stage),
        "empty": says("feed.snapshot", board={}),
        "sequence": says("feed.snapshot", sequence=3),
        "ahead": says("feed.snapshot", sequence=3000),
    },
    "turns-make-board": {
        "fewer": answers_json("turns", _fewer_turns),
        "twice": answers_json("turns", _first_again),
        "board": answers_json("board", _other_board),
        "page": answers_json("turns", lambda content: content["turns"].clear()),
    },
    "seam": {
        "gap": on_first("turn", "feed.snapshot", lambda _: []),
        "repeat": on_first("turn", "feed.snapshot", lambda frame: [frame, frame]),
        "envelope": tells("turn", lambda frame: frame | {"sequence": "7"}),
        "snapshot": every_other_time(another_stage),
    },
    "resume-exact": {
        **_SESSIONS_THAT_RESUME_BADLY,
        "misses": Conduct(session=MissesOnResume),
        "other": tells("turn", lambda frame: frame | {"data": frame["data"] | {"updates": []}}),
    },
    "resume-again": {
        "cursor": every_other_time(lambda frame: frame | {"cursor": f"{frame['cursor']}x"}),
        "turn": every_other_time(
            lambda frame: (
                frame | {"data": frame["data"] | {"updates": []}} if frame["type"] == "sweepcast.turn" else frame
            )
        ),
    },
    "resume-newest": {**_SESSIONS_THAT_RESUME_BADLY},
    "board-cursor": {
        "not": _reason("cursor-malformed"),
        "old": Conduct(session=RepeatsOnResume),
        "unknown": answers_json("board", lambda content: content.update(cursor="none")),
    },
    "cursor-unfinished": {"not-said": _reason("no-cursor"), "resumed": _reason("resumed", resumed=True)},
    "cursor-of-another-filter": {"resumes": Conduct(session=ResumesAnything), "not-said": _reason("no-cursor")},
    "cursor-malformed": {"not-said": _reason("no-cursor"), "no-snapshot": leaves_out("feed.snapshot")},
    "cursor-of-another-log": {"not-said": _reason("cursor-malformed")},
    "cursor-too-old": {"not-said": _reason("cursor-ahead")},
    "cursor-ahead": {"not-said": _reason("cursor-too-old")},
    **dict(_filters()),
    "filter-ceremony": {
        "all": Conduct(session=TellsAllNights),
        "empty": says("feed.snapshot", board={}),
        "unknown": says("feed.hello", ceremonies=["conformance-9999"]),
    },
    "filtered-turns": {
        "whole": Conduct(session=TellsWholeTurns),
        "not-off": Conduct(session=ForgetsToTakeOff),
        "misses": Conduct(session=MissesTurns),
    },
    "filter-change": {
        "deaf": Conduct(session=Deaf),
        "id": says("feed.filtered", request="another"),
        "filter": says("feed.filtered", filter={}),
        "no-snapshots": says("feed.filtered", ceremonies=[]),
        "whole": Conduct(session=TellsWholeBoards),
    },
    "filter-change-resumes": {"old": Conduct(session=KeepsTheOldCursor), "any": Conduct(session=ResumesAnything)},
    "delay-told": {"none": says("feed.hello", delay_seconds=0), "now": Conduct(session=AsOfNow)},
    "delay-holds": {"at-once": Conduct(session=ForgetsTheDelay), "never": Conduct(session=NeverTells)},
    "delay-change": {
        "deaf": Conduct(session=Deaf),
        "other": says("feed.delayed", delay_seconds=1),
        "id": says("feed.delayed", request="another"),
        "any": Conduct(session=TakesAnyDelay),
    },
    **dict(_requests()),
    "ack-resumes": {
        "deaf": Conduct(session=Deaf),
        "forgets": Conduct(session=ForgetsSubscribers),
        "misses": Conduct(session=MissesOnResume),
        "id": says("feed.acked", request="another"),
    },
    "ack-cursor-first": {"subscriber-first": Conduct(session=SubscriberFirst)},
    "ack-anew": {"resumes": Conduct(session=IgnoresBadCursors), "not-said": _reason("no-cursor")},
    "ack-malformed-cursor": {"deaf": Conduct(session=Deaf), "code": says("feed.refused", code="oops")},
    "heartbeat": {
        "none": leaves_out("feed.heartbeat"),
        "none-if-filtered": Conduct(beats=lambda asked: asked.wanted == EVERYTHING),
    },
    "ping": {"silent": Conduct(pongs=False)},
    "message-too-big": {"taken": Conduct(message_bytes=None)},
    "compressed-too-big": {"taken": Conduct(compression="deflate", message_bytes=None)},
    "message-just-fits": {"smaller": Conduct(message_bytes=1000)},
    "too-many-messages": {
        "taken": Conduct(most_messages=10_000),
        "no-goodbye": leaves_out("feed.goodbye"),
    },
    "too-many-pings": {
        "taken": Conduct(most_pings=10_000),
        "no-goodbye": leaves_out("feed.goodbye"),
    },
    **dict(_refusals()),
    "refusal-filter-too-large": {"served": Conduct(read_query=lenient), "vague": Conduct(read_query=vague)},
    "refusal-token": {
        "code": Conduct(token=VIEWER, codes={401: "malformed-token"}),
        "how": Conduct(token=VIEWER, authenticate=None),
        "open": Conduct(token=VIEWER, open_paths=("/v1/config", "/v1/ceremonies")),
        "config": Conduct(token=VIEWER, open_paths=()),
    },
    "refusal-origin": {"code": Conduct(origins=(), codes={403: "forbidden"})},
    "refusal-crowd": {
        "no-retry-after": Conduct(connections=4, crowd_refusal=Refusal(429, "too-many-connections", "close some")),
        "code": Conduct(connections=4, crowd_refusal=Refusal(503, "busy", "come back", 1)),
    },
    "sse-opening": {
        "ids": Conduct(tell_events=lambda _, frame: ("1", frame)),
        "empty": says("feed.snapshot", board={}),
        "reason": _reason("resumed", resumed=True),
    },
    "sse-resumes": {
        "misses": Conduct(session=MissesOnResume),
        "ids": Conduct(tell_events=lambda _, frame: ("1", frame)),
        "cursors": tells("turn", lambda frame: frame | {"cursor": f"{frame['cursor']}.beat1"}),
    },
    "sse-last-event-id": {"unheard": Conduct(last_event_id=False), "misses": Conduct(session=MissesOnResume)},
    "sse-heartbeat": {
        "none": leaves_out("feed.heartbeat"),
        "cursor": tells("feed.heartbeat", lambda frame: frame | {"cursor": "none"}),
    },
    "http-ceremonies": {
        "order": answers_json("ceremonies", _reversed),
        "names": answers_json("ceremonies", _no_names),
        "form": answers("ceremonies", _replaced(b"cursor", b"place")),
        "status": answers("ceremonies", _status(500)),
    },
    "http-board": {
        "other": answers_json("board", _other_board),
        "older": answers_json("board", _stale_board),
    },
    "http-turns": {
        "one-page": answers_json("turns", _one_page),
        "again": answers_json("turns", _first_again),
    },
    "http-atom": {
        "no-xml": answers("feed.atom", _replaced(b"</feed>", b"")),
        "no-atom": answers("feed.atom", _replaced(b"http://www.w3.org/2005/Atom", b"atom")),
        "no-title": answers("feed.atom", _replaced(b"title>", b"name>")),
        "no-milestone": answers("feed.atom", _replaced(b"lead", b"follow")),
        "type": answers("feed.atom", lambda answer: answer.headers.update({"Content-Type": "text/plain"})),
    },
    "http-etag": {"none": answers("", _without("ETag")), "never": answers("", _never_304)},
    "http-cors": {"none": answers("", _without("Access-Control-Allow-Origin"))},
    "http-health": {"status": answers("healthz", _status(503)), "word": answers("healthz", _replaced(b"ok", b"fine"))},
    "http-config": {
        "none": answers("config", _replaced(b"ws://", b"http://")),
        "status": answers("config", _status(404)),
    },
}
