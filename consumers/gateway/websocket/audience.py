"""Those who see the feed alike, with the same filter and the same delay: what is new goes to all as the same bytes."""

from collections.abc import Iterator

from consumers.gateway.core.log import FeedLog
from consumers.gateway.core.selection import Selection
from consumers.gateway.core.subscription import FellBehind, Subscription
from consumers.gateway.websocket.viewer import FeedConnection, Viewer
from sweepcast.filters import Filter

Key = tuple[Filter, float]
"""What those have in common who see the feed alike: filter, and delay in seconds."""


class Audience:
    """Viewers who have got everything before `place`.

    Attributes:
        level: those who have got nothing else: the same frames go to all of them.
        waiting: those who have also seen some of what is still to come for the others, and get theirs one by one.
    """

    def __init__(self, log: FeedLog, selection: Selection, delay_seconds: float, place: int) -> None:
        """Have nobody yet."""
        self.log = log
        self.selection = selection
        self.delay_seconds = delay_seconds
        self.place = place
        self._offsets = log.offsets_at(max(place, log.start))
        self.level: dict[FeedConnection, Viewer] = {}
        self.waiting: set[Viewer] = set()

    @property
    def cursor(self) -> str:
        """The place of those who are level."""
        return self.selection.cursor(self.log.offsets_at(self.place))

    def due(self, now: float) -> Iterator[bytes]:
        """Yield the frames that all who are level must get at a moment, and move on.

        Raises:
            FellBehind: the log has let go of what comes next, while the delay held it back.
        """
        limit = self.log.place_told(now - self.delay_seconds) if self.delay_seconds else self.log.end
        while self.place < limit:
            if self.place < self.log.start:
                raise FellBehind(f"entry {self.place} is gone, the log starts at {self.log.start}")
            entry = self.log.entry(self.place)
            frames = self.selection.frames(entry)
            self.place += 1
            self._offsets = entry.offsets
            yield from frames

    def join(self, viewer: Viewer) -> bool:
        """Take in a viewer who has got all that is due; return whether it is level with the others."""
        if viewer.subscription.is_level(self.place):
            self.level[viewer.connection] = viewer
            return True
        self.waiting.add(viewer)
        return False

    def leave(self, viewer: Viewer) -> None:
        """Let a viewer go, at the place where it is."""
        self.waiting.discard(viewer)
        if self.level.pop(viewer.connection, None) is not None:
            held = self.place >= self.log.start
            viewer.subscription.move_to(self.place, self.log.offsets_at(self.place) if held else self._offsets)

    @property
    def is_empty(self) -> bool:
        """Whether nobody is left."""
        return not self.level and not self.waiting


class Audiences:
    """All audiences, by filter and delay."""

    def __init__(self) -> None:
        """Have none."""
        self._audiences: dict[Key, Audience] = {}

    def __iter__(self) -> Iterator[Audience]:
        """Give the audiences as they are now; they may change meanwhile."""
        return iter(tuple(self._audiences.values()))

    def of(self, subscription: Subscription, now: float) -> Audience:
        """Return the audience to which one with this subscription belongs at a moment."""
        key = (subscription.selection.filter, subscription.delay_seconds)
        audience = self._audiences.get(key)
        if audience is None:
            place = subscription.limit(now)
            audience = Audience(subscription.log, subscription.selection, subscription.delay_seconds, place)
            self._audiences[key] = audience
        return audience

    def leave(self, viewer: Viewer) -> None:
        """Let a viewer go from its audience, if it is in one."""
        key = (viewer.subscription.selection.filter, viewer.subscription.delay_seconds)
        audience = self._audiences.get(key)
        if audience is not None:
            audience.leave(viewer)
            if audience.is_empty:
                del self._audiences[key]
