"""A desk that runs, for tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.producers.desk.world import TheDesk, running


@pytest.fixture
async def the_desk(tmp_path: Path) -> AsyncIterator[TheDesk]:
    """A desk with a Kafka that holds nothing yet."""
    async with running(tmp_path) as desk:
        yield desk
