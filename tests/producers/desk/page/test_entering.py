"""Entering a night at the desk, in a browser and by keyboard alone."""

import pytest
from playwright.async_api import expect

from sweepcast.board import Stage
from tests.producers.desk.page.conftest import Open
from tests.producers.desk.page.fake_desk import PREFIX, FakeDesk, Json, fake_desk, winner
from tests.producers.desk.page.nights import OPENED, at_desk, label, out, record_night, small, up_next

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_small_night(opened: Open) -> None:
    """From the opening to the closing, each result takes its number and Enter, and every receipt comes back."""
    async with fake_desk(FakeDesk(small())) as desk:
        page = await opened(desk)
        await label(page, "Open the ceremony")
        await page.keyboard.press("Enter")
        await label(page, "Up next: Picture")
        await page.keyboard.press("Enter")
        await label(page, "Choose who won")
        await page.keyboard.press("2")
        await label(page, "Send: B")
        await page.keyboard.press("Enter")
        await out(page, 4)
        for title, key, send, turn in (("Director", "1", "Send: Ann, A", 6), ("Song", "2", "Send: C", 8)):
            if title == "Song":
                await page.keyboard.press("PageDown")
                await at_desk(page, "Honour")
                await page.keyboard.press("PageDown")
                await label(page, "Up next: Song")
            else:
                await label(page, f"On to {title}")
            await page.keyboard.press("Enter")
            await at_desk(page, title)
            await page.keyboard.press(key)
            await label(page, send)
            await page.keyboard.press("Enter")
            await out(page, turn)
        assert desk.category("picture").winners == ("b",)
        assert desk.category("director").winners == ("a.ann",)
        assert desk.category("song").winners == ("c",)
        await label(page, "On to Honour")
        await page.keyboard.press("Enter")
        await expect(page.locator("#category-status")).to_contain_text("Honorary")
        await expect(page.locator("#recipient")).to_be_focused()
        await page.keyboard.type("Meryl Streep")
        await label(page, "Send: Meryl Streep")
        await page.keyboard.press("Enter")
        await out(page, 10)
        assert [each.name for each in desk.category("honour").recipients] == ["Meryl Streep"]
        await label(page, "Close the ceremony")
        await page.keyboard.press("Enter")
        await expect(page.locator("#forecast")).to_contain_text("The ceremony is over")
        await expect(page.locator("#go")).to_have_class("primary ask")
        await page.keyboard.press("Enter")
        await expect(page.locator("#forecast .ask")).to_be_visible()
        await page.keyboard.press("Enter")
        await label(page, "The night is over")
        stage = desk.board["stage"]
        assert isinstance(stage, Stage)
        assert stage.status == "closed"
        await expect(page.locator("#nominees")).to_be_focused()


async def test_the_forecast_is_asked_for_at_once(opened: Open) -> None:
    """What would be said appears when a nominee is chosen, before anything is sent."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        page = await opened(desk)
        await expect(page.locator("#forecast")).to_have_text("Choose, and it appears here before anything is sent.")
        await page.keyboard.press("ArrowDown")
        await expect(page.locator("#forecast .words")).to_have_text("Picture: A")
        await expect(page.locator("#forecast .standing")).to_have_text("A: 1 of 3 won, until now 0")
        assert [each["data"]["nominations"] for each in desk.drafted] == [["a"]]  # type: ignore[index]  # JSON
        assert desk.sent == []


async def test_the_extraordinary_takes_a_second_press(opened: Open) -> None:
    """A record is named before it is sent, and asked for once more; another nominee takes the question back."""
    async with fake_desk(record_night()) as desk:
        page = await opened(desk)
        await page.keyboard.press("1")
        await expect(page.locator("#forecast .major")).to_contain_text(["record"])
        await page.keyboard.press("Enter")
        await expect(page.locator("#forecast .ask")).to_contain_text("once more to send this.")
        await label(page, "Yes, send: A")
        assert desk.sent == []
        await page.keyboard.press("2")
        await label(page, "Send: B")
        await expect(page.locator("#forecast .ask")).to_have_count(0)
        await page.keyboard.press("1")
        await expect(page.locator("#forecast .major")).to_contain_text(["record"])
        await page.keyboard.press("Enter")
        await label(page, "Yes, send: A")
        await page.keyboard.press("Enter")
        await out(page, 7)
        assert [each["confirmed"] for each in desk.sent] == [True]
        await expect(page.locator("#outbox .major")).to_contain_text(["record"])
        assert desk.category("picture").winners == ("a",)


async def test_undo_after_a_reload(opened: Open) -> None:
    """Undo says what it takes back, shows what that would do, and is there after a reload."""
    async with fake_desk(FakeDesk(small(), OPENED, winner("picture", "b"), up_next("song"))) as desk:
        page = await opened(desk)
        await page.reload()
        await expect(page.locator("#undo-label")).to_have_text("Take back “Picture: b”")
        await page.keyboard.press("Control+z")
        await expect(page.locator("#forecast .words")).to_have_text("Take back “Picture: b”")
        await expect(page.locator("#forecast .standing")).to_have_text("B: 0 of 2 won, until now 1")
        await expect(page.locator("#reason")).to_have_attribute("placeholder", "Entered by mistake")
        await label(page, "Send: Take it back")
        await page.keyboard.press("Enter")
        await out(page, 5)
        assert desk.category("picture").winners == ()
        assert desk.sent[0]["undoes"] == 3
        assert desk.category("picture").earlier[0].winners == ("b",)
        await expect(page.locator("#undo-label")).to_have_text("Take back “Picture: winner-corrected”")


async def test_tie(opened: Open) -> None:
    """Two numbers, the second with the shift key, make a tie."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        page = await opened(desk)
        await page.keyboard.press("1")
        await page.keyboard.press("Shift+Digit3")
        await label(page, "Send: Tie of A and C")
        await expect(page.locator("[role=option][aria-selected=true]")).to_have_count(2)
        await page.keyboard.press("Enter")
        await out(page, 4)
        assert desk.category("picture").winners == ("a", "c")


