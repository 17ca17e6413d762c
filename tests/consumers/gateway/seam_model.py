"""What is true of a feed that a test makes up, and a witness who holds every frame against it."""

from itertools import pairwise

from sweepcast.board import Board, Milestone, Stage, Subject, Update, applied
from sweepcast.board import Evidence as NoEvidence
from sweepcast.filters import EVERYTHING, Filter, facts_of
from sweepcast.frames import AnyFrame, Filtered, Hello, Snapshot, TurnFrame
from tests.consumers.gateway.turns import NOW, record

NIGHTS = {"globes-2015": 0, "globes-2016": 0, "oscars-2015": 1, "oscars-2016": 1}
"""Ceremonies, and the partitions in which they live."""


def stage(status: str) -> Update:
    """Return an update of a night's stage."""
    value = Stage(status=status, up_next=None, decided=0, categories=9, opened_at=None, closed_at=None)  # type: ignore[arg-type]  # one of three
    return Update(address="stage", value=value)


def milestone(family: str, kind: str, film: str) -> Update:
    """Return an update of a milestone, which passes from film to film and from kind to kind."""
    value = Milestone(
        kind=kind, status="sole", subjects=(Subject(kind="work", id=film, name=film),), numbers={},
        evidence=NoEvidence(), since=1, since_time=NOW, headline=f"{film}: {kind}", weight="minor",
    )  # fmt: skip
    return Update(address=f"milestone/{family}", value=value)


class Model:
    """What is true: every board that each night ever had, and when it came about."""

    def __init__(self) -> None:
        """Begin with nights of which nothing is known."""
        self.boards: dict[str, list[Board]] = {night: [{}] for night in NIGHTS}
        self.told_at: dict[str, list[float]] = {night: [0.0] for night in NIGHTS}

    def tell(self, night: str, changed: list[Update], now: float, offset: int) -> bytes:
        """Let an announcement at an offset of its night's partition change some values; return the turn's record."""
        boards = self.boards[night]
        turn = record(len(boards), ceremony=night, partition=NIGHTS[night], offset=offset, updates=changed)
        boards.append(applied(boards[-1], tuple(changed)))
        self.told_at[night].append(now)
        return turn

    def seen(self, night: str, sequence: int, selected: Filter) -> Board:
        """Return a board as it is seen under a filter."""
        board = self.boards[night][sequence]
        if not selected.includes(night):
            return {}
        return {address: value for address, value in board.items() if selected.selects(facts_of(value))}

    def says_nothing(self, night: str, after: int, before: int, selected: Filter, *, conflated: bool) -> bool:
        """Return whether none of the turns between two changes anything that is seen; conflated: but standings."""
        boards = [self.seen(night, each, selected) for each in range(after, before)]
        if conflated:
            boards = [_without_standings(each) for each in boards]
        return all(one == other for one, other in pairwise(boards))


class Witness:
    """A subscriber that checks every frame against the model."""

    def __init__(self, model: Model, *, always_conflated: bool = False) -> None:
        """Have seen nothing; `always_conflated`: it may be behind at any time, without its knowing."""
        self.model = model
        self.always_conflated = always_conflated
        self.filter = EVERYTHING
        self.cursor: str | None = None
        self.boards: dict[str, Board] = {}
        self.sequences: dict[str, int] = {}
        self.conflated = always_conflated
        self.may_know = float("inf")
        """Nothing told later than this may be seen."""
        self.turns = 0

    def check(self, frame: AnyFrame) -> None:
        """Check one frame."""
        match frame:
            case Hello(data=data):
                assert data.filter == self.filter
                if not data.resumed:
                    self.begin()
            case Filtered(data=data):
                assert data.filter == self.filter
                self.begin()
            case Snapshot(data=data):
                assert data.board == self.model.seen(data.ceremony, data.sequence, self.filter)
                self.boards[data.ceremony] = data.board
                self.move(data.ceremony, data.sequence)
            case TurnFrame():
                self.check_turn(frame)
            case _:
                pass
        self.cursor = frame.cursor

    def begin(self) -> None:
        """Forget all boards: snapshots follow."""
        self.boards, self.sequences, self.conflated = {}, {}, self.always_conflated

    def check_turn(self, frame: TurnFrame) -> None:
        """Check that a turn is the next one that says anything, and that it says all."""
        night, sequence = frame.data.ceremony, frame.data.sequence
        last = self.sequences.get(night, 0)
        assert sequence > last, "a repeat"
        if self.filter.selects_whole_boards:
            assert sequence == last + 1, "a hole"
        assert self.says_nothing(night, last, sequence - 1), "a turn is missing"
        self.boards[night] = applied(self.boards.get(night, {}), frame.data.updates)
        self.turns += 1
        self.move(night, sequence)
        self.check_board(night, sequence)

    def move(self, night: str, sequence: int) -> None:
        """Note where a night stands, which must not be known too early."""
        assert self.model.told_at[night][sequence] <= self.may_know, "a spoiler"
        self.sequences[night] = sequence

    def check_board(self, night: str, sequence: int) -> None:
        """Check a board; of one who was behind, all but the standings, which may be told again soon."""
        mine, true = self.boards[night], self.model.seen(night, sequence, self.filter)
        if self.conflated:
            mine, true = _without_standings(mine), _without_standings(true)
        assert mine == true

    def says_nothing(self, night: str, after: int, until: int) -> bool:
        """Return whether the turns behind one, until another, say nothing that must have come."""
        return self.model.says_nothing(night, after, until + 1, self.filter, conflated=self.conflated)


def _without_standings(board: Board) -> Board:
    return {address: value for address, value in board.items() if not address.startswith("standing/")}
