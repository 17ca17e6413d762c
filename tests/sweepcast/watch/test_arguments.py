"""The viewer's command line."""

import pytest

from sweepcast.settings import Settings
from sweepcast.watch.arguments import Arguments, read_arguments

READ = [
    ([], Arguments("ws://127.0.0.1:8765/v1/feed", None, plain=False)),
    (["--plain"], Arguments("ws://127.0.0.1:8765/v1/feed", None, plain=True)),
    (["--ceremony", "oscars-2017"], Arguments("ws://127.0.0.1:8765/v1/feed", "oscars-2017", plain=False)),
    (["--url", "wss://feed.example/v1/feed"], Arguments("wss://feed.example/v1/feed", None, plain=False)),
]


@pytest.mark.parametrize(("typed", "arguments"), READ, ids=str)
def test_what_is_asked_for(typed: list[str], arguments: Arguments) -> None:
    """Without anything it is the gateway on this machine, and the night that is on."""
    assert read_arguments(typed, Settings()) == arguments


def test_the_settings_say_where_the_feed_is() -> None:
    """The feed's own address goes before host and port; a command line goes before both."""
    ports = Settings(feed_port=9000)
    public = Settings(feed_port=9000, feed_url="wss://feed.example/v1/feed")
    assert read_arguments([], ports).url == "ws://127.0.0.1:9000/v1/feed"
    assert read_arguments([], public).url == "wss://feed.example/v1/feed"
    assert read_arguments(["--url", "ws://h"], public).url == "ws://h"


def test_a_wrong_address_is_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Code 2, with the address and what to write instead."""
    with pytest.raises(SystemExit) as left:
        read_arguments(["--url", "http://127.0.0.1:8080"], Settings())
    assert left.value.code == 2
    assert "http://127.0.0.1:8080: is no address of a feed: write one such as ws://" in capsys.readouterr().err


def test_help_names_every_key_and_option(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever asks for help needs no other page."""
    with pytest.raises(SystemExit) as left:
        read_arguments(["--help"], Settings())
    assert left.value.code == 0
    told = capsys.readouterr().out
    assert all(word in told for word in ("--url", "--ceremony", "--plain", "PageDown", "Ctrl-C", "1 2 3 4"))
