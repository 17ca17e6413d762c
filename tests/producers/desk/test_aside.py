"""Long work beside the loop."""

import asyncio
import threading

from producers.desk.http.aside import Aside


async def test_one_piece_at_a_time() -> None:
    """Whatever waits for its turn takes no thread: those are for the audit log."""
    aside, done, gate, begun = Aside(), list[str](), threading.Event(), threading.Event()

    def first() -> None:
        begun.set()
        gate.wait()
        done.append("first")

    every = [asyncio.create_task(aside.made(first))]
    every += [asyncio.create_task(aside.made(lambda: done.append("later"))) for _ in range(100)]
    await asyncio.to_thread(begun.wait)
    assert done == []
    gate.set()
    await asyncio.gather(*every)
    assert done == ["first"] + ["later"] * 100
