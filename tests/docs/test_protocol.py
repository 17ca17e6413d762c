"""docs/protocol.md promises what the code does: its tables, its examples, and its commands as they are printed."""

import ast
import asyncio
import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import get_args

import aiohttp
import msgspec
import pytest
from websockets.asyncio.client import connect

from consumers.gateway.core.nights import CURRENT_CLOSED, HELD_NIGHTS, LINGER_SECONDS
from consumers.gateway.core.options import FILTERS, REFUSAL_CODES, SINGLE, Refused, parse_options
from consumers.gateway.core.subscription import CONFLATED_SECONDS
from consumers.gateway.gateway import Gateway, running
from consumers.gateway.limits import Limits
from docs.contract.asyncapi import ANSWERS, FRAMES, REQUESTS
from docs.contract.openapi import openapi
from docs.contract.options import OPTIONS
from sweepcast.board import Stage, Update
from sweepcast.close_codes import FOR_GOOD, CloseCode
from sweepcast.filters import Filter
from sweepcast.frames import FEED_PATH, ResumeReason, ToldLimits, TurnFrame
from sweepcast.frames import FRAMES as FRAME_CODEC
from sweepcast.requests import LONGEST_DELAY_SECONDS, ChangeFilter
from sweepcast.requests import REQUESTS as REQUEST_CODEC
from sweepcast.settings import Settings
from sweepcast.turns import TURNS, turn_of
from tests.consumers.gateway.conftest import PATIENCE, Records
from tests.consumers.gateway.turns import NOW, record
from tests.docs.contract.validating import validator
from tests.docs.test_bots import ROOT
from tests.sweepcast.watch.night import whole_night

