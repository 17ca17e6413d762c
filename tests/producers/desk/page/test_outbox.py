"""A bad network and two people: what is entered goes out once, in order, and nobody writes over anybody."""

import pytest
from playwright.async_api import Page, expect

from tests.producers.desk.page.conftest import Open
from tests.producers.desk.page.fake_desk import PREFIX, FakeDesk, fake_desk, winner
from tests.producers.desk.page.line import Line, of
from tests.producers.desk.page.nights import OPENED, at_desk, forecast, label, out, record_night, small, up_next

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_offline_and_a_reload(opened: Open) -> None:
    """What is entered without a line waits, is seen to wait, outlives a reload, and goes out in order with its ids."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        line = Line()
        page = await opened(desk, line=line)
        await at_desk(page, "Picture")
        line.cut()
        await page.keyboard.press("2")
        await expect(page.locator("#forecast .wrong")).to_contain_text("Nobody can say what this changes")
        await page.keyboard.press("Enter")
        await label(page, "Yes, send: B")
        await page.keyboard.press("Enter")
        await expect(page.locator("#outbox-count")).to_have_text("1 not out yet")
        await label(page, "On to Director")
        await page.keyboard.press("Enter")
        await at_desk(page, "Director")
        await page.keyboard.press("1")
        await expect(page.locator("#forecast")).to_have_attribute("data-standing", "unknown")
        await page.keyboard.press("Enter")
        await label(page, "Yes, send: Ann, A")
        await page.keyboard.press("Enter")
        await expect(page.locator("#outbox-count")).to_have_text("3 not out yet")
        await expect(page.locator("#outbox .how").first).to_have_text("Waits for the line")
        await expect(page.locator("#line-text")).to_have_text("3 not out: trying again")
        await page.reload()
        await expect(page.locator("#waiting")).to_contain_text("3 in the outbox go out when the line is back.")
        assert desk.sent == []
        line.mend()
        await expect(page.locator("#outbox-count")).to_have_text("all out")
        await expect(page.locator("#outbox .how")).to_have_text([f"Out as turn {turn}" for turn in (6, 5, 4)])
        names = [str(each["type"]).removeprefix(PREFIX) for each in desk.sent]
        assert names == ["winner-announced", "category-up-next", "winner-announced"]
        assert [each["based_on"] for each in desk.sent] == [3, 4, 5]
        assert desk.category("picture").winners == ("b",)
        assert desk.category("director").winners == ("a.ann",)


async def test_an_answer_that_is_lost_doubles_nothing(opened: Open) -> None:
    """An entry that was taken though its answer was lost is sent again with its id, and is one turn."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        desk.loses_answers = 1
        page = await opened(desk)
        await page.keyboard.press("2")
        await label(page, "Send: B")
        await page.keyboard.press("Enter")
        await out(page, 4)
        assert len({str(each["id"]) for each in desk.sent}) == 1
        assert desk.sequence == 4


async def test_an_answer_that_overtakes_the_line_makes_nothing_stale(opened: Open) -> None:
    """Where the answer comes before its turn does, what is entered next is based on that turn all the same."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        page = await opened(desk)
        await page.keyboard.press("2")
        await forecast(page, "Send: B")
        await expect(page.locator("#line-text")).to_have_text("All is out")
        desk.tells.clear()
        async with page.expect_response("**/entries*"):
            await page.keyboard.press("Enter")
        await label(page, "On to Director")
        await page.keyboard.press("Enter")
        await expect(page.locator("#outbox .how")).to_have_text(["Waits for the line", "On its way"])
        desk.tells.set()
        await expect(page.locator("#outbox .how")).to_have_text(["Out as turn 5", "Out as turn 4"])
        assert desk.category("picture").winners == ("b",)


async def test_a_stale_sending_is_stopped(opened: Open) -> None:
    """Who is told of nobody else's word is stopped, reads who did what meanwhile, looks, and sends again."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        page = await opened(desk)
        await at_desk(page, "Picture")
        await page.keyboard.press("2")
        await forecast(page, "Send: B")
        desk.say("winner-announced", {"category": "song", "nominations": ["c"]}, quietly=True)
        await page.keyboard.press("Enter")
        stopped = page.locator("#outbox .stopped")
        await expect(stopped.locator(".meanwhile")).to_have_text("Bea: Song: c")
        await expect(page.locator("#spoken")).to_contain_text("Bea: Song: c")
        await expect(page.locator("#order .decided")).to_contain_text(["Song"])
        assert desk.category("picture").winners == ()
        await page.keyboard.press("=")
        await expect(stopped.get_by_role("button", name="Send again: Picture: B")).to_be_focused()
        await page.keyboard.press("Enter")
        await out(page, 5)
        await expect(page.locator("#nominees")).to_be_focused()
        assert desk.category("picture").winners == ("b",)
        assert len({str(each["id"]) for each in desk.sent}) == 1


