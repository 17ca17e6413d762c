"""The viewer's command line; tests/sweepcast/watch has the viewer at work."""

import pytest

from sweepcast.__main__ import command_line
from sweepcast.commands.arguments import Surroundings
from sweepcast.commands.watch import Asked, asked_of
from sweepcast.settings import Settings

HERE = "ws://127.0.0.1:8765/v1/feed"
READ = [
    ([], Asked(url=HERE)),
    (["--plain"], Asked(url=HERE, plain=True)),
    (["--ceremony", "oscars-2017"], Asked(url=HERE, ceremony="oscars-2017")),
    (["--url", "wss://feed.example/v1/feed"], Asked(url="wss://feed.example/v1/feed")),
    (["--delay", "30"], Asked(url=HERE, delay=30.0)),
]


def asked(typed: list[str], settings: Settings | None = None) -> Asked:
    """Return what the viewer is asked for on a command line."""
    parsers = command_line(Surroundings(settings=settings or Settings()))
    return asked_of(parsers["watch"], parsers[""].parse_args(["watch", *typed]))


@pytest.mark.parametrize(("typed", "arguments"), READ, ids=str)
def test_what_is_asked_for(typed: list[str], arguments: Asked) -> None:
    """Without anything it is the gateway on this machine, and the night that is on."""
    assert asked(typed) == arguments


def test_the_settings_say_where_the_feed_is() -> None:
    """The feed's own address goes before host and port; a command line goes before both."""
    ports = Settings(feed_port=9000)
    public = Settings(feed_port=9000, feed_url="wss://feed.example/v1/feed")
    assert asked([], ports).url == "ws://127.0.0.1:9000/v1/feed"
    assert asked([], public).url == "wss://feed.example/v1/feed"
    assert asked(["--url", "ws://h"], public).url == "ws://h"


WRONG = {
    "an address": (["--url", "http://127.0.0.1:8080"], "http://127.0.0.1:8080: is no address of a feed: write one"),
    "a night": (["--ceremony", "golden globes"], "one of the ceremonies cannot be selected: an id holds letters"),
    "two nights": (["--ceremony", "a", "--ceremony", "b"], "one night at a time"),
    "a delay": (["--delay", "601"], "give from 0 to 600 seconds"),
}


@pytest.mark.parametrize(("typed", "told"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_shown_is_told_at_once(typed: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Code 2, with what was wrong and what to write instead."""
    with pytest.raises(SystemExit) as left:
        asked(typed)
    assert left.value.code == 2
    assert told in capsys.readouterr().err


def test_help_names_every_key_and_option(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever asks for help needs no other page."""
    with pytest.raises(SystemExit) as left:
        asked(["--help"])
    assert left.value.code == 0
    told = capsys.readouterr().out
    words = ("--url", "--ceremony", "--delay", "--token", "--plain", "PageDown", "Ctrl-C", "1 2 3 4", "exit codes")
    assert [word for word in words if word not in told] == []