QUIET = Settings(feed_port=0, http_port=0, heartbeat_seconds=3600.0)
"""Free ports, and heartbeats so seldom that none comes."""
PATHS = openapi()["paths"]
GATEWAY = ROOT / "consumers" / "gateway"
PAGE = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """Return what stands under a heading."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, f"docs/protocol.md has no section {title!r}"
    return found[1]


def table(title: str, number: int = 0) -> list[list[str]]:
    """Return the rows of a table under a heading, each as its cells."""
    tables = re.findall(r"^\|.*\n\|[-| ]+\n((?:\|.*\n?)+)", section(title), re.MULTILINE)
    return [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in tables[number].splitlines()]


def quoted(text: str) -> list[str]:
    """Return what stands in backticks."""
    return re.findall(r"`([^`]+)`", text)


def tag_of(kind: type[msgspec.Struct]) -> str:
    """Return the type that a message bears on the wire."""
    return str(kind.__struct_config__.tag)


def test_the_turn_is_one() -> None:
    """The example is read by the client, and fits the schema."""
    printed = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert printed is not None
    assert isinstance(FRAME_CODEC.decode(printed[1].encode()), TurnFrame)
    validator("frames.json", closed=True).validate(json.loads(printed[1]))


def test_every_frame_is_listed() -> None:
    """The table of frames has each type once."""
    listed = [each for row in table("Frames") for each in quoted(row[0])]
    whole = ["sweepcast.feed" + each if each.startswith(".") else each for each in listed]
    assert sorted(whole) == sorted(map(tag_of, FRAMES))


@pytest.mark.parametrize("kind", ["hello", "snapshot", "heartbeat", "goodbye"])
def test_the_fields_of_frames_are_listed(kind: str) -> None:
    """What a frame is said to hold in its data is what it holds."""
    (row,) = (each for each in table("Frames") if each[0] == f"`sweepcast.feed.{kind}`")
    (frame,) = (each for each in FRAMES if tag_of(each) == f"sweepcast.feed.{kind}")
    data = next(each.type for each in msgspec.structs.fields(frame) if each.name == "data")
    assert set(quoted(row[1])) == {each.name for each in msgspec.structs.fields(data)}


def test_every_option_is_listed() -> None:
    """The page, the descriptions for programs and the gateway know the same options."""
    listed = [each.partition("=")[0] for row in table("Connecting") for each in quoted(row[0])]
    assert sorted(listed) == sorted((*FILTERS, *SINGLE)) == sorted(each.name for each in OPTIONS)
    several = section("Connecting").partition("may be given several times")[0].splitlines()[-1]
    assert quoted(several) == list(FILTERS) == [each.name for each in OPTIONS if each.repeatable]


def test_every_reason_is_listed() -> None:
    """The table of what became of a cursor has each reason once."""
    assert sorted(quoted(row[0])[0] for row in table("Cursors")) == sorted(get_args(ResumeReason))


def test_requests_work_as_printed() -> None:
    """Each printed request is one, of each type there is one, and the answer is the one that is named."""
    printed = [row for row in table("Requests") if row[0].startswith("`{")]
    said = [REQUEST_CODEC.decode(quoted(row[0])[0].encode()) for row in printed]
    assert [type(each) for each in said] == list(REQUESTS)
    for request, row in zip(said, printed, strict=True):
        validator("requests.json").validate(json.loads(quoted(row[0])[0]))
        assert tag_of(ANSWERS[type(request)]) == f"sweepcast.feed.{quoted(row[1])[0]}"


def test_every_part_of_a_filter_is_named() -> None:
    """A reader learns of all that a filter may name."""
    (row,) = (each for each in table("Requests") if '"type": "filter"' in each[0])
    request = REQUEST_CODEC.decode(quoted(row[0])[0].encode())
    assert isinstance(request, ChangeFilter)
    used = set(msgspec.to_builtins(request.filter))
    also = set(quoted(row[1].partition("Also:")[2])) - {"{}"}
    assert used | also == set(Filter.__struct_fields__)


REFUSED: dict[str, str] = {
    "malformed-request": '{"type": "dance"}',
    "filter-too-large": json.dumps({"type": "filter", "filter": {"works": [f"work-{each}" for each in range(201)]}}),
    "no-subscriber": '{"type": "ack", "cursor": "x"}',
    "malformed-cursor": '{"type": "ack", "cursor": "x"}',
    "cannot-keep-place": '{"type": "ack", "cursor": "CURSOR"}',
    "kafka-away": '{"type": "filter", "filter": {"ceremonies": ["golden-globes-1990"]}}',
}
"""What a client says to be refused with each code."""


def test_every_code_of_refused_requests_is_listed() -> None:
    """What the gateway can answer to a request is named, and nothing else."""
    listed = quoted(section("Requests").partition("Codes of `refused`:")[2].partition("\n\n")[0])
    assert sorted(listed) == sorted(REFUSED)


@pytest.mark.parametrize("code", REFUSED)
async def test_requests_are_refused_with_these_codes(code: str) -> None:
    """Each code is one that a real gateway gives."""
    subscriber = "" if code == "no-subscriber" else "?subscriber=bot"
    async with night_on() as (gateway, records), connect(gateway.addresses.feed + subscriber) as feed:
        add_nights_of_long_ago(records)
        hello = json.loads(await feed.recv())
        *_, last = [json.loads(await feed.recv()) for _ in hello["data"]["ceremonies"]]
        cursor = last["cursor"]
        records.away = True
        await feed.send(REFUSED[code].replace("CURSOR", cursor))
        async with asyncio.timeout(PATIENCE):
            while (frame := json.loads(await feed.recv()))["type"] != "sweepcast.feed.refused":
                pass
    assert frame["data"]["code"] == code


def add_nights_of_long_ago(records: Records) -> None:
    """Tell of so many nights, over for so long, that the first of them has to be read from Kafka again."""
    over = Stage(status="closed", up_next=None, decided=0, categories=0, opened_at=None, closed_at=NOW)
    last = 1990 + CURRENT_CLOSED + HELD_NIGHTS + 1
    for year in range(1990, last + 1):
        night = record(1, ceremony=f"golden-globes-{year}", offset=year, updates=[Update(address="stage", value=over)])
        records.add(night, told_at=LINGER_SECONDS + 1 if year == last else 0.0)


def test_every_close_code_is_listed() -> None:
    """Each of our codes is there, with WebSocket's own for what is too large; those for good are told as such."""
    listed = {int(row[0]): row[1] for row in table("Staying connected")}
    assert sorted(listed) == [1009, *sorted(CloseCode)]
    assert f"From 4000 to {FOR_GOOD.start - 1} every code says: come back." in section("Staying connected")


