"""What is extraordinary asks for a second key press, in the real stack as in the desk's own tests."""

import pytest
from playwright.async_api import expect

from sweepcast.ceremony_file import CeremonyFile
from tests.consumers.page.seeing import drawn, told
from tests.stack.desk_and_page.conftest import Come, Open
from tests.stack.desk_and_page.hands import begun, choose, label, of_body, send
from tests.stack.desk_and_page.whole import Whole
from tests.streams.nights import category, history, programme

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_a_record_asks_twice_and_the_ordinary_does_not(whole: Whole, come: Come, opened: Open) -> None:
    """The desk names the record before it is said, nothing goes out at the first Enter, all at the second."""
    night = of_body(
        "harbour",
        programme(
            category("picture", "mill", "pond"),
            category("director", "mill"),
            category("score", "mill"),
            category("song", "mill", "pond"),
            category("sound", "hill", "pond"),
        ),
    )
    file = CeremonyFile(programme=night, history=(history(("Old", 5, 2, 4)),))
    await whole.say(begun(file, ("director", "mill"), ("score", "mill"), up_next="sound"))
    page = await opened(f"{whole.page}?ceremony={night.ceremony}")
    await drawn(page, 6)
    desk = await come("Ann", night.ceremony)

    await choose(desk, "1")
    assert await send(desk) is False
    await drawn(page, 7)
    await label(desk, "On to Picture")
    await desk.keyboard.press("Enter")
    await expect(desk.locator("#category-status")).to_have_text("On air")
    await choose(desk, "1")
    await expect(desk.locator("#forecast .major")).to_contain_text(["record"])
    await desk.keyboard.press("Enter")
    await expect(desk.locator("#forecast .ask")).to_be_visible()
    await drawn(page, 8)
    assert await told(page) == ["HILL", "MILL", "MILL"]
    await desk.keyboard.press("Enter")
    await drawn(page, 9)
    assert await told(page) == ["MILL", "HILL", "MILL", "MILL"]
    headline = await desk.locator("#outbox .major").first.inner_text()
    await expect(page.locator("#stream .milestone.major .headline").filter(has_text=headline)).to_be_visible()
