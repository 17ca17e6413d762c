"""Places for connections: bounded in all and by address, each given back once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.gateway.core.options import Refused
from consumers.gateway.door.admission import Admission, Ticket


def test_so_many_from_one_address() -> None:
    """One more is refused with what to do and when to come back; another address is still let in."""
    admission = Admission(connections=10, connections_per_address=2)
    admission.admit("a")
    second = admission.admit("a")
    with pytest.raises(Refused, match="close some") as refused:
        admission.admit("a")
    assert (refused.value.code, refused.value.status) == ("too-many-connections", 429)
    assert refused.value.retry_after is not None
    assert refused.value.retry_after > 0
    admission.admit("b")
    second.release()
    admission.admit("a")
    assert admission.connections == 3


def test_so_many_in_all() -> None:
    """Once all places are taken, everybody else is refused, and told when to come back."""
    admission = Admission(connections=2, connections_per_address=2)
    admission.admit("a")
    with admission.admit("b"):
        with pytest.raises(Refused) as refused:
            admission.admit("c")
        assert (refused.value.code, refused.value.status) == ("full", 503)
        assert refused.value.retry_after is not None
        assert refused.value.retry_after > 0
    assert admission.connections == 1
    admission.admit("c")


def test_a_place_is_given_back_once() -> None:
    """Each way to a connection's end may give its place back, and it counts once."""
    admission = Admission(connections=2, connections_per_address=2)
    first = admission.admit("a")
    admission.admit("a")
    with first:
        first.release()
    first.release()
    assert admission.connections == 1
    admission.admit("a")
    with pytest.raises(Refused):
        admission.admit("a")


@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abc"), st.integers(0, 30)), max_size=60))
def test_the_counts_are_those_of_the_tickets_held(steps: list[tuple[bool, str, int]]) -> None:
    """Whatever comes and goes, a caller is let in exactly if there is a place, and nobody is remembered who is gone."""
    admission = Admission(connections=6, connections_per_address=3)
    held: list[tuple[str, Ticket]] = []
    for enters, address, which in steps:
        if not enters:
            if held:
                held.pop(which % len(held))[1].release()
            continue
        there_is_a_place = len(held) < 6 and sum(each == address for each, _ in held) < 3
        try:
            held.append((address, admission.admit(address)))
        except Refused:
            assert not there_is_a_place
        else:
            assert there_is_a_place
    assert admission.connections == len(held)
    assert admission.addresses == len({address for address, _ in held})
