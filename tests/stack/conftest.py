"""Runs of `python -m stack`, started as a person does."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator

import pytest

from stack.broker import Kafka
from stack.ports import free_port
from stack.supervisor import ROOT
from tests.stack.running import Run, Start


@pytest.fixture
async def start(kafka_program: Kafka) -> AsyncIterator[Start]:
    """Start `python -m stack` with these arguments, its page and feed on free ports; what is left is killed."""
    assert kafka_program.jars  # fetched by now, so that no test waits for a download
    runs: list[Run] = []

    async def begin(*arguments: str, **environ: str) -> Run:
        page = free_port()
        feed = free_port(taken={page})
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "stack", *arguments),
            cwd=ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, "SWEEPCAST_HTTP_PORT": str(page), "SWEEPCAST_FEED_PORT": str(feed), **environ},
        )
        runs.append(Run(process, (page, feed)))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.returncode is None:
            run.process.kill()
        await run.end()
