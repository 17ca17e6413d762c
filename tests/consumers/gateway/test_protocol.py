"""docs/protocol.md says what is so."""

import re
from pathlib import Path
from typing import get_args

import msgspec

from consumers.gateway.limits import Limits
from consumers.gateway.options import FILTERS, REFUSAL_CODES, SINGLE
from consumers.gateway.subscription import CONFLATED_SECONDS
from sweepcast.close_codes import CloseCode
from sweepcast.frames import FRAMES, AnyFrame, ResumeReason, TurnFrame
from sweepcast.requests import LONGEST_DELAY_SECONDS

CLOSED_FOR_SIZE = 1009
"""WebSocket's own code for a message that was too big, RFC 6455, section 7.4.1."""
PAGE = Path(__file__).parents[3].joinpath("docs", "protocol.md").read_text()


def first_column(heading: str) -> list[str]:
    """Return the first cells of the first table below a heading."""
    below = PAGE.partition(heading)[2]
    rows = re.search(r"\|---.*\n((?:\|.*\n)+)", below)
    assert rows is not None
    return [row.split("|")[1].strip().strip("`") for row in rows[1].splitlines()]


def test_the_example_is_a_frame() -> None:
    """What is printed as a turn is one."""
    example = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    assert isinstance(FRAMES.decode(example[1].encode()), TurnFrame)


def test_every_frame_is_listed() -> None:
    """The table of types is complete, and names nothing else."""
    cells = first_column("## Frames")
    named = {f"sweepcast.feed.{each.rpartition('.')[2]}" for cell in cells for each in re.findall(r"[\w.]+", cell)}
    tags = {str(msgspec.inspect.type_info(each).tag) for each in get_args(AnyFrame)}  # type: ignore[attr-defined]  # structs have tags
    assert {each.replace("feed.turn", "turn") for each in named} == tags


def test_every_reason_is_listed() -> None:
    """The table of reasons is complete, and names nothing else."""
    assert set(first_column("## Cursors")) == set(get_args(ResumeReason))


def test_every_close_code_is_listed() -> None:
    """The table of close codes is complete; each reason fits into a close frame."""
    assert {int(each) for each in first_column("## Staying connected")} == {*CloseCode, CLOSED_FOR_SIZE}
    assert all(len(each.reason.encode()) <= 123 for each in CloseCode)


def test_every_option_is_listed() -> None:
    """The table of options is complete."""
    cells = first_column("## Connecting")
    assert {name for cell in cells for name in re.findall(r"(\w+)=", cell)} == {*FILTERS, *SINGLE}


def test_the_limits_are_the_real_ones() -> None:
    """Numbers in the text are those of the program."""
    assert f"after {Limits().stalled_seconds:.0f} seconds in" in PAGE
    assert f"more than {Limits().waiting_bytes // 2**20} MiB wait" in PAGE
    assert f"within {CONFLATED_SECONDS * 1000:g} ms" in PAGE
    assert f"up to {LONGEST_DELAY_SECONDS:g}" in PAGE


def test_every_refusal_is_listed() -> None:
    """Each code with which the gateway refuses stands in the table of refusals."""
    cells = PAGE.partition("## Refusals")[2].partition("## Server-Sent Events")[0]
    named = {
        code
        for row in cells.splitlines()
        if row.startswith("| ")
        for code in re.findall(r"`([a-z-]+)`", row.split("|")[2])
    }
    assert named == set(REFUSAL_CODES)
