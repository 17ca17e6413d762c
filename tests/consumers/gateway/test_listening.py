"""Listening sockets: what is said when a port cannot be had."""

import socket

import pytest

from consumers.gateway.listening import CannotListen, listen, port_of


def test_a_taken_port_is_said_with_what_to_do() -> None:
    """The error names port, host and the setting to change."""
    with listen("127.0.0.1", 0, "SWEEPCAST_FEED") as first:
        port = port_of(first)
        with pytest.raises(CannotListen, match=rf"port {port} of 127\.0\.0\.1 is taken.*SWEEPCAST_FEED_PORT"):
            listen("127.0.0.1", port, "SWEEPCAST_FEED")


@pytest.mark.parametrize(
    ("host", "says"),
    [("203.0.113.7", "check SWEEPCAST_HTTP_HOST and SWEEPCAST_HTTP_PORT"), ("a..b", "correct SWEEPCAST_HTTP_HOST")],
)
def test_a_host_that_is_not_this_machine_is_said(host: str, says: str) -> None:
    """An address of another machine, or none at all, is an error that names the settings."""
    with pytest.raises(CannotListen, match=says):
        listen(host, 0, "SWEEPCAST_HTTP")


def test_accepted_connections_have_the_bounded_send_buffer() -> None:
    """The bound is set on the listening socket, and each accepted one inherits it (Linux doubles what is asked)."""
    with (
        listen("127.0.0.1", 0, "SWEEPCAST_FEED", send_buffer_bytes=64 * 1024) as listening,
        socket.create_connection(("127.0.0.1", port_of(listening))),
    ):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 128 * 1024
