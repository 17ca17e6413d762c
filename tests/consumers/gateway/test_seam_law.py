"""The law of the seam, held against generated interleavings with a plain model beside them.

Whatever is appended, trimmed, let go, subscribed, resumed, filtered anew, delayed or left behind, at whichever of two
gateways: every subscriber sees exactly what its filter allows of each turn, once and in order.
"""

from itertools import pairwise

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from consumers.gateway.log import Absent, FeedLog
from consumers.gateway.options import FeedOptions
from consumers.gateway.past import Stretch
from consumers.gateway.subscription import FellBehind, Subscription, subscribe
from sweepcast.board import Board, Milestone, Stage, Subject, Update, applied
from sweepcast.board import Evidence as NoEvidence
from sweepcast.filters import EVERYTHING, Filter, facts_of, filter_of
from sweepcast.frames import FRAMES, AnyFrame, Filtered, Hello, Snapshot, TurnFrame
from tests.consumers.gateway.turns import NOW, gone, new_log, record, standing

NIGHTS = {"globes-2015": 0, "globes-2016": 0, "oscars-2015": 1, "oscars-2016": 1}
"""Ceremonies, and the partitions in which they live."""
SMALL = {"kept_bytes": 20_000, "current_closed": 1, "held_nights": 1}
"""A log that trims, and lets go of boards, all the time."""

ceremonies = st.sampled_from(sorted(NIGHTS))
films = st.sampled_from(["arrival", "moonlight"])
filters = st.one_of(
    st.just(EVERYTHING),
    ceremonies.map(lambda night: filter_of(ceremonies=[night])),
    st.just(filter_of(kinds=["milestone"])),
    st.just(filter_of(kinds=["record-broken", "stage"])),
    films.map(lambda film: filter_of(works=[film])),
    st.tuples(ceremonies, films).map(lambda each: filter_of(ceremonies=[each[0]], works=[each[1]], kinds=["standing"])),
)
delays = st.sampled_from([0.0, 0.0, 0.05, 60.0])
seconds = st.sampled_from([0.0, 0.03, 0.2, 30.0, 1000.0])
gateways = st.integers(0, 1)
clients = st.integers(0, 3)


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


updates = st.one_of(
    st.sampled_from(["open", "open", "closed"]).map(stage),
    st.tuples(films, st.integers(0, 3)).map(lambda each: standing(*each)),
    films.map(lambda film: milestone("lead", "lead", film)),
    st.tuples(st.sampled_from(["record-tied", "record-broken"]), films).map(lambda each: milestone("record", *each)),
    st.sampled_from(["milestone/lead", "milestone/record", "standing/work/arrival"]).map(gone),
)


class Model:
    """What is true: every board that each night ever had, and when it came about."""

    def __init__(self) -> None:
        """Begin with nights of which nothing is known."""
        self.boards: dict[str, list[Board]] = {night: [{}] for night in NIGHTS}
        self.told_at: dict[str, list[float]] = {night: [0.0] for night in NIGHTS}

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


