"""Free ports."""

import socket
from collections.abc import Iterator

import pytest

from stack.ports import HIGHEST, LOWEST, PortClaims, PortTakenError, free_port, is_free, next_free_port


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of this machine on which somebody listens."""
    with socket.create_server(("127.0.0.1", free_port())) as server:
        yield server.getsockname()[1]


def test_a_port_with_a_listener_is_not_free(taken: int) -> None:
    """Where somebody listens, nobody else can."""
    assert not is_free(taken)


def test_a_free_port_is_outside_the_range_of_outgoing_connections() -> None:
    """A client that knocks too early must not meet itself there."""
    assert LOWEST <= free_port() <= HIGHEST < 32_768


def test_the_next_free_port_is_taken_instead(taken: int) -> None:
    """The preferred port where it is free, else one shortly above."""
    assert taken < next_free_port(taken) < taken + 100
    chosen = free_port()
    assert next_free_port(chosen) == chosen


def test_ports_that_others_will_get_are_left_to_them() -> None:
    """Two servers of one run never get the same port."""
    chosen = free_port()
    assert next_free_port(chosen, taken={chosen}) > chosen


def test_zero_asks_for_any_port() -> None:
    """Port 0 means a free one, wherever."""
    assert LOWEST <= next_free_port(0) <= HIGHEST


def test_an_address_that_is_not_ours_has_no_free_port() -> None:
    """An address of another machine is an error, not a loop without end."""
    with pytest.raises(PortTakenError, match=r"192\.0\.2\.1"):
        free_port("192.0.2.1")


def test_two_runs_that_choose_at_once_get_different_ports() -> None:
    """A port that was chosen is kept from others before anybody listens there, and let go with the claim."""
    preferred = free_port()
    with PortClaims() as first, PortClaims() as second:
        assert first.next_free_port(preferred) == preferred
        assert first.next_free_port(preferred) > preferred
        assert second.next_free_port(preferred) > preferred
        with socket.create_server(("127.0.0.1", preferred)):
            pass
    with PortClaims() as third:
        assert third.next_free_port(preferred) == preferred
