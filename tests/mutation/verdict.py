"""The verdict on mutants: which survivors are known, and which known ones are killed or gone. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec


class Reason(msgspec.Struct, frozen=True):
    """Why some mutants live: they change nothing that anybody could see, or nothing worth a test."""

    why: str
    changes: tuple[str, ...]


class Known(msgspec.Struct, frozen=True):
    """All survivors that are known."""

    reasons: tuple[Reason, ...]


class Verdict(NamedTuple):
    """Survivors that are not known, and known ones that are killed by now or gone."""

    unknown: list[str]
    outdated: list[str]


def change(mutant: str, difference: str) -> str:
    """Return a mutant in one line: `streams.fold.fold: this -> that`.

    Two mutants of one function may read alike; then they are known, or not, together.
    """
    function = mutant.rpartition("__mutmut_")[0].replace(".x_", ".").replace(".xǁ", ".").replace("ǁ", ".")
    lines = [line for line in difference.splitlines() if not line.startswith(("---", "+++"))]
    before, after = (" ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    return f"{function}: {before} -> {after}"


def judge(survivors: Iterable[str], known: Known) -> Verdict:
    """Return where survivors and known ones differ, both sorted."""
    alive, listed = set(survivors), {each for reason in known.reasons for each in reason.changes}
    return Verdict(sorted(alive - listed), sorted(listed - alive))
