"""The law of the seam, held against generated interleavings with a plain model beside them.

Whatever is appended, trimmed, let go, subscribed, resumed, filtered anew, delayed or left behind, at whichever of two
gateways: every subscriber sees exactly what its filter allows of each turn, once and in order.
"""

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from consumers.gateway.core.log import Absent, FeedLog
from consumers.gateway.core.options import FeedOptions
from consumers.gateway.core.subscription import FellBehind, Subscription, subscribe
from consumers.gateway.past import Stretch
from sweepcast.board import Update
from sweepcast.filters import EVERYTHING, Filter, filter_of
from sweepcast.frames import FRAMES, Hello
from tests.consumers.gateway.seam_model import NIGHTS, Model, Witness, milestone, stage
from tests.consumers.gateway.turns import gone, new_log, standing

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


updates = st.one_of(
    st.sampled_from(["open", "open", "closed"]).map(stage),
    st.tuples(films, st.integers(0, 3)).map(lambda each: standing(*each)),
    films.map(lambda film: milestone("lead", "lead", film)),
    st.tuples(st.sampled_from(["record-tied", "record-broken"]), films).map(lambda each: milestone("record", *each)),
    st.sampled_from(["milestone/lead", "milestone/record", "standing/work/arrival"]).map(gone),
)


class Watcher(Witness):
    """A witness on a subscription."""

    def __init__(self, model: Model) -> None:
        """Have no subscription."""
        super().__init__(model)
        self.subscription: Subscription | None = None
        self.known_at_start: dict[str, int] = {}
        self.may_know = 0.0

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
            read = FRAMES.decode(frame)
            if isinstance(read, Hello) and not read.data.resumed:
                self.may_know = now - subscription.delay_seconds
            self.check(read)

    def begin(self) -> None:
        """Forget all boards: snapshots follow."""
        super().begin()
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
        if place == log.start:
            # A log that holds less than the delay cannot tell what was before its first entry.
            known = (self.model.told_at[night][self.known_at_start[night]] for night in NIGHTS)
            self.may_know = max(self.may_know, *known)

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
        self.inputs[partition] += 1
        turn = self.model.tell(night, changed, self.now, self.inputs[partition])
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
