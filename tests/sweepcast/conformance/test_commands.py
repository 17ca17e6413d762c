"""The two commands: what they print, their exit codes, and that docs/conformance.md has all that they list."""

import json
import re
import shlex
import sys
from pathlib import Path

import pytest

from sweepcast.conformance import checking_command, mock_command
from sweepcast.conformance.catalogue import ALL
from sweepcast.conformance.checking import chosen
from sweepcast.conformance.gateway import Address, CannotConnect, Gateway, reach
from sweepcast.conformance.mock import mock_gateway
from sweepcast.conformance.report import CANNOT_RUN, FAILED, PASSED, exit_code, lines, summary
from sweepcast.conformance.scenarios import ALL as SCENARIOS
from sweepcast.conformance.verdicts import Failed, Passed, Problem, Skipped
from tests.sweepcast.conformance.faults import says
from tests.sweepcast.conformance.reference import reference_gateway

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
PROBLEM = Problem(expected="a frame", seen="none", frames=("{…}",))
NOWHERE = "ws://127.0.0.1:1/v1/feed"


def no(line: str) -> None:
    """Fail where something is said that should not be."""
    raise AssertionError(line)


def test_the_page_has_every_check() -> None:
    """The table of the page is what the kit checks, in that order."""
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (.*) \| (.*) \|$", PAGE, re.MULTILINE)
    assert rows == [(each.id, each.says, each.section) for each in ALL]


def test_the_page_has_every_scenario() -> None:
    """The table of the page is what the mock gateway plays, in that order."""
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| ([^|]*) \|$", PAGE, re.MULTILINE)
    assert rows == [(each.id, each.says) for each in SCENARIOS]


def test_every_check_names_a_section_of_the_protocol() -> None:
    """Whoever fails a check finds the rule."""
    sections = set(re.findall(r"^## (.*)$", PROTOCOL, re.MULTILINE))
    assert {each.section for each in ALL} <= sections


