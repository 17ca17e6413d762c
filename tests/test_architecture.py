"""The folders are the architecture: what is pure stays free of Kafka, sockets and event loops."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEAVY = ("faust", "mode", "aiokafka", "aiohttp", "websockets", "asyncio")
SHELLS = {
    "streams.__main__",
    "streams.app",
    "streams.connection",
    "streams.hardening",
    "streams.rebuild",
    "sweepcast.__main__",
    "sweepcast.client",
    "sweepcast.commands.running",
    "sweepcast.commands.tail",
    "sweepcast.commands.watch",
    "sweepcast.conformance.__main__",
    "sweepcast.conformance.catalogue",
    "sweepcast.conformance.checking",
    "sweepcast.conformance.checking_command",
    "sweepcast.conformance.gateway",
    "sweepcast.conformance.mock",
    "sweepcast.conformance.mock_command",
    "sweepcast.connection",
    "sweepcast.synchronous",
    "sweepcast.watch.app",
    "sweepcast.watch.terminal",
}
"""The thin shells around the pure core; every other module of `streams` and `sweepcast` belongs to the core."""
SHELL_PACKAGES = ("sweepcast.conformance.checks.",)
"""Where each module is a shell: a check connects, and what it finds is judged by the core."""


def modules(package: str) -> set[str]:
    """Return the names of all modules of a package."""
    files = (ROOT / package).rglob("*.py")
    names = (".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files)
    return {name.removesuffix(".__init__") for name in names}


def test_the_core_loads_no_kafka_no_socket_and_no_event_loop() -> None:
    """Whoever folds a night in a test, a notebook or another service needs nothing but the fold."""
    every = (modules("streams") | modules("sweepcast")) - SHELLS
    core = sorted(each for each in every if not each.startswith(SHELL_PACKAGES))
    assert {"streams.fold", "streams.milestones", "sweepcast.board", "sweepcast.turns"} <= set(core)
    program = (
        "import importlib, sys\n"
        f"loaded = {{}}\nfor name in {core!r}:\n"
        "    importlib.import_module(name)\n"
        f"    for heavy in {HEAVY!r}:\n"
        "        if heavy in sys.modules: loaded.setdefault(heavy, name)\n"
        "print(loaded)"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "{}", "loaded first by: " + told.stdout


def test_the_list_of_shells_is_true() -> None:
    """A shell that is gone from the tree is gone from the list, so that its name protects nobody later."""
    assert modules("streams") | modules("sweepcast") >= SHELLS