def test_the_limits_in_the_table_are_those_of_hello() -> None:
    """What the table names is told by hello in numbers."""
    named = {each for row in table("Staying connected") for each in quoted(row[1])}
    assert named
    assert named <= {each.name for each in msgspec.structs.fields(ToldLimits)}


def test_the_numbers_in_the_text_are_the_real_ones() -> None:
    """What is told in numbers is what the program does by default."""
    connected = section("Staying connected")
    assert f"after {Limits().stalled_seconds:.0f} seconds in" in connected
    assert f"more than {Limits().waiting_bytes // 2**20} MiB wait" in connected
    assert f"within {CONFLATED_SECONDS * 1000:g} ms" in connected
    assert f"up to {LONGEST_DELAY_SECONDS:g}" in section("Connecting")


def test_every_refusal_is_listed() -> None:
    """The codes of the page are those of the code, each once."""
    listed = [each for row in table("Refusals") for each in quoted(row[1])]
    assert sorted(listed) == sorted(REFUSAL_CODES)


def refusals_in_the_code() -> Iterator[tuple[str, str]]:
    """Yield code and status of each refusal that the gateway's code can make, as they are written there."""
    for path in GATEWAY.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Refused":
                code, _, *status = (ast.unparse(each) for each in call.args)
                yield ast.literal_eval(code), status[0] if status else "400"


def test_every_refusal_has_the_status_of_its_row() -> None:
    """Wherever the gateway refuses with a code, it does so with the status that the page tells; no row is idle."""
    listed = {code: row[0] for row in table("Refusals") for code in quoted(row[1])}
    # The methods are judged by the HTTP library, which has no word for a code of ours.
    del listed["method-not-allowed"]
    assert sorted(set(refusals_in_the_code())) == sorted(listed.items())


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("seremony=x", "unknown-option"),
        ("delay=1&delay=2", "repeated-option"),
        ("kind=%ff", "malformed-query"),
        ("ceremony=globes", "malformed-ceremony"),
        ("work=a/b", "malformed-id"),
        ("delay=soon", "malformed-delay"),
        ("delay=601", "malformed-delay"),
        ("subscriber=a/b", "malformed-subscriber"),
        ("&".join(f"work=work-{each}" for each in range(201)), "filter-too-large"),
    ],
)
def test_a_query_is_refused_as_listed(query: str, code: str) -> None:
    """Whatever is wrong with a query has its code, and the status of its row."""
    with pytest.raises(Refused) as refused:
        parse_options(query)
    assert (refused.value.code, str(refused.value.status)) == (code, _status_of(code))


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/v1/nothing", "not-found"),
        ("GET", "/v1/ceremonies/oscars-1929/board", "unknown-ceremony"),
        ("GET", "/v1/ceremonies/golden-globes-2017/turns?limit=many", "malformed-number"),
        ("GET", "/v1/ceremonies/golden-globes-1990/board", "kafka-away"),
        ("POST", "/v1/ceremonies", "method-not-allowed"),
    ],
)
async def test_a_request_over_http_is_refused_as_listed(method: str, path: str, code: str) -> None:
    """What cannot be had over HTTP has its code and the status of its row, and says when to ask again if that helps."""
    async with night_on() as (gateway, records), aiohttp.ClientSession(gateway.addresses.page) as session:
        add_nights_of_long_ago(records)
        records.away = True
        async with session.request(method, path) as answer:
            assert (str(answer.status), (await answer.json())["error"]) == (_status_of(code), code)
            assert ("Retry-After" in answer.headers) == (answer.status in {429, 503})


