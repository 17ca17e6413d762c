"""What a browser's own trace tells of a page's main thread: its tasks, what each took, and for what.

A task is counted twice: by the clock on the wall, as the Long Tasks API does, and by the processor time that it took
itself. On a machine with other work the first says how busy the machine is; the second says what the page does.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.async_api import Browser, Page

CATEGORIES: Final = ("toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline")
MAIN_THREAD: Final = "CrRendererMain"
TASK: Final = "RunTask"
KINDS: Mapping[str, str] = {
    "FunctionCall": "script",
    "EvaluateScript": "script",
    "v8.evaluateModule": "script",
    "v8.compileModule": "script",
    "FireAnimationFrame": "script",
    "TimerFire": "script",
    "RunMicrotasks": "script",
    "UpdateLayoutTree": "style",
    "Layout": "layout",
    "PrePaint": "paint",
    "Paint": "paint",
    "Layerize": "paint",
    "Commit": "paint",
    "ParseHTML": "parsing",
}
"""What the events of a trace are about; what runs within another of its kind is not counted twice."""


@dataclass(frozen=True)
class Task:
    """One task of the main thread, in milliseconds."""

    wall: float
    processor: float


@dataclass
class Trace:
    """The tasks of a page's main thread, and the processor time that it took for each kind of work, in milliseconds."""

    tasks: list[Task] = field(default_factory=list)
    spent: Counter[str] = field(default_factory=Counter)

    def read(self, events: Iterable[Mapping[str, Any]]) -> None:
        """Take the main thread's part of a trace (Trace Event Format: complete events, in microseconds)."""
        events = list(events)
        mains = {(each["pid"], each["tid"]) for each in events if _names_main_thread(each)}
        threads = {each: [at for at in events if (at["pid"], at["tid"]) == each and at["ph"] == "X"] for each in mains}
        # A browser keeps a renderer ready that shows nothing yet.
        busiest = max(threads.values(), key=lambda thread: sum(at.get("tdur", 0) for at in thread), default=[])
        self.tasks = [Task(at["dur"] / 1e3, at.get("tdur", 0) / 1e3) for at in busiest if at["name"] == TASK]
        self.spent = Counter(_spent(busiest))

    @property
    def processor(self) -> float:
        """What all tasks took of a processor, in milliseconds."""
        return sum(each.processor for each in self.tasks)


def _names_main_thread(event: Mapping[str, Any]) -> bool:
    return bool(event["name"] == "thread_name" and event["args"].get("name") == MAIN_THREAD)


def _spent(events: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """Return the processor time of each kind, each event without those within it that are of a kind themselves."""
    spent: Counter[str] = Counter()
    above: list[tuple[float, str]] = []
    for event in sorted(events, key=lambda each: (each["ts"], -each["dur"])):
        kind = KINDS.get(event["name"])
        if kind is None:
            continue
        while above and above[-1][0] <= event["ts"]:
            above.pop()
        took = event.get("tdur", 0) / 1e3
        spent[kind] += took
        if above:
            spent[above[-1][1]] -= took
        above.append((event["ts"] + event["dur"], kind))
    return dict(spent)


@asynccontextmanager
async def traced(browser: Browser, page: Page) -> AsyncIterator[Trace]:
    """Trace a page; what is given is filled at the end."""
    trace = Trace()
    await browser.start_tracing(page=page, categories=list(CATEGORIES))
    try:
        yield trace
    finally:
        content = await browser.stop_tracing()
    trace.read(json.loads(content)["traceEvents"])