class Watcher:
    """A subscriber that checks every frame against the model."""

    def __init__(self, model: Model) -> None:
        """Have no connection."""
        self.model = model
        self.subscription: Subscription | None = None
        self.filter = EVERYTHING
        self.cursor: str | None = None
        self.boards: dict[str, Board] = {}
        self.sequences: dict[str, int] = {}
        self.known_at_start: dict[str, int] = {}
        self.conflated = False
        self.at_start = False
        self.may_know = 0.0
        """Nothing told later than this may be seen."""

    def connect(self, log: FeedLog, selected: Filter, delay: float, now: float, *, resume: bool) -> None:
        """Come, or come back."""
        cursor = self.cursor if resume else None
        options = FeedOptions(filter=selected, delay_seconds=delay, cursor=cursor)
        self.subscription = subscribe(log, options, now)
        self.filter = selected
        self.take(now, 1)

    def take(self, now: float, most: int, *, conflated: bool = False) -> None:
        """Take some frames; with none left, check that nothing is missing."""
        subscription = self.subscription
        if subscription is None:
            return
        self.conflated = self.conflated or conflated
        self.may_know = max(self.may_know, now - subscription.delay_seconds)
        for _ in range(most):
            try:
                frame = subscription.next_frame(now, conflated=conflated)
            except FellBehind:
                self.cursor = subscription.cursor  # as goodbye would say it
                self.subscription = None
                return
            if frame is None:
                self.check_whole(subscription, now)
                self.cursor = subscription.cursor  # as a heartbeat would say it
                return
            self.check(FRAMES.decode(frame), now)

    def check(self, frame: AnyFrame, now: float) -> None:
        """Check one frame."""
        assert self.subscription is not None
        match frame:
            case Hello(data=data):
                assert data.filter == self.filter
                if not data.resumed:
                    self.may_know = now - self.subscription.delay_seconds
                    self.begin()
            case Filtered(data=data):
                assert data.filter == self.filter
                self.begin()
            case Snapshot(data=data):
                assert data.board == self.model.seen(data.ceremony, data.sequence, self.filter)
                self.boards[data.ceremony] = data.board
                if self.at_start:
                    # A log that holds less than the delay cannot tell what was before its first entry.
                    self.may_know = max(self.may_know, self.model.told_at[data.ceremony][data.sequence])
                self.move(data.ceremony, data.sequence)
            case TurnFrame(data=data):
                self.check_turn(frame)
            case _:
                raise AssertionError(frame)
        self.cursor = frame.cursor

    def begin(self) -> None:
        """Forget all boards: snapshots follow."""
        assert self.subscription is not None
        log, place = self.subscription.log, self.subscription.place
        # In a night whose board was let go, nothing happens without its coming back first.
        self.known_at_start = {night: log.sequence(night) for night in NIGHTS}
        self.known_at_start |= {
            night: 0 if at is None else at[0]
            for night in NIGHTS
            if not log.absent(filter_of(ceremonies=[night]))
            for at in [log.board_at(night, place)]
        }
        self.boards, self.sequences, self.conflated = {}, {}, False
        self.at_start = place == log.start

    def check_turn(self, frame: TurnFrame) -> None:
        """Check that a turn is the next one that says anything, and that it says all."""
        night, sequence = frame.data.ceremony, frame.data.sequence
        last = self.sequences.get(night, 0)
        assert sequence > last, "a repeat"
        if self.filter.selects_whole_boards:
            assert sequence == last + 1, "a hole"
        assert self.says_nothing(night, last, sequence - 1), "a turn is missing"
        self.boards[night] = applied(self.boards.get(night, {}), frame.data.updates)
        self.move(night, sequence)
        self.check_board(night, sequence)

    def says_nothing(self, night: str, after: int, until: int) -> bool:
        """Return whether the turns behind one, until another, say nothing that must have come."""
        return self.model.says_nothing(night, after, until + 1, self.filter, conflated=self.conflated)

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

    def check_whole(self, subscription: Subscription, now: float) -> None:
        """Check that there is nothing that was not told."""
        log, limit = subscription.log, max(subscription.limit(now), subscription.place)
        for night in NIGHTS:
            at = log.board_at(night, limit)
            if at is None:
                continue
            if night in self.boards:
                # One who comes from the other gateway may have seen what this one may not tell yet.
                sequence = max(at[0], self.sequences[night])
                assert self.says_nothing(night, self.sequences[night], sequence)
                assert self.boards[night] == self.model.seen(night, sequence, self.filter)
            else:
                assert self.says_nothing(night, self.known_at_start.get(night, 0), at[0])
        self.conflated = False


def _without_standings(board: Board) -> Board:
    return {address: value for address, value in board.items() if not address.startswith("standing/")}


