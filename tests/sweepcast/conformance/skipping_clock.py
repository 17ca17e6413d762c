"""A clock that goes on by itself, and jumps when somebody sleeps: pauses of many seconds take none."""

import asyncio
import time


class SkippingClock:
    """Seconds that only grow; whoever sleeps by it wakes at once, that much later."""

    def __init__(self) -> None:
        """Have skipped nothing yet."""
        self._skipped = 0.0

    def now(self) -> float:
        """Return the time."""
        return time.monotonic() + self._skipped

    async def sleep(self, seconds: float) -> None:
        """Let so many seconds have passed."""
        self._skipped += seconds
        await asyncio.sleep(0)
