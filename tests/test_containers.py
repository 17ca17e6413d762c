"""docker-compose.yml, Dockerfile and .dockerignore fit one another and the parts that they run; no Docker is needed."""

import asyncio
import os
import re
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from producers.desk.http.page import SHARED, SHARED_PATH
from sweepcast.settings import Settings, read_settings

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: each for name, each in SERVICES.items() if "build" in each}
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IN_TIME = 60.0


def _copied() -> list[str]:
    """Return what the image takes from the checkout, as the Dockerfile names it."""
    lines = re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.MULTILINE)
    return [name for line in lines for name in line.split()]


@pytest.mark.parametrize("name", OURS)
def test_each_part_is_there_and_can_be_set_as_it_is(name: str) -> None:
    """Its module is in the checkout, and every variable that it gets is a setting with a value that can be used."""
    python, option, module = OURS[name]["command"][:3]
    assert (python, option) == ("python", "-m")
    path = ROOT / module.replace(".", "/")
    assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()
    assert read_settings(OURS[name]["environment"]).bootstrap_servers == "broker:9092"


def test_services_wait_for_what_is_there() -> None:
    """Whatever is waited for is a service, and one that is to be healthy says when it is."""
    for each in SERVICES.values():
        for other, how in each.get("depends_on", {}).items():
            assert other in SERVICES
            assert how["condition"] != "service_healthy" or "healthcheck" in SERVICES[other]


@pytest.mark.parametrize(
    ("name", "ports", "health"),
    [
        ("gateway", {Settings().http_port, Settings().feed_port}, Settings().http_port),
        ("desk", {Settings().desk_port}, Settings().desk_port),
    ],
)
def test_what_is_served_is_reached_on_this_machine_alone(name: str, ports: set[int], health: int) -> None:
    """Each at its own port, none for the network; the health is asked for where it is told."""
    service = SERVICES[name]
    assert set(service["ports"]) == {f"127.0.0.1:{port}:{port}" for port in ports}
    assert f"http://127.0.0.1:{health}/healthz" in service["healthcheck"]["test"][-1]
    assert {str(port) for port in ports} <= set(re.findall(r"\d{4}", DOCKERFILE.partition("EXPOSE")[2]))


def test_what_the_desk_must_keep_lies_on_a_volume_of_its_own() -> None:
    """Tokens and audit log outlive the container, and its user may write them: the image makes the folder theirs."""
    folder = SERVICES["desk"]["environment"]["SWEEPCAST_DESK_FOLDER"]
    (volume,) = SERVICES["desk"]["volumes"]
    name, _, at = volume.partition(":")
    assert (at, name in COMPOSE["volumes"]) == (folder, True)
    assert f"install -d -o sweepcast -g sweepcast -m 700 {folder}" in DOCKERFILE
    assert DOCKERFILE.index(folder) < DOCKERFILE.index("USER sweepcast")


def test_all_that_the_image_takes_is_given_to_it() -> None:
    """.dockerignore keeps everything out but what the Dockerfile copies."""
    given = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(given) == sorted(_copied())
    assert [each for each in given if not (ROOT / each).exists()] == []


async def test_the_desk_runs_on_what_the_image_holds(tmp_path: Path) -> None:
    """Where nothing lies but what the Dockerfile copies, it is healthy and serves its page with what that shares."""
    for each in _copied():
        (tmp_path / each).symlink_to(ROOT / each)
    desk = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "producers.desk"),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        # Nothing listens on port 1: Kafka is away, which the desk outlives.
        env={**os.environ, "SWEEPCAST_KAFKA": "127.0.0.1:1", "SWEEPCAST_DESK_PORT": "0"}
        | {"SWEEPCAST_DESK_FOLDER": str(tmp_path / "desk")},
    )
    try:
        async with asyncio.timeout(IN_TIME), aiohttp.ClientSession() as session:
            url = await _address_of(desk)
            for path in ("healthz", "", "app.js", *(f"{SHARED_PATH}{name}" for name in SHARED)):
                async with session.get(f"{url}/{path}") as answer:
                    assert answer.status == 200, path
    finally:
        desk.terminate()
        await desk.communicate()


async def _address_of(desk: asyncio.subprocess.Process) -> str:
    assert desk.stdout is not None
    async for line in desk.stdout:
        if ready := re.search(rb"ready (http://\S+)/", line):
            return ready[1].decode()
    raise AssertionError("the desk ended before it was ready")
