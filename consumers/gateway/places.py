"""The places of named subscribers, who acknowledge what they have dealt with and cannot store it themselves."""

from typing import Protocol

from consumers.gateway.core.cursor import Cursor


class PlacesAway(Exception):
    """Places can be neither found nor kept now; the message says why, and what to do."""


class Places(Protocol):
    """Keeps one place a subscriber, the last that it acknowledged."""

    async def find(self, subscriber: str) -> str | None:
        """Return the cursor that is kept for a subscriber, none where none is.

        Raises:
            PlacesAway: it cannot be known now.
        """

    async def keep(self, subscriber: str, cursor: Cursor) -> None:
        """Keep a place in the stead of an earlier one; it outlasts this process once this returns.

        Raises:
            PlacesAway: it is not certain that it is kept.
        """
