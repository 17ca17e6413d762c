"""The updates of a turn: the difference of two boards, with the end of each milestone that no longer holds."""

from streams.milestones import FAMILIES
from sweepcast.board import AnyValue, Board, Ended, Milestone, Update

_LINES = {family.name: {claim: place for place, claim in enumerate(family.line)} for family in FAMILIES}


def difference(before: Board, after: Board, *, correction: bool) -> tuple[Update, ...]:
    """Return what leads from one board to the other, sorted by address.

    A milestone that ends says how: `retracted` when the turn is a correction, else `passed`.
    """
    changed = [address for address, value in after.items() if before.get(address) != value]
    gone = [address for address in before if address not in after]
    return tuple(
        Update(
            address=address,
            value=after.get(address),
            ended=_ended(address, before.get(address), after.get(address), correction=correction),
        )
        for address in sorted(changed + gone)
    )


def _ended(address: str, before: AnyValue | None, after: AnyValue | None, *, correction: bool) -> Ended | None:
    if not isinstance(before, Milestone) or (isinstance(after, Milestone) and _goes_on(address, before, after)):
        return None
    return Ended(
        how="retracted" if correction else "passed",
        kind=before.kind,
        status=before.status,
        headline=before.headline,
    )


def _goes_on(address: str, before: Milestone, after: Milestone) -> bool:
    """Return whether `after` still includes what `before` said: further along its family's line, about no one else."""
    line = _LINES[address.split("/")[1]]
    forward = line[after.kind, after.status] >= line[before.kind, before.status]
    return forward and {each.id for each in after.subjects} <= {each.id for each in before.subjects}
