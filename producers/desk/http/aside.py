"""Work that takes seconds, as reading a long text does: beside the loop, and one piece at a time.

All threads taken by it, none would be left to write the audit log, and no entry could go out meanwhile.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Made = TypeVar("Made")


class Aside:
    """Does one piece of such work after the other."""

    def __init__(self) -> None:
        """Have nothing to do."""
        self._one = asyncio.Lock()

    async def made(self, work: Callable[[], Made]) -> Made:
        """Return what the work makes, once it is its turn."""
        async with self._one:
            return await asyncio.to_thread(work)
