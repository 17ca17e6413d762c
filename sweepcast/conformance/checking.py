"""A check: an id, what must hold, where docs/protocol.md says so, and the function that looks; and running them."""

from collections.abc import Awaitable, Callable, Iterable, Sequence

import msgspec

from sweepcast.conformance.gateway import Gateway
from sweepcast.conformance.verdicts import CannotTell, Failed, Skipped, Unexpected, Verdict

Look = Callable[[Gateway], Awaitable[Verdict]]


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that must hold at every gateway.

    Attributes:
        id: its name, as for `--only`.
        section: the heading of docs/protocol.md that asks for it.
        says: what must hold, as one sentence.
        look: finds out whether it does.
    """

    id: str
    section: str
    says: str
    look: Look

    async def run(self, gateway: Gateway) -> Verdict:
        """Return what became of the check at a gateway; whatever the gateway does, it raises nothing."""
        try:
            return await self.look(gateway)
        except Unexpected as error:
            return Failed(problems=(error.problem,))
        except CannotTell as error:
            return Skipped(why=str(error))


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """A check with its verdict and the seconds it took."""

    check: Check
    verdict: Verdict
    seconds: float


def check(id: str, section: str, says: str) -> Callable[[Look], Check]:  # noqa: A002  # as it stands at the check
    """Make a check of the function that looks."""

    def made(look: Look) -> Check:
        return Check(id=id, section=section, says=says, look=look)

    return made


async def run(
    gateway: Gateway,
    checks: Iterable[Check],
    before: Callable[[Check], None] = lambda _: None,
    after: Callable[[Done], None] = lambda _: None,
) -> list[Done]:
    """Return what became of the checks, one after the other; `before` and `after` hear of each as it goes on."""
    done: list[Done] = []
    for each in checks:
        before(each)
        begin = gateway.clock()
        verdict = await each.run(gateway)
        done.append(Done(check=each, verdict=verdict, seconds=gateway.clock() - begin))
        after(done[-1])
    return done


def chosen(checks: Sequence[Check], only: Sequence[str]) -> tuple[Check, ...]:
    """Return the checks whose ids are named, in their own order; all of them where none is named.

    Raises:
        LookupError: there is no such check.
    """
    unknown = set(only) - {each.id for each in checks}
    if unknown:
        raise LookupError(f"there is no check {', '.join(sorted(unknown))}: --list tells which there are")
    return tuple(each for each in checks if not only or each.id in only)
