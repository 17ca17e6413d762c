"""The address of a feed, and the options in it."""

import pytest

from sweepcast.feed_address import feed_address, feed_place, wanted_at, wanted_filter
from sweepcast.feed_errors import FeedRefused

ADDRESSES = {
    "ws://h:1/v1/feed": "ws://h:1/v1/feed?ceremony=a&cursor=b%3D%3D",
    "ws://h:1": "ws://h:1/v1/feed?ceremony=a&cursor=b%3D%3D",
    "wss://h/": "wss://h/v1/feed?ceremony=a&cursor=b%3D%3D",
    "wss://u:p@h/globes/feed?new=1&cursor=old": "wss://u:p@h/globes/feed?new=1&ceremony=a&cursor=b%3D%3D",
    "ws://h?ceremony=b&ceremony=c": "ws://h/v1/feed?ceremony=a&cursor=b%3D%3D",
}


@pytest.mark.parametrize(("url", "address"), ADDRESSES.items())
def test_the_address_is_the_url_with_the_options(url: str, address: str) -> None:
    """The feed's own path is filled in, ours stand above those in the address, and options of others are kept."""
    place = feed_place(url)
    assert feed_address(place, wanted_at(place, {"ceremony": "a"}), "b==") == address


def test_options_in_the_address_count_like_those_beside_it() -> None:
    """A link to a feed can be handed to a bot as it is; the token in it is taken out."""
    place = feed_place("ws://h/v1/feed?kind=stage&kind=lead&work=x&delay=2.5&subscriber=s&token=t")
    wanted = wanted_at(place, {})
    assert place.token == "t"  # noqa: S105  # none
    assert wanted.filter == wanted_filter({"kind": ["lead", "stage"], "work": "x"})
    assert (wanted.delay, wanted.subscriber) == (2.5, "s")
    assert feed_address(place, wanted, None) == ("ws://h/v1/feed?kind=lead&kind=stage&work=x&delay=2.5&subscriber=s")
    assert wanted_at(place, {"work": ["y"]}, delay=0, subscriber="mine").filter.works == ("y",)


def test_nothing_wanted_is_nothing_asked() -> None:
    """A bare address stays bare."""
    place = feed_place("ws://h")
    assert feed_address(place, wanted_at(place, {}), None) == "ws://h/v1/feed"


@pytest.mark.parametrize("url", ["", "127.0.0.1:8765", "ws://", "ws://h:0", "ws://h:99999", "ws://[::1", "https://h"])
def test_what_is_no_address_is_refused(url: str) -> None:
    """A slip of the pen never becomes a connection that is tried for ever."""
    with pytest.raises(FeedRefused, match="is no address of a feed"):
        feed_place(url)


def test_an_id_that_is_none_is_named() -> None:
    """With what an id may look like."""
    with pytest.raises(ValueError, match="one of the works cannot be selected: an id holds letters"):
        wanted_filter({"work": ["la la land"]})


@pytest.mark.parametrize("delay", ["soon", "nan", "-1", "601"])
def test_a_delay_in_the_address_must_be_one(delay: str) -> None:
    """It is told before anything is connected."""
    with pytest.raises(ValueError, match="cannot be had"):
        wanted_at(feed_place(f"ws://h?delay={delay}"), {})