def test_lists() -> None:
    """`--list` has a line for each."""
    said: list[str] = []
    assert checking_command.main(["--list"], said.append, no) == PASSED
    assert mock_command.main(["--list"], said.append, no) == PASSED
    assert [line.split()[0] for line in said[0].splitlines()] == [each.id for each in ALL]
    assert [line.split()[0] for line in said[1].splitlines()] == [each.id for each in SCENARIOS]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["gateway"],
        ["http://127.0.0.1:8080"],
        ["ws://127.0.0.1:99999"],
        [NOWHERE, "--only", "no-such-check"],
        [NOWHERE, "--http", "ftp://127.0.0.1"],
        [NOWHERE, "--cursor", "cursor-too-old"],
        [NOWHERE, "--cursor", "no-such-reason=abc"],
    ],
)
def test_wrong_arguments_are_refused_with_what_to_do(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The exit code is that of every command for a wrong line."""
    with pytest.raises(SystemExit) as ended:
        checking_command.main(arguments, no, no)
    assert ended.value.code == CANNOT_RUN
    assert "error:" in capsys.readouterr().err


def test_an_unknown_scenario_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """The message names it."""
    with pytest.raises(SystemExit) as ended:
        mock_command.main(["--scenario", "no-such-scenario"], no, no)
    assert ended.value.code == CANNOT_RUN
    assert "no-such-scenario" in capsys.readouterr().err


def test_what_cannot_be_reached_is_said() -> None:
    """There is nothing to check, which is neither a pass nor a failure."""
    warned: list[str] = []
    assert checking_command.main([NOWHERE], no, warned.append) == CANNOT_RUN
    assert f"{NOWHERE} cannot be checked" in warned[0]


async def test_an_http_side_that_does_not_answer_is_said() -> None:
    """The advice is how to give another one, or none."""
    async with reference_gateway() as reference:
        gateway = Gateway(Address(feed=reference.address.feed, http="http://127.0.0.1:1"))
        with pytest.raises(CannotConnect, match="--http none"):
            await reach(gateway)


async def test_progress_and_summary() -> None:
    """A line for each check as it is done, what was wrong beneath, and how many there were of each."""
    said: list[str] = []
    async with reference_gateway(says("feed.hello", delay_seconds=9)) as reference:
        gateway = Gateway(reference.address)
        checks = chosen(ALL, ["hello-first", "ping", "refusal-token"])
        done = await checking_command.checked(gateway, checks, said.append)
    assert said[0].endswith("3 checks")
    assert any(line.startswith("FAILED   hello-first") for line in said)
    assert any("expected: no delay" in line for line in said)
    assert any(line.startswith("passed   ping") for line in said)
    assert any(line.startswith("skipped  refusal-token: this gateway asks for no") for line in said)
    assert said[-1] == "1 passed, 1 failed, 1 skipped"
    told = json.loads(checking_command.in_json(done))
    assert [(each["id"], each["verdict"]["result"]) for each in told] == [
        ("hello-first", "failed"),
        ("ping", "passed"),
        ("refusal-token", "skipped"),
    ]


async def test_without_http_the_checks_of_it_are_skipped() -> None:
    """A gateway may be looked at over its websocket alone."""
    async with reference_gateway() as reference:
        address = Address(feed=reference.address.feed, http=None)
        checks = chosen(ALL, ["hello-first", "http-board", "sse-opening", "refusal-malformed-id"])
        done = await checking_command.checked(Gateway(address), checks, lambda _: None)
    verdicts = {each.check.id: each.verdict for each in done}
    assert verdicts["hello-first"] == verdicts["refusal-malformed-id"] == Passed()
    assert isinstance(verdicts["http-board"], Skipped)
    assert isinstance(verdicts["sse-opening"], Skipped)


@pytest.mark.parametrize(
    ("feed", "given", "http"),
    [
        ("ws://127.0.0.1:8765/v1/feed", None, "http://127.0.0.1:8080"),
        ("wss://feed.example", None, "https://feed.example:8080"),
        ("ws://[::1]:8765", None, "http://[::1]:8080"),
        ("ws://h:1", "https://www.example/", "https://www.example"),
        ("ws://h:1", "none", None),
    ],
)
def test_the_http_side_is_guessed_or_given(feed: str, given: str | None, http: str | None) -> None:
    """Its port is 8080 of the same host, unless it is said to be elsewhere."""
    assert checking_command.http_side(feed, given) == http


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ([Passed()], PASSED),
        ([Passed(), Skipped(why="so")], PASSED),
        ([Passed(), Failed(problems=(PROBLEM,))], FAILED),
        ([Skipped(why="so")], CANNOT_RUN),
        ([], CANNOT_RUN),
    ],
)
def test_exit_codes(verdicts: list[Passed | Failed | Skipped], code: int) -> None:
    """0: what was checked passed; 1: something failed; 2: nothing could be checked."""
    assert exit_code(verdicts) == code


def test_a_failure_shows_its_frames() -> None:
    """What was expected, what was seen, and the frames."""
    said = list(lines("seam", Failed(problems=(PROBLEM,)), 1.25))
    assert said[0].startswith("FAILED   seam")
    assert [line.split(":")[0].strip() for line in said[1:]] == ["expected", "seen", "frame"]
    assert summary([Passed(note="quiet")]) == "1 passed, 0 failed, 0 skipped"
    assert list(lines("seam", Passed(note="quiet"), 1.25)) == ["passed   seam  (1.2 s): quiet"]


def test_a_browser_is_spared_what_it_cannot_see() -> None:
    """Scenarios that turn on an HTTP status are left out, and no others."""
    left = mock_command.chosen(SCENARIOS, [], browser=True)
    assert {each.id for each in SCENARIOS} - {each.id for each in left} == {
        each.id for each in SCENARIOS if each.id.startswith("refusal-")
    }


CLIENT = """
import asyncio, sys
import sweepcast
async def main():
    async for _ in sweepcast.follow(sys.argv[1], on_link=lambda _: None):
        pass
asyncio.run(main())
"""


def test_the_mock_gateway_runs_a_client_and_judges_it() -> None:
    """A client that does well passes, and one that never comes leaves nothing to judge."""
    said: list[str] = []
    good = shlex.join([sys.executable, "-c", CLIENT, "{url}"])
    assert mock_command.main(["--scenario", "cut", "--run", good], said.append, no) == PASSED
    assert any(line.startswith("passed   cut") for line in said)
    idle = shlex.join([sys.executable, "-c", "pass"])
    assert mock_command.main(["--scenario", "cut", "--run", idle], said.append, no) == CANNOT_RUN
    assert said[-2] == "skipped  cut: no client came before its command ended"


def test_a_command_that_is_not_there_is_said() -> None:
    """The exit code is that of what cannot be run, with what to do."""
    warned: list[str] = []
    assert mock_command.main(["--run", "no-such-program {url}"], lambda _: None, warned.append) == CANNOT_RUN
    assert "correct --run" in warned[0]


async def test_a_client_that_came_once_and_went_is_judged() -> None:
    """What never came is a failure, however long one waits."""
    scenario = next(each for each in SCENARIOS if each.id == "plain")
    async with mock_gateway(scenario) as gateway:
        assert isinstance(await mock_command.watched(gateway, 0.01), Skipped)
