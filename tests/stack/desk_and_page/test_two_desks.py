"""Two people at two desks, who enter something at the same time."""

import pytest
from playwright.async_api import expect

from sweepcast.announcements import WinnerAnnounced
from sweepcast.ceremony_file import CeremonyFile
from tests.consumers.page.seeing import drawn, told
from tests.stack.desk_and_page.conftest import Come, Open
from tests.stack.desk_and_page.hands import begun, choose, of_body, out, send
from tests.stack.desk_and_page.whole import Whole
from tests.streams.nights import category, programme

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_the_second_is_told_who_did_what_and_can_send_again(whole: Whole, come: Come, opened: Open) -> None:
    """What was entered before somebody else's winner was known is stopped, and goes out when its person has looked."""
    night = of_body("bridge", programme(category("picture", "mill", "pond"), category("director", "mill", "pond")))
    await whole.say(begun(CeremonyFile(programme=night), up_next="picture"))
    page = await opened(f"{whole.page}?ceremony={night.ceremony}")
    ann = await come("Ann", night.ceremony)
    bob = await come("Bob", night.ceremony, far=True)
    await expect(bob.locator("#line-text")).to_have_text("All is out")
    await bob.keyboard.press("PageDown")
    await expect(bob.locator("#category")).to_have_text("Director")
    await choose(bob, "2")
    whole.line.cut()
    await send(bob)
    await out(bob, "1 not out yet")
    await choose(ann, "1")
    await send(ann)
    await drawn(page, 4)
    whole.line.mend()

    stopped = bob.locator("#outbox .stopped")
    await expect(stopped).to_contain_text("Director: POND")
    await expect(stopped.locator(".meanwhile")).to_contain_text("Ann: Picture")
    await expect(stopped.locator(".meanwhile")).to_contain_text("MILL")
    await expect(bob.locator("#spoken")).to_contain_text("Stopped: Director: POND.")
    assert await told(page) == ["MILL"]
    await bob.keyboard.press("=")
    await expect(stopped.locator("button").first).to_be_focused()
    await bob.keyboard.press("Enter")
    await out(bob)
    await drawn(page, 5)
    assert await told(page) == ["POND", "MILL"]
    await expect(ann.locator("#log .said").first).to_contain_text("Bob")
    winners = [each for each in await whole.said(night.ceremony) if isinstance(each, WinnerAnnounced)]
    assert [each.data.nominations for each in winners] == [("mill",), ("pond",)]
