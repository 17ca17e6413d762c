"""Slips at the desk that must do nothing: a key that is held down, a double click, a night that goes underneath."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.producers.desk.page.conftest import Open
from tests.producers.desk.page.fake_desk import fake_desk
from tests.producers.desk.page.line import Line, to
from tests.producers.desk.page.nights import forecast, label, record_night
from tests.producers.desk.world import GLOBES, running

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_enter_that_is_held_down_presses_the_large_button_once(opened: Open) -> None:
    """The extraordinary takes a second key press: one that goes on and on is none, on the button as at the nominees."""
    async with fake_desk(record_night()) as desk:
        page = await opened(desk)
        await page.keyboard.press("1")
        await forecast(page, "Send: A")
        await page.locator("#go").focus()
        for _ in range(3):
            await page.keyboard.down("Enter")
        await page.keyboard.up("Enter")
        await label(page, "Yes, send: A")
        assert desk.sent == []
        await page.keyboard.press("Enter")
        await expect(page.locator("#outbox-count")).to_have_text("all out")
        assert len(desk.sent) == 1


async def test_a_double_click_is_not_the_answer_to_what_it_asks(opened: Open) -> None:
    """Whoever clicks twice by habit has not read the question in between; a click of its own answers it."""
    async with fake_desk(record_night()) as desk:
        page = await opened(desk)
        await page.keyboard.press("1")
        await forecast(page, "Send: A")
        await page.locator("#go").dblclick()
        await label(page, "Yes, send: A")
        assert desk.sent == []
        await page.locator("#go").click()
        await expect(page.locator("#outbox-count")).to_have_text("all out")
        assert len(desk.sent) == 1


async def test_what_does_not_work_stays_to_be_read(opened: Open) -> None:
    """Why a confirmation was refused is there until the next key or click, whatever is drawn meanwhile."""
    async with fake_desk(record_night()) as desk:
        line = Line()
        page = await opened(desk, line=line)
        line.cut(to("/holder"))
        await page.locator("#hold").click()
        words = page.locator(
            ".banner", has_text="The desk's server cannot be reached. Try again when the line is back."
        )
        await expect(words).to_be_visible()
        desk.tell_holder("Bea")
        await expect(page.locator("#who")).to_have_text("Bea holds the desk")
        await expect(words).to_be_visible()
        await page.keyboard.press("ArrowDown")
        await expect(words).to_be_hidden()


async def test_a_rehearsal_that_ends_underneath_does_not_lead_into_the_night(opened: Open, tmp_path: Path) -> None:
    """Somebody throws it away: whoever rehearses is told, and no key reaches the night until they go there."""
    async with running(tmp_path) as desk:
        await desk.publish()
        anna, ben = desk.caller("Anna"), desk.caller("Ben")
        opening = {"id": "open-1", "based_on": 2, "type": "sweepcast.announcement.ceremony-opened", "data": {}}
        assert (await ben.post(f"/v1/desk/nights/{GLOBES}/entries?wait=5", opening)).status == 200
        rehearsal = (await ben.post("/v1/desk/rehearsals", {"ceremony": GLOBES})).body["ceremony"]
        token = anna.headers["Authorization"].partition(" ")[2]
        page = await opened(desk.url + "/", rest=f"#ceremony={rehearsal}")
        await page.locator("#token").fill(token)
        await page.keyboard.press("Enter")
        await expect(page.locator("#rehearsal")).to_be_visible()
        await label(page, "Open the ceremony")
        said = len(desk.kafka.log)
        await ben.call("DELETE", f"/v1/desk/rehearsals/{rehearsal}")
        await expect(page.locator("#rehearsal")).to_be_hidden()
        words = f"{rehearsal} is not there any more. What you enter from here on is for 74th Golden Globe Awards."
        await expect(page.locator(".banner", has_text=words)).to_be_visible()
        await page.keyboard.press("Enter")
        await page.keyboard.press("1")
        await page.keyboard.press("Enter")
        await expect(page.locator("#nights")).to_have_value(GLOBES)
        assert len(desk.kafka.log) == said
        await expect(page.locator("#outbox .item")).to_have_count(0)
        await page.keyboard.press("Escape")
        await expect(page.locator("#nominees")).to_be_focused()
        await page.keyboard.press("Enter")
        await label(page, "Choose who won")
