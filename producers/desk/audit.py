"""The audit log: everything entered, by whom, when and with which outcome; lines of JSON that are only ever added.

A line is on the disk before what it tells of is done. `table` gives the same as CSV, in which no cell is a formula.
"""

import asyncio
import csv
import io
import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

Action = Literal[
    "started",
    "login",
    "logout",
    "entered",
    "confirmed",
    "withdrawn",
    "sent",
    "receipt",
    "rejected",
    "failed",
    "refused",
    "held",
    "handed-over",
    "released",
    "rehearsal-begun",
    "rehearsal-ended",
    "ingested",
]
NAME = "audit.jsonl"
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading a line raises that a crash has damaged."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell begins with that a spreadsheet would calculate (OWASP, CSV injection)."""


class AuditLine(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that somebody did, or that became of it."""

    at: datetime
    who: str
    role: str
    action: Action
    ceremony: str | None = None
    rehearsal: bool = False
    id: str | None = None
    label: str = ""
    detail: dict[str, object] = {}


class AuditError(Exception):
    """The log cannot be written; the message says why and what to do."""


Waiting = tuple[AuditLine, "asyncio.Future[None]"]


class Audit:
    """The log in a file. Lines that come together are written together, with one `fsync`."""

    def __init__(self, path: Path) -> None:
        """Write to `path` once `open_audit` has opened it."""
        self.path = path
        self._waiting: asyncio.Queue[Waiting] = asyncio.Queue()

    def add(self, line: AuditLine) -> "asyncio.Future[None]":
        """Add a line; await what is returned for it to be on the disk.

        Raises:
            AuditError: when awaited.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.add_done_callback(_looked_at)
        self._waiting.put_nowait((line, done))
        return done

    def lines(self) -> bytes:
        """Return the log as it stands, as lines of JSON; a line that a crash cut off is left out."""
        content = self.path.read_bytes() if self.path.exists() else b""
        return content[: content.rfind(b"\n") + 1]

    async def write(self) -> None:
        """Write what is added, until cancelled."""
        while True:
            lines = [await self._waiting.get()]
            while not self._waiting.empty():
                lines.append(self._waiting.get_nowait())
            await self._written(lines)

    async def finish(self) -> None:
        """Write what still waits."""
        lines = list[Waiting]()
        while not self._waiting.empty():
            lines.append(self._waiting.get_nowait())
        if lines:
            await self._written(lines)

    async def _written(self, lines: Iterable[Waiting]) -> None:
        content = b"".join(msgspec.json.encode(line) + b"\n" for line, _ in lines)
        writing = asyncio.ensure_future(asyncio.to_thread(_append, self.path, content))
        error: Exception | None = None
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            # What has begun is on the disk before we go; those who waited are told so.
            await asyncio.wait([writing])
            _settle(lines, None)
            raise
        except OSError as fault:
            error = AuditError(f"the audit log {self.path} cannot be written ({fault.strerror}): make room for it")
        _settle(lines, error)


@asynccontextmanager
async def open_audit(path: Path) -> AsyncIterator[Audit]:
    """Give the log at `path`, and write it while it is open; what waits at the end is written too.

    Raises:
        AuditError: the file cannot be written.
    """
    try:
        _append(path, b"")
    except OSError as error:
        raise AuditError(f"the audit log {path} cannot be written: {error.strerror}") from None
    audit = Audit(path)
    writing = asyncio.create_task(audit.write())
    try:
        yield audit
    finally:
        writing.cancel()
        await asyncio.wait([writing])
        await audit.finish()


def table(lines: bytes) -> str:
    """Return lines of the log as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    fields = AuditLine.__struct_fields__
    writer.writerow(fields)
    for line in lines.splitlines():
        # A line that a crash cut off stays in the log, and tells nothing.
        with suppress(*UNREADABLE):
            entry = msgspec.json.decode(line, type=dict[str, object])
            writer.writerow([_cell(entry.get(each)) for each in fields])
    return out.getvalue()


def _cell(value: object) -> str:
    text = value if isinstance(value, str) else "" if value is None else msgspec.json.encode(value).decode()
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _append(path: Path, content: bytes) -> None:
    """Append, and see to it that it is on the disk. The file is for its owner alone."""
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(file).st_size
        if size and os.pread(file, 1, size - 1) != b"\n":
            content = b"\n" + content if content else content
        while content:
            content = content[os.write(file, content) :]
        os.fsync(file)
    finally:
        os.close(file)


def _settle(lines: Iterable[Waiting], error: Exception | None) -> None:
    for _, done in lines:
        if done.done():
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)


def _looked_at(done: "asyncio.Future[None]") -> None:
    """Keep Python from complaining of an error that nobody awaited: outcomes are added without waiting."""
    if not done.cancelled():
        done.exception()