@pytest.mark.parametrize("path", ["/v1/feed", "/v1/ceremonies", "/v1/ceremonies/golden-globes-2017/turns"])
async def test_a_gateway_that_starts_says_so_as_listed(path: str) -> None:
    """Until the feed is whole, whoever wants some of it is told to come back."""
    async with (
        running(QUIET, Records().edges) as gateway,
        aiohttp.ClientSession(gateway.addresses.page) as session,
        session.get(path) as answer,
    ):
        assert (str(answer.status), (await answer.json())["error"]) == (_status_of("not-ready"), "not-ready")
        assert int(answer.headers["Retry-After"]) > 0


def _status_of(code: str) -> str:
    return next(row[0] for row in table("Refusals") if code in quoted(row[1]))


def test_every_path_is_listed() -> None:
    """The page and the description for programs know the same paths; the viewer's page is for people alone."""
    listed = {quoted(row[0])[0].partition("?")[0].replace("<id>", "{ceremony}") for row in table("HTTP")}
    assert listed - {"/"} == set(PATHS) - {FEED_PATH}


@pytest.mark.parametrize("path", PATHS)
async def test_every_path_is_served_as_described(path: str) -> None:
    """Each path of the description is there, answers in the format that it names, and with an ETag where it says so."""
    described = PATHS[path]["get"]["responses"]["200"]
    async with (
        night_on() as (gateway, _),
        aiohttp.ClientSession(gateway.addresses.page) as session,
        session.get(path.replace("{ceremony}", "golden-globes-2017")) as answer,
    ):
        assert answer.status == 200
        assert [answer.content_type] == list(described["content"])
        assert ("ETag" in answer.headers) == ("ETag" in described.get("headers", {}))


@asynccontextmanager
async def night_on() -> AsyncIterator[tuple[Gateway, Records]]:
    """Run a gateway that has a whole night."""
    records = Records()
    async with running(QUIET, records.edges) as gateway:
        await records.whole(*(TURNS.encode(turn_of(each.turn)) for each in whole_night()))
        yield gateway, records


def commands() -> list[str]:
    """Return the commands at the top of the page, without what is said of them."""
    block = re.search(r"```console\n(.*?)```", PAGE, re.DOTALL)
    assert block is not None
    return [line.removeprefix("$ ").partition("  #")[0].strip() for line in block[1].splitlines()]


TELLS = {
    "/v1/ceremonies": '"id":"golden-globes-2017"',
    "/board": '"milestone/sweep/la-la-land"',
    "http://127.0.0.1:8080/v1/feed": "data: ",
    "ws://": "sweepcast.feed.snapshot",
}
"""What each command prints, by what tells it from the others."""


def test_the_commands_are_those_that_are_run() -> None:
    """A command that is added to the page is to be run here as well."""
    assert len(commands()) == len(TELLS)


@pytest.mark.parametrize("command", commands())
async def test_the_commands_work_as_printed(command: str) -> None:
    """Each command, at the addresses of a real gateway, prints the night."""
    program, *arguments = shlex.split(command)
    if program == "curl" and shutil.which("curl") is None:
        pytest.skip("there is no curl on this machine: docs/protocol.md's first commands were NOT run")
    expected = next(text for place, text in reversed(TELLS.items()) if place in command)
    async with night_on() as (gateway, _):
        addresses = {
            "http://127.0.0.1:8080": gateway.addresses.page.rstrip("/"),
            "ws://127.0.0.1:8765": gateway.addresses.feed.removesuffix(FEED_PATH),
        }
        for printed, real in addresses.items():
            arguments = [each.replace(printed, real) for each in arguments]
        process = await asyncio.create_subprocess_exec(
            sys.executable if program == "python" else program,
            *arguments,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            told = await _told(process, expected)
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()
    assert expected in told


async def _told(process: asyncio.subprocess.Process, expected: str) -> str:
    """Return what a command printed, up to what is expected or to its end."""
    assert process.stdout is not None
    told = ""
    async with asyncio.timeout(PATIENCE):
        while expected not in told and (more := await process.stdout.read(65536)):
            told += more.decode(errors="replace")
    return told
