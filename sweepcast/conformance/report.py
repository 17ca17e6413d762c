"""What is told of a run: a line for each check or scenario as it is done, what was wrong, and a summary."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from sweepcast.conformance.verdicts import Failed, Passed, Problem, Skipped, Verdict

PASSED, FAILED, CANNOT_RUN = 0, 1, 2
"""Exit codes."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a run found out of one check or scenario, as `--json` prints it."""

    id: str
    section: str
    says: str
    seconds: float
    verdict: Verdict


def lines(id: str, verdict: Verdict, seconds: float) -> Iterator[str]:  # noqa: A002  # as it stands at the check
    """Yield what is said of a verdict."""
    match verdict:
        case Passed(note=note):
            yield f"passed   {id}  ({seconds:.1f} s){f': {note}' if note else ''}"
        case Skipped(why=why):
            yield f"skipped  {id}: {why}"
        case Failed(problems=problems):
            yield f"FAILED   {id}  ({seconds:.1f} s)"
            for problem in problems:
                yield from _of(problem)


def _of(problem: Problem) -> Iterator[str]:
    yield f"         expected: {problem.expected}"
    yield f"         seen:     {problem.seen}"
    for frame in problem.frames:
        yield f"         frame:    {frame}"


def summary(verdicts: Sequence[Verdict]) -> str:
    """Return how many passed, failed and were skipped."""
    numbers = {kind: sum(isinstance(each, kind) for each in verdicts) for kind in (Passed, Failed, Skipped)}
    return f"{numbers[Passed]} passed, {numbers[Failed]} failed, {numbers[Skipped]} skipped"


def exit_code(verdicts: Iterable[Verdict]) -> int:
    """Return 0 if nothing failed, 1 if something did, 2 if nothing could be looked at."""
    found = list(verdicts)
    if any(isinstance(each, Failed) for each in found):
        return FAILED
    return PASSED if any(isinstance(each, Passed) for each in found) else CANNOT_RUN
