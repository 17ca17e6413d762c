"""What the desk says over HTTP and in its events, as docs/desk-openapi.yaml describes it."""

from datetime import date, datetime
from typing import Literal

import msgspec

from sweepcast.board import Board, Update, Weight
from sweepcast.programme import Problem

Role = Literal["view", "enter", "confirm", "admin"]
"""Each may do what those before it may."""
ROLES: tuple[Role, ...] = ("view", "enter", "confirm", "admin")
Confirm = Literal["second-press", "two-people"]
"""What the extraordinary needs."""
Needs = Literal["nothing", "second-press", "second-person"]
EntryWeight = Literal["ordinary", "extraordinary"]
Status = Literal["waiting", "sending", "sent", "done", "rejected", "withdrawn", "failed"]
KafkaState = Literal["connected", "catching-up", "away"]
HolderWhy = Literal["taken", "kept", "taken-over", "handed-over", "released", "gone"]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Something that goes over the wire as JSON."""


class PersonAnswer(Answer, frozen=True, kw_only=True):
    """Who somebody is."""

    name: str
    role: Role
    expires_at: datetime


class Kafka(Answer, frozen=True, kw_only=True):
    """How the desk stands with Kafka; `detail` says what is wrong and what to do."""

    state: KafkaState
    detail: str = ""


class Headline(Answer, frozen=True, kw_only=True):
    """A milestone that became true."""

    kind: str
    text: str
    weight: Weight


class Refused(Answer, frozen=True, kw_only=True):
    """Why an announcement makes no turn, with a reason of the contract."""

    reason: str
    detail: str


class Receipt(Answer, frozen=True, kw_only=True):
    """The turn as it came back."""

    sequence: int
    time: datetime
    headlines: tuple[Headline, ...]
    retracted: tuple[str, ...]
    passed: tuple[str, ...]


class Would(Answer, frozen=True, kw_only=True):
    """The turn that a draft would make."""

    sequence: int
    headlines: tuple[Headline, ...]
    retracted: tuple[str, ...]
    passed: tuple[str, ...]
    updates: tuple[Update, ...]


class Instead(Answer, frozen=True, kw_only=True):
    """An announcement without its envelope."""

    type: str
    data: object


class Draft(Answer, frozen=True, kw_only=True):
    """An announcement that was only tried: the turn that it would make, or why it would be refused."""

    ceremony: str
    rehearsal: bool
    based_on: int
    type: str
    data: object
    label: str
    weight: EntryWeight
    needs: Needs
    would: Would | None
    refused: Refused | None
    instead: Instead | None
    undoes: int | None


class Entry(Answer, frozen=True, kw_only=True):
    """Something that somebody entered, and how far it is."""

    id: str
    ceremony: str
    rehearsal: bool
    type: str
    data: object
    label: str
    by: str
    entered_at: datetime
    based_on: int | None
    weight: EntryWeight
    status: Status
    confirmed_by: str | None = None
    undoes: int | None = None
    receipt: Receipt | None = None
    rejection: Refused | None = None


class Holder(Answer, frozen=True, kw_only=True):
    """Who holds the desk of a night."""

    name: str
    browser: str
    since: datetime


class HolderEvent(Answer, frozen=True, kw_only=True):
    """Who holds the desk of a night now, and why."""

    ceremony: str
    holder: Holder | None
    why: HolderWhy


class HistoryTurn(Answer, frozen=True, kw_only=True):
    """A turn of a night, and whose it was."""

    sequence: int
    id: str
    type: str
    time: datetime
    by: str
    label: str
    category: str | None
    headlines: tuple[Headline, ...]
    retracted: tuple[str, ...]
    undoable: bool


class Turns(Answer, frozen=True, kw_only=True):
    """Turns of a night, the oldest first."""

    ceremony: str
    turns: tuple[HistoryTurn, ...]


class NightSummary(Answer, frozen=True, kw_only=True):
    """A night in a list."""

    ceremony: str
    name: str
    date: date
    status: Literal["published", "open", "closed"]
    decided: int
    categories: int
    sequence: int
    rehearsal: bool
    holder: Holder | None
    under_way: str | None


class NightAnswer(Answer, frozen=True, kw_only=True):
    """A night, whole."""

    ceremony: str
    rehearsal: bool
    sequence: int
    holder: Holder | None
    under_way: str | None
    board: Board
    turns: tuple[HistoryTurn, ...]
    entries: tuple[Entry, ...]
    present: tuple[str, ...]
    event_id: str


class DeskAnswer(Answer, frozen=True, kw_only=True):
    """The desk as a person finds it."""

    me: PersonAnswer
    kafka: Kafka
    confirm: Confirm
    nights: tuple[NightSummary, ...]
    event_id: str


class TurnEvent(Answer, frozen=True, kw_only=True):
    """A turn that came back."""

    ceremony: str
    rehearsal: bool
    turn: HistoryTurn
    updates: tuple[Update, ...]


class RejectionEvent(Answer, frozen=True, kw_only=True):
    """An announcement that was not folded."""

    ceremony: str | None
    announcement: str | None
    reason: str
    detail: str


class NightsEvent(Answer, frozen=True, kw_only=True):
    """A night came, or a rehearsal went."""

    ceremony: str
    there: bool


class ResetEvent(Answer, frozen=True, kw_only=True):
    """What was missed is not known."""

    why: str


class CheckedCeremony(Answer, frozen=True, kw_only=True):
    """A ceremony that a file holds."""

    ceremony: str
    name: str
    date: date
    categories: int
    nominations: int
    histories: int
    known: bool


class ProgrammeCheck(Answer, frozen=True, kw_only=True):
    """What is wrong with a programme."""

    sound: bool
    ceremonies: tuple[CheckedCeremony, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...]


class Published(Answer, frozen=True, kw_only=True):
    """The entries that a published programme made."""

    ceremony: str
    entries: tuple[Entry, ...]


class PressDraft(Answer, frozen=True, kw_only=True):
    """What a line of a press release says, as an announcement."""

    line: int
    text: str
    category: str
    type: str
    data: object
    label: str
    score: float
    left_over: str
    decided: Literal["no", "same", "otherwise"]


class Unmatched(Answer, frozen=True, kw_only=True):
    """What could not be matched."""

    line: int
    text: str
    why: str


class PressRelease(Answer, frozen=True, kw_only=True):
    """A press release, read."""

    ceremony: str
    drafts: tuple[PressDraft, ...]
    unmatched: tuple[Unmatched, ...]


class Outcome(Answer, frozen=True, kw_only=True):
    """What became of an announcement."""

    id: str
    ceremony: str
    status: Literal["pending", "turn", "rejection", "withdrawn"]
    waiting_for: Literal["answer", "second-person"] | None = None
    turn: Receipt | None = None
    rejection: Refused | None = None
