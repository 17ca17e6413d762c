"""What became of a check or a scenario: passed, failed with what was wrong, or skipped with the reason."""

from collections.abc import Iterable

import msgspec

SHOWN_BYTES = 400
"""How much of a frame is shown with a problem; the whole of a snapshot helps nobody."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What should have been seen, what was seen, and the frames or answers that show it, shortened."""

    expected: str
    seen: str
    frames: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return it as one line without the frames."""
        return f"expected {self.expected}; seen: {self.seen}"


class Passed(msgspec.Struct, frozen=True, kw_only=True, tag_field="result", tag="passed"):
    """It holds; `note` says what limits the finding, for instance that no turn came in meanwhile."""

    note: str = ""


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag_field="result", tag="failed"):
    """It does not hold."""

    problems: tuple[Problem, ...]


class Skipped(msgspec.Struct, frozen=True, kw_only=True, tag_field="result", tag="skipped"):
    """It could not be looked at; `why` says what is needed for that."""

    why: str


Verdict = Passed | Failed | Skipped


class Unexpected(Exception):
    """Something came, or did not come, that makes it pointless to look further; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        """Carry a problem."""
        super().__init__(str(problem))
        self.problem = problem


class CannotTell(Exception):
    """What is to be checked does not occur here; the message says what would be needed."""


def verdict(problems: Iterable[Problem], note: str = "") -> Verdict:
    """Return `Failed` with the problems, or `Passed` where there is none."""
    found = tuple(problems)
    return Failed(problems=found) if found else Passed(note=note)


def shortened(frame: bytes | str) -> str:
    """Return a frame as text, cut to what a person reads."""
    text = frame.decode("utf-8", "backslashreplace") if isinstance(frame, bytes) else frame
    left_out = len(text) - SHOWN_BYTES
    return text if left_out <= 0 else f"{text[:SHOWN_BYTES]}… ({left_out} more characters)"