async def test_no_award_and_postponed(opened: Open) -> None:
    """No award and postponing take a key and Enter; the reason that viewers read can be typed."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        page = await opened(desk)
        await page.keyboard.press("0")
        await label(page, "Send: no award")
        await page.keyboard.press("Enter")
        await out(page, 4)
        assert (desk.category("picture").status, desk.category("picture").winners) == ("decided", ())
        await page.keyboard.press("PageDown")
        await page.keyboard.press("-")
        await page.keyboard.press("Tab")
        await expect(page.locator("#reason")).to_be_focused()
        await page.keyboard.type("A storm")
        await label(page, "Send: Postponed")
        await page.keyboard.press("Enter")
        await out(page, 5)
        assert (desk.category("director").status, desk.category("director").reason) == ("postponed", "A storm")
        await expect(page.locator("#nominees")).to_be_focused()


async def test_wrong_card(opened: Open) -> None:
    """Choosing again in a decided category corrects it, and what was first said stays to be seen."""
    async with fake_desk(FakeDesk(small(), OPENED, winner("picture", "a"))) as desk:
        page = await opened(desk)
        await page.keyboard.press("PageUp")
        await at_desk(page, "Picture")
        await expect(page.locator("#category-status")).to_have_text("Decided: A. Choose again to correct it.")
        await page.keyboard.press("2")
        await label(page, "Send: Correct to B")
        await page.keyboard.press("Enter")
        await out(page, 4)
        assert desk.sent[0]["type"] == PREFIX + "winner-corrected"
        assert desk.category("picture").winners == ("b",)
        await expect(page.locator("#first-said")).to_have_text("First said: A. The wrong result was announced")
        await page.keyboard.press("2")
        await label(page, "This is what was said already")


async def test_back_to_what_is_on_air(opened: Open) -> None:
    """A winner before is corrected in three keys while another category is on air; a fourth goes back to that one."""
    async with fake_desk(FakeDesk(small(), OPENED, winner("picture", "a"), up_next("director"))) as desk:
        page = await opened(desk)
        await at_desk(page, "Director")
        await page.keyboard.press("PageUp")
        await page.keyboard.press("Shift+Digit2")
        await label(page, "Send: Correct to A and B")
        await page.keyboard.press("Enter")
        await out(page, 5)
        assert desk.category("picture").winners == ("a", "b")
        await label(page, "Back to Director")
        await page.keyboard.press("Enter")
        await at_desk(page, "Director")
        await label(page, "Choose who won")
        assert desk.sequence == 5


async def test_out_of_order(opened: Open) -> None:
    """A category is found by letters of its name, and decided though another one is up next."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        page = await opened(desk)
        await at_desk(page, "Picture")
        await page.keyboard.press("/")
        await expect(page.locator("#find-text")).to_be_focused()
        await page.keyboard.type("son")
        await expect(page.locator("#found [role=option]")).to_have_count(1)
        await page.keyboard.press("Enter")
        await at_desk(page, "Song")
        await expect(page.locator("#category-status")).to_contain_text("out of order")
        await page.keyboard.press("1")
        await label(page, "Send: A")
        await page.keyboard.press("Enter")
        await out(page, 4)
        assert desk.category("song").winners == ("a",)


async def test_a_nominee_is_withdrawn(opened: Open) -> None:
    """A chosen nominee is withdrawn with Delete, and cannot be chosen any more."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        page = await opened(desk)
        await page.keyboard.press("3")
        await page.keyboard.press("Delete")
        await label(page, "Send: Withdrawn from Picture: C")
        await page.keyboard.press("Enter")
        await out(page, 4)
        await expect(page.locator(".nominee.withdrawn")).to_contain_text("C")
        await page.keyboard.press("3")
        await label(page, "Choose who won")
        assert desk.category("picture").nominations[2].status == "withdrawn"


async def test_what_the_rules_refuse_is_not_sent(opened: Open) -> None:
    """What would be refused says why before it is sent, and Enter does nothing."""
    closed: tuple[str, Json] = ("ceremony-closed", {})
    async with fake_desk(FakeDesk(small(), OPENED, closed)) as desk:
        page = await opened(desk)
        await page.keyboard.press("1")
        await expect(page.locator("#forecast .wrong")).to_contain_text("was closed at")
        await page.keyboard.press("Enter")
        await expect(page.locator("#spoken")).to_contain_text("was closed at")
        assert desk.sent == []


async def test_a_hurried_enter_waits_for_the_forecast(opened: Open) -> None:
    """Enter right behind the number sends the ordinary as soon as it is known to be that."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        page = await opened(desk)
        await at_desk(page, "Picture")
        await page.evaluate(
            "for (const key of ['2', 'Enter'])"
            " document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))"
        )
        await out(page, 4)
        assert desk.category("picture").winners == ("b",)
        assert len(desk.sent) == 1
