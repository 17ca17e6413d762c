"""The relay: takes records as they come out of Kafka, enters them into the log, and hands what is new to viewers."""

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from consumers.gateway.core.cursor import Offsets
from consumers.gateway.core.frame_writer import FrameWriter
from consumers.gateway.core.log import KEPT_BYTES, Absent, Dropped, Entry, FeedLog
from consumers.gateway.feed import Feed, Kafka, Trouble
from consumers.gateway.metrics import Metrics
from consumers.gateway.past import Stretch
from sweepcast.close_codes import CloseCode

logger = logging.getLogger(__name__)


class Sink(Protocol):
    """What a source of records talks to; Kafka's edge is one, and the tests' is another."""

    @property
    def epoch(self) -> bytes | None:
        """The id of the topic that was read so far, none if none was."""

    @property
    def offsets(self) -> Offsets:
        """Where to go on in that topic: the next offset of each partition."""

    def begin(self, epoch: bytes, first: Offsets) -> None:
        """Forget what was read: the topic `epoch` follows, from the offsets `first` on."""

    def take(self, record: bytes, partition: int, offset: int, told_at: float) -> Stretch | None:
        """Take the next record, which Kafka got at `told_at`, in seconds since the epoch.

        Returns none, or where the records are that are needed first: restore them, and give this one again.
        """

    def restore(self, stretch: Stretch, records: Sequence[bytes]) -> None:
        """Take the records that were asked for."""

    def caught_up(self) -> None:
        """Hear that everything has been taken that the topic held when reading began."""

    def lagging(self, records: int) -> None:
        """Hear how many records the topic holds that have not been taken."""

    def away(self, why: str) -> None:
        """Hear that the topic cannot be read now."""


class Audience(Protocol):
    """Those who get what is new."""

    def publish(self, entry: Entry) -> None:
        """Send a new entry of the log."""

    def heartbeat(self) -> None:
        """Tell everyone how things stand."""

    def dismiss_all(self, code: CloseCode) -> None:
        """Send everyone away."""


class Relay:
    """A sink that keeps the feed's log and tells the audience."""

    def __init__(  # noqa: PLR0913  # all that it tells, each by its own means
        self,
        feed: Feed,
        audience: Audience,
        frames: FrameWriter,
        on_ready: Callable[[], None],
        *,
        clock: Callable[[], float],
        metrics: Metrics,
        kept_bytes: int = KEPT_BYTES,
    ) -> None:
        """Call `on_ready` when the feed is whole for the first time; keep so many bytes of frames in each log.

        `clock` gives the seconds since the epoch.
        """
        self._feed = feed
        self._audience = audience
        self._frames = frames
        self._clock = clock
        self._metrics = metrics
        self._kept_bytes = kept_bytes
        self._on_ready: Callable[[], None] | None = on_ready

    @property
    def epoch(self) -> bytes | None:
        """The id of the topic in the log."""
        return None if self._feed.log is None else self._feed.log.epoch

    @property
    def offsets(self) -> Offsets:
        """Where the log ends."""
        return () if self._feed.log is None else self._feed.log.offsets

    def begin(self, epoch: bytes, first: Offsets) -> None:
        """Start a new log; those who followed an older one are sent for new snapshots."""
        if self._feed.log is not None:
            logger.warning("the updates topic was made anew: starting a new feed")
            self._audience.dismiss_all(CloseCode.LOG_RENEWED)
        self._feed.whole = False
        self._feed.log = FeedLog(epoch, self._frames, first=first, kept_bytes=self._kept_bytes)
        self._feed.kafka = Kafka(state="reading")
        self._feed.tell()

    def take(self, record: bytes, partition: int, offset: int, told_at: float) -> Stretch | None:
        """Enter a record; what is new goes to the audience at once."""
        log = self._feed.log
        if log is None:
            raise RuntimeError("a source must begin a log before it gives records")
        # A worker whose clock runs ahead must not hold up those who watch with a delay.
        entry = log.append(record, partition, offset, min(told_at, self._clock()))
        match entry:
            case Absent(stretch):
                return stretch
            case Dropped():
                self._metrics.dropped(entry.reason)
                self._dropped(entry, partition, offset)
            case Entry():
                self._entered(entry)
        self._metrics.took()
        return None

    def restore(self, stretch: Stretch, records: Sequence[bytes]) -> None:
        """Make a board again that was let go."""
        log = self._feed.log
        if log is not None:
            log.restore(stretch.ceremony, records)

    def _entered(self, entry: Entry) -> None:
        if self._feed.whole:
            self._audience.publish(entry)
            self._feed.tell()
            self._metrics.delivered(entry.frame, entry.told_at, self._clock())
        if entry.missing:
            self._trouble(Trouble(kind="gap", partition=entry.partition, offset=entry.offset, detail=_gap(entry)))

    def caught_up(self) -> None:
        """Open the feed, or say that it goes on."""
        if self._feed.kafka.state == "away":
            logger.info("Kafka is back; the feed goes on")
        was_stale = self._feed.stale
        self._feed.whole = True
        self._feed.kafka = Kafka(state="connected")
        if was_stale:
            self._tell_how_things_stand()
        if self._on_ready is not None:
            self._on_ready()
            self._on_ready = None

    def lagging(self, records: int) -> None:
        """Remember the lag."""
        if records != self._feed.kafka.lag:
            kafka = self._feed.kafka
            self._feed.kafka = Kafka(state=kafka.state, detail=kafka.detail, lag=records)

    def away(self, why: str) -> None:
        """Go on serving what there is, and say so; the same reason is logged once."""
        if why != self._feed.kafka.detail:
            logger.warning("%s", why)
        was_stale = self._feed.stale
        self._feed.kafka = Kafka(state="away" if self._feed.whole else "connecting", detail=why)
        if self._feed.stale and not was_stale:
            self._tell_how_things_stand()

    def _tell_how_things_stand(self) -> None:
        self._audience.heartbeat()
        self._feed.tell()

    def _dropped(self, dropped: Dropped, partition: int, offset: int) -> None:
        if dropped.reason == "repeat":
            logger.info("dropped a repeat: %s", dropped.detail)
        else:
            self._trouble(Trouble(kind=dropped.reason, partition=partition, offset=offset, detail=dropped.detail))

    def _trouble(self, trouble: Trouble) -> None:
        self._feed.note(trouble)
        logger.error(
            "%s in the updates topic, partition %d, offset %d: %s",
            trouble.kind,
            trouble.partition,
            trouble.offset,
            trouble.detail,
        )


def _gap(entry: Entry) -> str:
    return f"{entry.missing} turns of {entry.ceremony} are missing before turn {entry.sequence}"
