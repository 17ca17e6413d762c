"""The moments at which clients hear goodbye."""

from collections.abc import Callable
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from consumers.gateway.drain import AT_LEAST_A_SECOND, farewells


def chance(seed: int) -> Callable[[], float]:
    """Return a chance that is the same each time."""
    return Random(seed).random  # noqa: S311  # nothing is kept secret by it


def test_few_clients_do_not_make_a_stop_long() -> None:
    """Nobody is waited for; one leaves at once; a hundred are gone in a fifth of a second."""
    assert farewells(0, 10, chance(1)) == []
    assert farewells(1, 10, chance(1)) == [0.0]
    assert farewells(100, 10, chance(1))[-1] < 0.2


def test_many_are_spread_over_all_the_time_there_is() -> None:
    """Five thousand are spread evenly over 10 seconds: no second has more than its share."""
    moments = farewells(5000, 10, chance(1))
    by_second = [sum(second <= moment < second + 1 for moment in moments) for second in range(10)]
    assert sum(by_second) == 5000
    assert max(by_second) <= AT_LEAST_A_SECOND + 1


def test_two_gateways_do_not_fall_into_step() -> None:
    """The moments are not the same twice."""
    assert farewells(50, 10, chance(1)) != farewells(50, 10, chance(2))


@given(st.integers(0, 3000), st.floats(0, 60), st.randoms(use_true_random=False))
def test_one_moment_each_in_order_and_in_time(clients: int, seconds: float, random: Random) -> None:
    """Whatever the numbers, each client has its moment, none later than it may be, nor slower than 500 a second."""
    moments = farewells(clients, seconds, random.random)
    assert len(moments) == clients
    assert moments == sorted(moments)
    assert all(0 <= moment <= min(seconds, clients / AT_LEAST_A_SECOND) for moment in moments)