async def test_a_stale_sending_can_be_let_go(opened: Open) -> None:
    """Two people say the same winner: the second one lets go, and nothing of it goes out."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        page = await opened(desk)
        await page.keyboard.press("2")
        await forecast(page, "Send: B")
        desk.say("winner-announced", {"category": "picture", "nominations": ["b"]}, quietly=True)
        await page.keyboard.press("Enter")
        await expect(page.locator("#outbox .meanwhile")).to_have_text("Bea: Picture: b")
        await page.get_by_role("button", name="Let go: Picture: B").click()
        await expect(page.locator("#outbox-count")).to_have_text("all out")
        await expect(page.locator("#outbox .item")).to_have_count(0)
        assert desk.sequence == 4


async def another_window(page: Page, desk: FakeDesk) -> Page:
    """Open the desk in another window of the same browser."""
    other = await page.context.new_page()
    await other.goto(desk.url)
    await at_desk(other, "Picture")
    return other


async def test_two_windows_share_one_outbox(opened: Open) -> None:
    """What one window has in the outbox the other shows at once; both send in one order, and nothing twice."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        line = Line()
        one = await opened(desk, line=line)
        await at_desk(one, "Picture")
        other = await another_window(one, desk)
        await one.keyboard.press("2")
        await forecast(one, "Send: B")
        line.cut(of(one))
        await one.keyboard.press("Enter")
        await expect(other.locator("#outbox .how")).to_have_text("Waits for the line")
        await expect(other.locator("#outbox-count")).to_have_text("1 not out yet")
        await label(other, "On to Director")
        await other.keyboard.press("Enter")
        await at_desk(other, "Director")
        await expect(one.locator("#outbox .words")).to_have_text(["Up next: Director", "Picture: B"])
        assert desk.sent == []
        line.mend()
        for page in (one, other):
            await expect(page.locator("#outbox .how")).to_have_text(["Out as turn 5", "Out as turn 4"])
            await expect(page.locator("#outbox-count")).to_have_text("all out")
        names = [str(each["type"]).removeprefix(PREFIX) for each in desk.sent]
        assert names == ["winner-announced", "category-up-next"]
        assert [each["based_on"] for each in desk.sent] == [3, 4]
        assert len({str(each["browser"]) for each in desk.sent}) == 2


async def test_a_window_that_is_closed_leaves_its_outbox_to_the_other(opened: Open) -> None:
    """What a closed window had not sent goes out from the one that is left, once."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        line = Line()
        one = await opened(desk, line=line)
        await at_desk(one, "Picture")
        other = await another_window(one, desk)
        await other.keyboard.press("2")
        await forecast(other, "Send: B")
        line.cut(of(other))
        await other.keyboard.press("Enter")
        await expect(one.locator("#outbox .how")).to_have_text("Waits for the line")
        await other.close()
        await out(one, 4)
        assert len(desk.sent) == 1
        assert desk.category("picture").winners == ("b",)


async def test_one_window_too_many_waits(opened: Open) -> None:
    """With six lines open no window of a browser could send: the sixth waits until another is closed."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        one = await opened(desk)
        await at_desk(one, "Picture")
        others = [await another_window(one, desk) for _ in range(4)]
        sixth = await one.context.new_page()
        await sixth.goto(desk.url)
        await expect(sixth.locator("#waiting")).to_contain_text("more windows of the desk open than it has lines for")
        await expect(sixth.locator("#desk")).to_be_hidden()
        await one.keyboard.press("2")
        await forecast(one, "Send: B")
        await one.keyboard.press("Enter")
        await out(one, 4)
        await others[0].close()
        await at_desk(sixth, "Picture")
        await expect(sixth.locator("#category-status")).to_contain_text("Decided: B")


