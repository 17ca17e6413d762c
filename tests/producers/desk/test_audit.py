"""The audit log: everything entered, by whom, when, with its outcome; on the disk, and harmless in a spreadsheet."""

import asyncio
import csv
import io
import json
from pathlib import Path

import pytest

from producers.desk.audit import AuditError, AuditLine, open_audit, table
from tests.producers.desk.described import validate
from tests.producers.desk.world import BEGIN, GLOBES, TheDesk, entry, running

NIGHT = f"/v1/desk/nights/{GLOBES}"


async def test_every_entry_has_who_when_and_what_became_of_it(the_desk: TheDesk) -> None:
    """Entered before it is sent, then its receipt; refusals and holders too; each line is as described."""
    chief = await the_desk.publish()
    await chief.call("PUT", f"{NIGHT}/holder", {"browser": "browser-1"})
    await chief.post(f"{NIGHT}/entries?wait=5", entry("a", 2, "ceremony-opened"))
    await chief.post(f"{NIGHT}/entries", entry("b", 3, "winner-corrected", category="song", nominations=[], reason="x"))
    await the_desk.desk.audit.add(AuditLine(at=BEGIN, who="", role="", action="started"))
    answer = await chief.get("/v1/desk/audit.jsonl")
    lines = [json.loads(each) for each in answer.text.splitlines()]
    for each in lines:
        validate("AuditLine", each)
    assert [(each["action"], each["id"]) for each in lines if each["id"] in {"a", "b"}] == [
        ("entered", "a"),
        ("receipt", "a"),
        ("refused", "b"),
    ]
    entered = next(each for each in lines if each["id"] == "a")
    assert (entered["who"], entered["role"], entered["label"]) == ("Chief", "confirm", "The night opens")
    assert "held" in {each["action"] for each in lines}
    assert "attachment" in answer.headers["Content-Disposition"]


async def test_no_cell_is_a_formula(the_desk: TheDesk) -> None:
    """What begins as a formula, in a name or a reason, is text in the table."""
    await the_desk.publish()
    evil = the_desk.caller('=HYPERLINK("http://evil.example")')
    await evil.call("PUT", f"{NIGHT}/holder", {"browser": "browser-1"})
    await the_desk.desk.audit.add(AuditLine(at=BEGIN, who="+1", role="", action="started", label=" @x"))
    text = (await the_desk.caller("Chief", "confirm").get("/v1/desk/audit.csv")).text
    assert text.startswith("\ufeffat,who,")  # by which spreadsheets know that it is UTF-8
    rows = list(csv.reader(io.StringIO(text)))
    cells = [cell for row in rows[1:] for cell in row]
    assert any(each.startswith("'=HYPERLINK") for each in cells)
    assert not [each for each in cells if each.strip().startswith(("=", "+", "-", "@"))]


async def test_nothing_is_sent_that_cannot_be_recorded(tmp_path: Path) -> None:
    """With a log that cannot be written an entry fails in words, and Kafka never hears of it."""
    async with running(tmp_path) as the_desk:
        chief = await the_desk.publish()
        await the_desk.desk.audit.add(AuditLine(at=BEGIN, who="", role="", action="started"))
        said = len(the_desk.kafka.log)
        (tmp_path / "audit.jsonl").unlink()
        (tmp_path / "audit.jsonl").mkdir()
        answer = await chief.post(f"{NIGHT}/entries", entry("a", 2, "ceremony-opened"))
        assert (answer.status, answer.body["error"]) == (503, "audit")
        assert len(the_desk.kafka.log) == said
        (tmp_path / "audit.jsonl").rmdir()
        again = await chief.post(f"{NIGHT}/entries?wait=5", entry("a", 2, "ceremony-opened"))
        assert again.body["status"] == "done"


async def test_lines_are_only_ever_added(tmp_path: Path) -> None:
    """A second run goes on behind the first; a line that a crash cut off is kept, and passed over."""
    path = tmp_path / "audit.jsonl"
    async with open_audit(path) as audit:
        await audit.add(AuditLine(at=BEGIN, who="Anna", role="enter", action="login"))
    with path.open("ab") as file:
        file.write(b'{"at": "2017-01-')
    async with open_audit(path) as audit:
        added = [audit.add(AuditLine(at=BEGIN, who=name, role="enter", action="login")) for name in ("Ben", "Eve")]
        await asyncio.gather(*added)
    assert [row[1] for row in csv.reader(io.StringIO(table(path.read_bytes())))] == ["who", "Anna", "Ben", "Eve"]
    assert (path.stat().st_mode & 0o777) == 0o600


async def test_what_waits_is_written_at_the_end(tmp_path: Path) -> None:
    """A desk that is closed loses no line that was added."""
    async with open_audit(tmp_path / "audit.jsonl") as audit:
        waiting = audit.add(AuditLine(at=BEGIN, who="Anna", role="enter", action="login"))
    await waiting
    assert b"Anna" in audit.lines()


async def test_a_log_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    """The desk does not start without its log."""
    with pytest.raises(AuditError, match="cannot be written"):
        async with open_audit(tmp_path):
            pass
