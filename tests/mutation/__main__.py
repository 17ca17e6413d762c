"""Judges a finished run of mutmut: every mutant that survived must be known, with the reason why no test kills it.

`make mutation` runs it. The known ones are in `known.toml` beside this file, named by function and change rather than
by mutmut's numbers, which move with every edit.
"""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
from mutmut.mutation.diff_apply import get_diff_for_mutant

from tests.mutation.verdict import Known, change, judge

KNOWN = Path(__file__).with_name("known.toml")
RUN = Path("mutants")
AIM = 95.0
"""Per cent of all mutants that the tests must kill."""

_KILLED = {1, 3, 24, -24, 36, 152, 255}
"""mutmut's codes for a mutant that failed a test, or ran out of time; with any other one no test noticed it."""


class Run(msgspec.Struct):
    """What mutmut keeps of one source file: each mutant's name, and the exit code of its tests."""

    exit_code_by_key: dict[str, int | None]


def mutants_in(folder: Path) -> Iterator[tuple[str, bool]]:
    """Yield every mutant of a run, by mutmut's name, and whether it was killed."""
    for file in sorted(folder.rglob("*.meta")):
        for mutant, code in msgspec.json.decode(file.read_bytes(), type=Run).exit_code_by_key.items():
            yield mutant, code in _KILLED


def main() -> int:
    """Print the verdict and return 0 when the aim is reached and every survivor is known, else 1."""
    mutants = dict(mutants_in(RUN))
    if not mutants:
        print(f"There is no run in {RUN}: start it by `make mutation`.")
        return 1
    survivors = [change(each, get_diff_for_mutant(each)) for each, killed in mutants.items() if not killed]
    known = msgspec.convert(tomllib.loads(KNOWN.read_text(encoding="utf-8")), Known)
    unknown, outdated = judge(survivors, known)
    killed = 100 * (len(mutants) - len(survivors)) / len(mutants)
    print(f"{len(mutants)} mutants, {killed:.1f} % killed (aim {AIM:.0f} %), {len(survivors)} survived.")
    for told, changes in (
        ("No test notices, and no reason is listed: write a test, or list the line with its reason", unknown),
        ("Listed, but killed or gone: take it out", outdated),
    ):
        if changes:
            print(f"\n{told} in {KNOWN.name}:")
            print("\n".join(changes))
    return int(bool(unknown or outdated or killed < AIM))


if __name__ == "__main__":
    sys.exit(main())