class Seam(RuleBasedStateMachine):
    """Two gateways of one topic, and four subscribers that go from one to the other."""

    def __init__(self) -> None:
        """Begin with an empty topic."""
        super().__init__()
        self.model = Model()
        self.topic: list[list[tuple[bytes, float]]] = [[], []]
        self.inputs = [0, 0]
        self.now = 100_000.0
        self.logs = [new_log(**SMALL), new_log(**SMALL)]
        self.watchers = [Watcher(self.model) for _ in range(4)]

    @rule(turns=st.lists(st.tuples(ceremonies, st.lists(updates, min_size=1, max_size=2)), min_size=1, max_size=6))
    def announce(self, turns: list[tuple[str, list[Update]]]) -> None:
        """Let the worker fold some announcements."""
        for night, changed in turns:
            self.tell(night, changed)

    @rule(nights=st.lists(ceremonies, min_size=2, max_size=4))
    def close(self, nights: list[str]) -> None:
        """Let nights end, one after the other, so that some are not current any more."""
        for night in nights:
            self.tell(night, [stage("closed")])

    @rule(partition=gateways)
    def restart(self, partition: int) -> None:
        """Let the worker be killed: it sends its last turns again."""
        self.topic[partition] += self.topic[partition][-2:]

    def tell(self, night: str, changed: list[Update]) -> None:
        """Make a turn, and write it to the topic."""
        partition = NIGHTS[night]
        boards = self.model.boards[night]
        self.inputs[partition] += 1
        turn = record(len(boards), ceremony=night, partition=partition, offset=self.inputs[partition], updates=changed)
        boards.append(applied(boards[-1], tuple(changed)))
        self.model.told_at[night].append(self.now)
        self.topic[partition].append((turn, self.now))

    @rule(gateway=gateways, partition=gateways, most=st.integers(1, 6))
    def read(self, gateway: int, partition: int, most: int) -> None:
        """Let a gateway read on."""
        log = self.logs[gateway]
        for _ in range(most):
            offset = (*log.offsets, 0, 0)[partition]
            if offset >= len(self.topic[partition]):
                return
            turn, told_at = self.topic[partition][offset]
            while isinstance(entry := log.append(turn, partition, offset, told_at), Absent):
                self.restore(log, entry.stretch)

    def restore(self, log: FeedLog, stretch: Stretch) -> None:
        """Read a night again."""
        log.restore(stretch.ceremony, [self.topic[stretch.partition][each][0] for each in stretch.offsets])

    def hold(self, log: FeedLog, selected: Filter) -> None:
        """See to it that the boards are held that a filter names."""
        for night in log.absent(selected):
            stretch = log.stretch(night)
            assert stretch is not None
            self.restore(log, stretch)

    @rule(passed=seconds)
    def wait(self, passed: float) -> None:
        """Let time pass."""
        self.now += passed

    @rule(client=clients, gateway=gateways, selected=filters, delay=delays, resume=st.booleans(), same=st.booleans())
    def connect(self, client: int, gateway: int, selected: Filter, delay: float, resume: bool, same: bool) -> None:
        watcher = self.watchers[client]
        selected = watcher.filter if same else selected
        self.hold(self.logs[gateway], selected)
        watcher.connect(self.logs[gateway], selected, delay, self.now, resume=resume)

    @rule(client=clients, gateway=gateways, most=st.integers(0, 4))
    def come_back(self, client: int, gateway: int, most: int) -> None:
        """Let a subscriber be cut off, resume at this gateway or the other one, and read some frames there."""
        watcher = self.watchers[client]
        self.hold(self.logs[gateway], watcher.filter)
        watcher.connect(self.logs[gateway], watcher.filter, 0.0, self.now, resume=True)
        watcher.take(self.now, most)

    @rule(client=clients, selected=filters)
    def forget_the_filter(self, client: int, selected: Filter) -> None:
        """Let a subscriber come back with a cursor that belongs to another filter."""
        watcher = self.watchers[client]
        self.hold(self.logs[0], selected)
        watcher.connect(self.logs[0], selected, 0.0, self.now, resume=True)

    @rule(gateway=gateways)
    def serve(self, gateway: int) -> None:
        """Let a gateway read everything, and its subscribers too."""
        for partition in (0, 1):
            self.read(gateway, partition, 10_000)
        for watcher in self.watchers:
            if watcher.subscription is not None and watcher.subscription.log is self.logs[gateway]:
                watcher.take(self.now, 10_000)

    @rule(client=clients, most=st.integers(1, 12), conflated=st.booleans())
    def take(self, client: int, most: int, conflated: bool) -> None:
        """Let a subscriber read some frames, as one who is behind or as one who is not."""
        self.watchers[client].take(self.now, most, conflated=conflated)

    @rule(client=clients, selected=filters)
    def change_filter(self, client: int, selected: Filter) -> None:
        """Let a subscriber want something else."""
        watcher = self.watchers[client]
        if watcher.subscription is None:
            return
        self.hold(watcher.subscription.log, selected)
        try:
            watcher.subscription.change_filter(selected, None)
        except FellBehind:
            watcher.subscription = None
        else:
            watcher.filter = selected
            watcher.take(self.now, 1)

    @rule(client=clients, delay=delays)
    def change_delay(self, client: int, delay: float) -> None:
        """Let a subscriber be told earlier or later."""
        watcher = self.watchers[client]
        if watcher.subscription is not None:
            watcher.subscription.delay_seconds = delay

    def teardown(self) -> None:
        """In the end everybody reads everything that is left."""
        for gateway in (0, 1):
            for partition in (0, 1):
                self.read(gateway, partition, 10_000)
        for watcher in self.watchers:
            if watcher.subscription is not None:
                watcher.take(self.now, 10_000)


TestSeam = Seam.TestCase
TestSeam.settings = hypothesis_settings(max_examples=1000, stateful_step_count=50, deadline=None)