async def test_what_one_window_lets_go_of_is_gone_from_the_other(opened: Open) -> None:
    """A stopped one is seen in both windows, and can be sent again or let go of in either."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        one = await opened(desk)
        await at_desk(one, "Picture")
        other = await another_window(one, desk)
        await one.keyboard.press("2")
        await forecast(one, "Send: B")
        desk.say("winner-announced", {"category": "song", "nominations": ["c"]}, quietly=True)
        await one.keyboard.press("Enter")
        await expect(other.locator("#outbox .meanwhile")).to_have_text("Bea: Song: c")
        await other.get_by_role("button", name="Let go: Picture: B").click()
        for page in (one, other):
            await expect(page.locator("#outbox .item")).to_have_count(0)
        await one.reload()
        await at_desk(one, "Picture")
        await expect(one.locator("#outbox-count")).to_have_text("all out")
        assert desk.category("picture").winners == ()


async def test_two_people_see_each_other(opened: Open) -> None:
    """What one enters is at once on the other's desk, with who it was."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        one, other = await opened(desk), await opened(desk)
        await at_desk(one, "Picture")
        await at_desk(other, "Picture")
        await one.keyboard.press("1")
        await label(one, "Send: A")
        await one.keyboard.press("Enter")
        await expect(other.locator("#log .said").first).to_contain_text("Picture: a")
        await expect(other.locator("#category-status")).to_contain_text("Decided: A")
        await expect(other.locator("#spoken")).to_contain_text("Ann: Picture: a")


async def test_somebody_else_decides_what_is_chosen(opened: Open) -> None:
    """A key that was already on its way makes no correction of what somebody else has just said."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        page = await opened(desk)
        await page.keyboard.press("1")
        await forecast(page, "Send: A")
        desk.say("winner-announced", {"category": "picture", "nominations": ["b"]})
        await forecast(page, "Send: Correct to A")
        await expect(page.locator("#forecast .wrong")).to_have_text(
            "Meanwhile Bea: Picture: b. Look again before you send."
        )
        await expect(page.locator("#go")).to_have_class("primary ask")
        await page.keyboard.press("Escape")
        await label(page, "On to Director")
        assert desk.sent == []


async def test_somebody_else_holds_the_desk(opened: Open) -> None:
    """Who holds the desk is seen; a sending of another is stopped, and goes out once the desk is taken over."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        page = await opened(desk)
        await expect(page.locator("#holder")).to_contain_text("Nobody holds the desk")
        await at_desk(page, "Picture")
        desk.tell_holder("Bea")
        await expect(page.locator("#holder")).to_contain_text("Bea holds the desk")
        await page.keyboard.press("2")
        await label(page, "Send: B")
        await page.keyboard.press("Enter")
        await expect(page.locator("#outbox .stopped")).to_contain_text("Bea holds the desk.")
        await page.get_by_role("button", name="Take the desk and send: Picture: B").click()
        await out(page, 4)
        await expect(page.locator("#holder")).to_contain_text("You hold the desk")
        await page.locator("#hold").click()
        await expect(page.locator("#holder")).to_contain_text("Nobody holds the desk")
        await page.locator("#nominees").focus()
        await page.keyboard.press(",")
        await page.get_by_role("button", name="Hold the desk").press("Enter")
        await expect(page.locator("#holder")).to_contain_text("You hold the desk")
        await expect(page.locator("#nominees")).to_be_focused()


async def test_a_second_person_confirms(opened: Open) -> None:
    """Where the extraordinary needs a second person, it waits for one, and another's is confirmed by keyboard."""
    desk = record_night()
    desk.confirm = "two-people"
    async with fake_desk(desk):
        page = await opened(desk)
        await page.keyboard.press("1")
        await expect(page.locator("#forecast")).to_contain_text("A second person has to confirm it.")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Enter")
        await expect(page.locator("#outbox .how")).to_have_text("Waits for a second person")
        assert desk.sequence == 6
        desk.enter_for("Bea", *winner("song", "c"))
        await expect(page.locator("#confirms .how")).to_have_text(["Entered by Ann", "Entered by Bea"])
        await expect(page.get_by_role("button", name="Confirm: Picture: a")).to_have_count(0)
        await expect(page.locator("#line-text")).to_have_text("1 waits for you")
        await expect(page.locator("#spoken")).to_contain_text("Waits for you to confirm it: Song: c, entered by Bea.")
        await page.keyboard.press("=")
        await expect(page.get_by_role("button", name="Confirm: Song: c")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("#order .decided")).to_contain_text(["Director", "Score", "Song"])
        assert desk.category("song").winners == ("c",)
