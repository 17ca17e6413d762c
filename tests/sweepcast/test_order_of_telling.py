"""Milestones that became true together, in the order in which they are told."""

import re
from pathlib import Path

from sweepcast.order_of_telling import FIRST_TOLD, loudness

PAGE = Path(__file__).parents[2] / "consumers" / "page" / "stream.js"


def test_the_loudest_first_then_by_kind() -> None:
    """A major milestone stands before a minor one of any kind; a kind from a newer worker stands last of its weight."""
    told = [("lead", "minor"), ("a-new-kind", "major"), ("big-five", "major"), ("clean-sweep", "major")]
    in_order = sorted(told, key=lambda each: loudness(*each))  # type: ignore[arg-type]  # written as weights
    assert [kind for kind, _ in in_order] == ["clean-sweep", "big-five", "a-new-kind", "lead"]


def test_the_page_tells_in_the_same_order() -> None:
    """The page cannot import it, and has the same list."""
    found = re.search(r"^const KINDS = \[([^]]*)\];$", PAGE.read_text(), re.MULTILINE)
    assert found
    assert tuple(re.findall(r'"([\w-]+)"', found[1])) == FIRST_TOLD
