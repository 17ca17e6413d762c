"""Listening sockets: what is said when a port cannot be had."""

import resource
import select
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from consumers.gateway.gateway import Gateway
from consumers.gateway.listening import CannotListen, allow_open_files, listen, port_of, reserve
from consumers.gateway.processes import can_share_ports
from tests.consumers.gateway.conftest import PATIENCE

CROWD = 120
"""More than asyncio lets wait by itself, and fewer than any system does."""


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


def test_accepted_connections_send_small_frames_at_once() -> None:
    """A frame does not wait until the client has confirmed the one before it."""
    with (
        listen("127.0.0.1", 0, "SWEEPCAST_FEED") as listening,
        socket.create_connection(("127.0.0.1", port_of(listening))),
    ):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_accepted_connections_have_the_bounded_send_buffer() -> None:
    """The bound is set on the listening socket, and each accepted one inherits it (Linux doubles what is asked)."""
    with (
        listen("127.0.0.1", 0, "SWEEPCAST_FEED", send_buffer_bytes=64 * 1024) as listening,
        socket.create_connection(("127.0.0.1", port_of(listening))),
    ):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 128 * 1024


needs_shared_ports = pytest.mark.skipif(
    not can_share_ports(), reason="only Linux spreads connections over a shared port"
)


@needs_shared_ports
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0"])  # noqa: S104  # what an operator may set
def test_a_reserved_port_is_shared_and_takes_no_connections_itself(host: str) -> None:
    """Those who share it get every connection; whoever only keeps the port gets none."""
    with reserve(host, 0, "SWEEPCAST_FEED") as kept:
        port = port_of(kept)
        with (
            listen(host, port, "SWEEPCAST_FEED", shared=True) as first,
            listen(host, port, "SWEEPCAST_FEED", shared=True) as second,
        ):
            assert port_of(first) == port_of(second) == port
            clients = [socket.create_connection((host, port)) for _ in range(20)]
            accepted = 0
            for each in (first, second):
                each.setblocking(False)
                while True:
                    try:
                        each.accept()[0].close()
                    except BlockingIOError:
                        break
                    accepted += 1
            for client in clients:
                client.close()
    assert accepted == 20


@needs_shared_ports
def test_a_port_is_not_shared_with_a_gateway_that_runs_already() -> None:
    """Two gateways by mistake would each get half of the viewers."""
    with reserve("127.0.0.1", 0, "SWEEPCAST_FEED") as kept:
        port = port_of(kept)
        with (
            listen("127.0.0.1", port, "SWEEPCAST_FEED", shared=True),
            pytest.raises(CannotListen, match=rf"port {port} of 127\.0\.0\.1 is taken.*SWEEPCAST_FEED_PORT"),
        ):
            reserve("127.0.0.1", port, "SWEEPCAST_FEED")


OPEN_FILES = """
import resource
from consumers.gateway.listening import allow_open_files
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 300))
print(allow_open_files(50), allow_open_files(200))
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0], allow_open_files(9999))
"""


def test_open_files_are_allowed_as_far_as_the_system_lets_us() -> None:
    """What is enough stays; what is not is raised, up to the hard bound."""
    told = subprocess.run(
        [sys.executable, "-c", OPEN_FILES], cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["50", "200", "200", "300"]


def test_enough_open_files_are_left_as_they_are() -> None:
    """Nothing of this process is changed where nothing is lacking."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert allow_open_files(1) == 1
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == before


async def test_a_crowd_may_wait_to_be_accepted(gateway: Gateway) -> None:
    """More can connect while the gateway is busy than it accepts at a time."""
    for address in gateway.addresses:
        parts = urlsplit(address)
        with ExitStack() as stack:
            poll = select.poll()
            for _ in range(CROWD):
                sock = stack.enter_context(socket.socket())
                sock.setblocking(False)
                sock.connect_ex((parts.hostname, parts.port))
                poll.register(sock, select.POLLOUT)
            # Nothing of the gateway runs meanwhile: it is the system that connects them.
            deadline = time.monotonic() + PATIENCE
            while len(poll.poll(100)) < CROWD:
                assert time.monotonic() < deadline, "some are kept out"
