"""How the parts of a run are started, and where they are reached."""

import sys

import msgspec

from stack.parts import (
    KAFKA,
    desk_address,
    desk_part,
    feed_address,
    gateway_part,
    page_address,
    replay_part,
    viewer_part,
    worker_part,
)
from stack.supervisor import GRACE_SECONDS, Part, end_waves
from sweepcast.settings import Settings

SETTINGS = Settings(kafka="127.0.0.1:1234", http_port=8081, feed_port=8766)


def test_each_part_gets_the_settings_of_the_run() -> None:
    """A part that looked for another Kafka than the one that was started would wait for ever."""
    replay = replay_part(SETTINGS, (), "night.json", None)
    for part in (worker_part(SETTINGS, ()), gateway_part(SETTINGS, ()), desk_part(SETTINGS, ()), replay):
        assert part.environment["SWEEPCAST_KAFKA"] == "127.0.0.1:1234"
        assert part.command[:2] == (sys.executable, "-m")


def test_the_pace_is_left_to_the_replay_unless_one_is_asked_for() -> None:
    """Without a pace the replay shows the night in the time that it thinks right."""
    assert "--pace" not in replay_part(SETTINGS, (), "night.json", None).command
    assert replay_part(SETTINGS, (), "night.json", "60x").command[-3:] == ("--pace", "60x", "night.json")


def test_addresses_are_ones_that_a_viewer_on_this_machine_can_open() -> None:
    """A server that listens everywhere is reached at home, and IPv6 addresses are written as URLs want them."""
    assert page_address(SETTINGS) == "http://127.0.0.1:8081/"
    assert feed_address(Settings(feed_host="0.0.0.0", feed_port=8766)).startswith("ws://127.0.0.1:8766/")  # noqa: S104
    assert page_address(Settings(http_host="::", http_port=80)) == "http://[::1]:80/"
    assert desk_address(Settings(desk_host="::", desk_port=81)) == "http://[::1]:81/"


def test_the_viewer_follows_the_feed_of_the_run() -> None:
    """The viewer in the terminal gets the feed's address, even where ports had to be changed."""
    assert feed_address(SETTINGS) in viewer_part(SETTINGS).command


def test_a_run_ends_within_five_seconds() -> None:
    """Also where each part takes all the time that it is given, one wave after the other, behind the viewer."""
    settings = msgspec.structs.replace(SETTINGS, drain_seconds=0)
    below = (KAFKA,)
    parts = [
        Part(KAFKA, ()),
        *(make(settings, below) for make in (worker_part, gateway_part, desk_part)),
        replay_part(settings, below, "night.json", None),
    ]
    graces = {each.name: each.grace for each in parts}
    waves = [max(graces[name] for name in wave) for wave in end_waves(parts)]
    assert sum(waves, start=GRACE_SECONDS) <= 5.0
