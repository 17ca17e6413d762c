"""Each check passes at a gateway that keeps to the protocol, and fails at one that breaks it in one place."""

import pytest

from sweepcast.conformance.catalogue import ALL
from sweepcast.conformance.checking import Check
from sweepcast.conformance.gateway import Address, Gateway
from sweepcast.conformance.model import filter_key
from sweepcast.conformance.verdicts import Failed, Passed
from sweepcast.filters import EVERYTHING
from tests.sweepcast.conformance.faults import FAULTS, LIVE, RESTRICTED
from tests.sweepcast.conformance.reference import Conduct, reference_gateway

WATCH_SECONDS = 0.3
PATIENCE_SECONDS = 5.0
IMPATIENCE_SECONDS = 0.5
"""Where a fault is that something never comes."""
KEY = filter_key(EVERYTHING)
CURSORS = {
    "cursor-of-another-log": f"another.{KEY}.3",
    "cursor-too-old": f"first.{KEY}.0",
    "cursor-ahead": f"first.{KEY}.99999",
}


def gateway(address: Address, check: str, patience: float) -> Gateway:
    """Return the gateway at an address as the check of this id needs it."""
    restricted = check in RESTRICTED
    return Gateway(
        Address(feed=address.feed, http=address.http, token=RESTRICTED[check].token if restricted else None),
        patience=patience,
        watch=WATCH_SECONDS,
        cursors=CURSORS,
        crowd=6,
    )


@pytest.mark.parametrize("check", ALL, ids=lambda each: each.id)
async def test_it_passes_at_a_gateway_that_does_everything_right(check: Check) -> None:
    """No check asks for more than the protocol does, whether turns come in meanwhile or not."""
    conduct = RESTRICTED.get(check.id, Conduct())
    async with reference_gateway(conduct, live=check.id in LIVE) as reference:
        verdict = await check.run(gateway(reference.address, check.id, PATIENCE_SECONDS))
    assert isinstance(verdict, Passed)
    if check.id in LIVE:
        assert "no turn" not in verdict.note


@pytest.mark.parametrize(
    ("check", "fault"),
    [(check, fault) for check in ALL for fault in FAULTS[check.id]],
    ids=lambda each: each if isinstance(each, str) else each.id,
)
async def test_it_fails_at_a_gateway_that_is_wrong_there(check: Check, fault: str) -> None:
    """A check that cannot fail says nothing."""
    async with reference_gateway(FAULTS[check.id][fault], live=check.id in LIVE) as reference:
        verdict = await check.run(gateway(reference.address, check.id, IMPATIENCE_SECONDS))
    assert isinstance(verdict, Failed)
    assert all(each.expected and each.seen for each in verdict.problems)


def test_every_check_has_a_fault_that_it_must_find() -> None:
    """A check that is added is shown to be able to fail."""
    assert FAULTS.keys() == {each.id for each in ALL}
    assert all(FAULTS.values())


def test_ids_are_unique() -> None:
    """`--only` names one check."""
    assert len({each.id for each in ALL}) == len(ALL)
