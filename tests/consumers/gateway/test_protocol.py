"""docs/protocol.md says what is so."""

import re
from pathlib import Path
from typing import get_args

import msgspec

from sweepcast.close_codes import CloseCode
from consumers.gateway.limits import Limits
from consumers.gateway.options import KNOWN
from sweepcast.frames import FRAMES, Goodbye, Heartbeat, Hello, ResumeReason, Snapshot, TurnFrame

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
    tags = {str(msgspec.inspect.type_info(each).tag) for each in (Hello, Snapshot, TurnFrame, Heartbeat, Goodbye)}  # type: ignore[attr-defined]  # structs have tags
    assert set(first_column("## Frames")) == tags


def test_every_reason_is_listed() -> None:
    """The table of reasons is complete, and names nothing else."""
    assert set(first_column("## Cursors")) == set(get_args(ResumeReason))


def test_every_close_code_is_listed() -> None:
    """The table of close codes is complete; each reason fits into a close frame."""
    assert {int(each) for each in first_column("## Staying connected")} == set(CloseCode)
    assert all(len(each.reason.encode()) <= 123 for each in CloseCode)


def test_every_option_is_listed() -> None:
    """The table of options is complete."""
    assert {each.partition("=")[0] for each in first_column("## Connecting")} == set(KNOWN)


def test_the_limits_are_the_real_ones() -> None:
    """Numbers in the text are those of the program."""
    assert f"above {Limits().client_message_bytes // 1024} KiB" in PAGE
    assert f"after {Limits().stalled_seconds:.0f} seconds in which it took not one byte" in PAGE


def test_every_refusal_is_listed() -> None:
    """Each code with which the gateway refuses a feed request stands in the table of refusals."""
    folder = Path(__file__).parents[3] / "consumers" / "gateway"
    sources = [folder.joinpath(name).read_text() for name in ("options.py", "websocket.py")]
    codes = {code for source in sources for code in re.findall(r'Refused\(\s*"([a-z-]+)"', source)}
    assert len(codes) >= 5
    assert all(f"`{code}`" in PAGE for code in codes)
