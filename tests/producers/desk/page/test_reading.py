"""The desk for everyone and at every size: by screen reader, on a phone, with long lists and names of all kinds."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.consumers.page.axe import axe_script, faults_of
from tests.consumers.page.conftest import DESKTOP, PHONE
from tests.producers.desk.page.conftest import Open
from tests.producers.desk.page.fake_desk import FakeDesk, fake_desk, winner
from tests.producers.desk.page.nights import (
    OPENED,
    at_desk,
    crowded,
    forecast,
    label,
    long_night,
    out,
    record_night,
    small,
    up_next,
)
from tests.streams.nights import category

pytestmark = pytest.mark.asyncio(loop_scope="module")

CONTRAST = (Path(__file__).parents[3] / "consumers" / "page" / "contrast.js").read_text(encoding="utf-8")
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])


async def no_wider(page: Page) -> None:
    """Hold that nothing makes the page scroll sideways."""
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_twenty_nominees_in_every_script(opened: Open) -> None:
    """Of twenty nominees letters of any script leave the one that is meant; markup is text."""
    async with fake_desk(FakeDesk(crowded(20), OPENED, up_next("crowd"))) as desk:
        page = await opened(desk)
        await at_desk(page, "Best Crowd <i>ever</i>")
        await expect(page.locator("[role=option]")).to_have_count(20)
        await expect(page.locator("[role=option] kbd").nth(8)).to_have_text("9")
        await expect(page.locator("[role=option] kbd").nth(9)).to_have_text("")
        await page.keyboard.type("nominee g")
        await expect(page.locator("[role=option]")).to_have_count(1)
        await forecast(page, "Send: Nominee G")
        await page.keyboard.press("Escape")
        await expect(page.locator("[role=option]")).to_have_count(20)
        await page.locator("#narrow").fill("박")
        await forecast(page, "Send: 박찬욱")
        await page.keyboard.press("Escape")
        await page.locator("#narrow").fill("لب")
        await forecast(page, "Send: نادين لبكي")
        await expect(page.locator("[role=option] .lead")).to_have_attribute("dir", "auto")
        await page.keyboard.press("Escape")
        await page.keyboard.press("3")
        await forecast(page, "Send: <img src=x onerror=alert(1)><b>Bold</b>")
        await page.keyboard.press("Enter")
        await out(page, 4)
        assert await page.locator("main img, main b, main i").count() == 0
        await no_wider(page)


@SIZES
async def test_sixty_categories(opened: Open, size: tuple[int, int]) -> None:
    """A long night stays within reach: the category at the desk is in sight in its list, and any is found by name."""
    async with fake_desk(FakeDesk(long_night(60), OPENED, up_next("category-40"))) as desk:
        page = await opened(desk, size)
        await at_desk(page, "Category-40")
        await expect(page.locator("#order li")).to_have_count(60)
        await no_wider(page)
        if size == DESKTOP:
            await expect(page.locator("#order [aria-current]")).to_be_in_viewport()
        await page.locator("#find-open").click()
        await page.locator("#find-text").fill("57")
        await page.locator("#found [role=option]").click()
        await at_desk(page, "Category-57")
        await expect(page.locator("#find")).to_be_hidden()


async def test_by_touch(opened: Open) -> None:
    """On a phone a tap chooses, what would be said is at the thumb, and the large button sends."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        page = await opened(desk, PHONE, has_touch=True)
        await page.locator(".nominee").nth(1).tap()
        await forecast(page, "Send: B")
        await expect(page.locator("#forecast .words")).to_be_in_viewport()
        await expect(page.locator("#go")).to_be_in_viewport()
        await page.locator("#go").tap()
        await out(page, 4)
        await page.locator("#undo").tap()
        await forecast(page, "Send: Take it back")
        await page.locator("#go").tap()
        await out(page, 5)
        assert desk.category("picture").winners == ()
        await expect(page.locator("#category-status")).to_have_text("Award withdrawn. Choose again to correct it.")
        await expect(page.locator("#order [aria-current] .standing")).to_have_text("Award withdrawn")
        await expect(page.locator("#first-said")).to_have_text("First said: B. Entered by mistake")
        await page.locator(".nominee").first.tap()
        await forecast(page, "Send: Correct to A")
        await page.locator("#go").tap()
        await out(page, 6)
        await expect(page.locator("#first-said")).to_have_text("Said before: No award. The wrong result was announced")
        await no_wider(page)


async def test_a_long_forecast_on_a_phone(opened: Open) -> None:
    """What is extraordinary comes first, the rest on request; the button stays in sight, and every nominee in reach."""
    async with fake_desk(record_night(category("edit", "b", "c"), category("sound", "b", "c"))) as desk:
        page = await opened(desk, PHONE, has_touch=True)
        await page.locator(".nominee").first.tap()
        await forecast(page, "Send: A")
        said = page.locator("#forecast .lines > li:visible")
        await expect(said).to_have_count(2)
        await expect(said.first).to_contain_text("record")
        more = page.get_by_role("button", name=re.compile(r"^and \d+ more$"))
        await more.press("Enter")
        await expect(said).to_have_count(await page.locator("#forecast .lines > li").count())
        await expect(page.get_by_role("button", name="Fewer")).to_be_focused()
        for each in (page.locator("#go"), page.locator(".nominee").last):
            await each.scroll_into_view_if_needed()
            await expect(page.locator("#go")).to_be_in_viewport(ratio=1)
        await page.locator(".nominee").last.tap()
        await forecast(page, "Send: B")
        await no_wider(page)


async def test_the_focus_is_never_lost(opened: Open) -> None:
    """Dialogs give the focus back, actions bring it to the nominees, Escape does from anywhere."""
    async with fake_desk(FakeDesk(small(), OPENED, winner("picture", "a"), up_next("song"))) as desk:
        page = await opened(desk)
        await at_desk(page, "Song")
        await page.keyboard.press("?")
        await expect(page.locator("#help")).to_be_visible()
        await expect(page.locator("#keys dt")).to_have_count(17)
        await page.keyboard.press("1")
        await page.keyboard.press("Escape")
        await expect(page.locator("#help")).to_be_hidden()
        await expect(page.locator("#nominees")).to_be_focused()
        await label(page, "Choose who won")
        await page.locator("#order button").first.press("Enter")
        await at_desk(page, "Picture")
        await page.locator("#no-award").press("Enter")
        await expect(page.locator("#nominees")).to_be_focused()
        await page.locator("#log button").last.focus()
        await page.keyboard.press("Escape")
        await expect(page.locator("#nominees")).to_be_focused()
        await page.locator("#log button", has_text="Take back").first.press("Enter")
        await expect(page.locator("#nominees")).to_be_focused()
        await expect(page.locator("#forecast .words")).to_contain_text("Take back")


async def test_keys_on_buttons_do_what_buttons_do(opened: Open) -> None:
    """With the focus on a button, numbers and letters do nothing at the desk."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        page = await opened(desk)
        await at_desk(page, "Picture")
        await page.locator("#menu-open").focus()
        await page.keyboard.press("1")
        await page.keyboard.press("0")
        await label(page, "Choose who won")
        assert desk.drafted == []


async def test_what_is_spoken(opened: Open) -> None:
    """One polite live region says what would become true, that it is asked for again, and that it is out."""
    async with fake_desk(record_night()) as desk:
        page = await opened(desk)
        assert await page.locator("[aria-live]").count() == 1
        await page.keyboard.press("1")
        await expect(page.locator("#spoken")).to_contain_text("record")
        await expect(page.locator("#nominees")).to_have_attribute("aria-activedescendant", "nominee-1")
        await page.keyboard.press("Enter")
        await expect(page.locator("#spoken")).to_contain_text("Press Enter once more to send this.")
        await page.keyboard.press("Enter")
        await expect(page.locator("#spoken")).to_contain_text("Out: Picture: A.")


async def test_press_release(opened: Open) -> None:
    """Pasted text becomes drafts; each is put on the desk and sent by itself, and what is a guess says so."""
    desk = FakeDesk(small(), OPENED, up_next("picture"))
    kind = {"type": "sweepcast.announcement.winner-announced", "left_over": "", "decided": "no"}
    picture = {"category": "picture", "nominations": ["b"]}
    song = {"category": "song", "nominations": ["c"]}
    desk.press_release = {
        "drafts": [
            {**kind, "line": 1, "text": "A", "category": "picture", "data": picture, "label": "Picture: B", "score": 1},
            {**kind, "line": 2, "text": "S", "category": "song", "data": song, "label": "Song: C", "score": 0.5},
        ],
        "unmatched": [{"line": 3, "text": "Thanks to <b>all</b>", "why": "no category of this night"}],
    }  # fmt: skip
    async with fake_desk(desk):
        page = await opened(desk)
        await at_desk(page, "Picture")
        await page.locator("#menu-open").press("Enter")
        await page.locator("#paste-text").fill("Picture: B\nSung: C\nThanks to <b>all</b>")
        await page.get_by_role("button", name="Find the winners in it").press("Enter")
        drafts = page.locator("#drafts button")
        await expect(drafts).to_have_text(["Picture: B", "Song: C"])
        await expect(drafts.first).to_be_focused()
        await expect(page.locator("#drafts .draft").nth(1)).to_contain_text("Look twice: this is a guess.")
        await expect(page.locator("#drafts .unmatched")).to_contain_text("Thanks to <b>all</b>")
        assert desk.sent == []
        await page.keyboard.press("Enter")
        await forecast(page, "Send: B")
        await page.keyboard.press("Enter")
        await out(page, 4)
        await expect(drafts).to_have_text(["Song: C"])
        await expect(drafts.first).to_be_focused()
        await page.keyboard.press("Enter")
        await at_desk(page, "Song")
        await forecast(page, "Send: C")
        await page.keyboard.press("Enter")
        await out(page, 5)
        assert desk.category("song").winners == ("c",)


async def test_pasting_on_the_desk(opened: Open) -> None:
    """Ctrl+V on the desk takes the text as a press release."""
    desk = FakeDesk(small(), OPENED, up_next("picture"))
    desk.press_release = {"drafts": [], "unmatched": [{"line": 1, "text": "Nothing", "why": "no category"}]}
    async with fake_desk(desk):
        page = await opened(desk)
        await at_desk(page, "Picture")
        await page.evaluate(
            "const clipboardData = new DataTransfer(); clipboardData.setData('text/plain', 'Nothing');"
            "document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))"
        )
        await expect(page.locator("#drafts .unmatched")).to_contain_text("Nothing")
        await expect(page.locator("#nominees")).to_be_focused()
        await page.locator("#drafts-clear").click()
        await expect(page.locator("#drafts-part")).to_be_hidden()


async def test_programme(opened: Open) -> None:
    """A programme's file is looked at, its faults are told by row, and what is sound is published."""
    desk = FakeDesk(small(), OPENED)
    faults = [{"path": "row 3", "message": "names the work 'x', which no row describes"}]
    checked = {"ceremony": "awards-2017", "name": "Test", "date": "2017-01-08", "categories": 3, "nominations": 7, "histories": 0, "known": True}  # fmt: skip # noqa: E501
    async with fake_desk(desk):
        page = await opened(desk)
        await page.locator("#menu-open").click()
        desk.check = {"sound": False, "ceremonies": [checked], "problems": faults, "notices": []}
        await page.locator("#programme-file").set_input_files(
            {"name": "night.csv", "mimeType": "text/csv", "buffer": b"category,nominee\n"}
        )
        await expect(page.locator("#programme-check .problems")).to_contain_text("row 3 names the work 'x'")
        await expect(page.locator("[data-publish]")).to_have_count(0)
        desk.check = {"sound": True, "ceremonies": [checked], "problems": [], "notices": []}
        await page.locator("#programme-file").set_input_files(
            {"name": "night.json", "mimeType": "application/json", "buffer": b"{}"}
        )
        await page.get_by_role("button", name="Publish the revised awards-2017").click()
        await expect(page.locator("#programme-check")).to_have_text("awards-2017 is published.")
        assert desk.published == ["awards-2017"]


async def test_login(opened: Open) -> None:
    """Who has no token is asked for one; a wrong one says so, and the right one opens the desk."""
    desk = FakeDesk(small(), OPENED, up_next("picture"))
    desk.token = "secret"  # noqa: S105
    async with fake_desk(desk):
        page = await opened(desk)
        await expect(page.locator("#token")).to_be_focused()
        await page.keyboard.type("wrong")
        await page.keyboard.press("Enter")
        await expect(page.locator("#login-wrong")).to_have_text("This token is not known. Ask the operator for one.")
        await page.locator("#token").fill("secret")
        await page.keyboard.press("Enter")
        await at_desk(page, "Picture")


async def test_one_who_may_only_look(opened: Open) -> None:
    """With the role view everything is seen, and nothing can be sent."""
    desk = FakeDesk(small(), OPENED, up_next("picture"))
    desk.role = "view"
    async with fake_desk(desk):
        page = await opened(desk)
        await label(page, "You may look, and not enter")
        await page.keyboard.press("1")
        await expect(page.locator("#forecast .words")).to_have_text("Picture: A")
        await page.keyboard.press("Enter")
        await expect(page.locator("#spoken")).to_contain_text("You may look, and not enter.")
        await expect(page.locator("#hold")).to_be_hidden()
        assert desk.sent == []


async def test_rehearsal(opened: Open) -> None:
    """A rehearsal is begun in the menu, and cannot be taken for the night: a band, a frame and the title say so."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        page = await opened(desk)
        await expect(page.locator("#rehearsal")).to_be_hidden()
        await page.locator("#menu-open").click()
        await page.get_by_role("button", name="Rehearse this night").click()
        await expect(page.locator("#rehearsal")).to_have_text("Rehearsal. Nothing here reaches any viewer.")
        await expect(page).to_have_title("Rehearsal: Test Awards 2017 · Sweepcast")
        await expect(page.locator("#menu")).to_be_hidden()
        await expect(page.locator("#nominees")).to_be_focused()


async def test_the_audit_log_is_offered_to_those_who_may(opened: Open) -> None:
    """Who confirms may download everything entered; who enters is not offered it."""
    desk = FakeDesk(small(), OPENED)
    async with fake_desk(desk):
        page = await opened(desk)
        await page.locator("#menu-open").click()
        link = page.get_by_role("link", name="Download as CSV")
        await expect(link).to_have_attribute("href", "v1/desk/audit.csv")
        desk.role = "enter"
        other = await opened(desk)
        await other.locator("#menu-open").click()
        await expect(other.get_by_role("link", name="Download as CSV")).to_be_hidden()


async def test_all_modules_come_at_once(opened: Open) -> None:
    """Everything comes from the desk itself, each file once, and no module waits for another to name it."""
    async with fake_desk(FakeDesk(small(), OPENED, up_next("picture"))) as desk:
        page = await opened(desk)
        await at_desk(page, "Picture")
        names = await page.evaluate(
            "performance.getEntriesByType('resource').map(({ name }) => name)"
            ".filter((name) => name.endsWith('.js') || name.endsWith('.css'))"
        )
        assert all(name.startswith(desk.url) for name in names)
        assert len(names) == len(set(names))
        preloaded = await page.evaluate("[...document.querySelectorAll('[rel=modulepreload]')].map(({ href }) => href)")
        assert set(preloaded) == {name for name in names if name.endswith(".js")} - {desk.url + "app.js"}


async def test_a_token_that_ends_amid_the_night(opened: Open) -> None:
    """Who is asked for a token anew loses nothing: what was entered goes out after it."""
    desk = FakeDesk(small(), OPENED, up_next("picture"))
    async with fake_desk(desk):
        page = await opened(desk)
        await page.keyboard.press("2")
        await forecast(page, "Send: B")
        desk.token = "secret"  # noqa: S105
        await page.keyboard.press("Enter")
        await expect(page.locator("#token")).to_be_focused()
        await page.keyboard.type("secret")
        await page.keyboard.press("Enter")
        await expect(page.locator("#outbox-count")).to_have_text("all out")
        assert desk.category("picture").winners == ("b",)
        assert len({str(each["id"]) for each in desk.sent}) <= 1


@SIZES
@SCHEMES
async def test_axe(opened: Open, size: tuple[int, int], scheme: str) -> None:
    """Nothing is found by axe, and every text has contrast: while choosing, stopped, in dialogs, at the login."""
    script = axe_script()
    async with fake_desk(record_night()) as desk:
        page = await opened(desk, size, color_scheme=scheme)
        await at_desk(page, "Picture")

        async def fine() -> None:
            assert await faults_of(page, script) == []
            assert (await page.evaluate(CONTRAST))["faults"] == []

        await fine()
        await page.keyboard.press("1")
        await forecast(page, "Send: A")
        await fine()
        await page.keyboard.press("Enter")
        await label(page, "Yes, send: A")
        await fine()
        desk.say("winner-announced", {"category": "song", "nominations": ["c"]}, quietly=True)
        await page.keyboard.press("Enter")
        await expect(page.locator("#outbox .meanwhile")).to_be_visible()
        desk.enter_for("Bea", *winner("song", "a"))
        await expect(page.locator("#confirms .item")).to_be_visible()
        await page.keyboard.press("0")
        await forecast(page, "Send: no award")
        await fine()
        for opener in ("help-open", "menu-open", "find-open"):
            await page.locator(f"#{opener}").click()
            await fine()
            await page.keyboard.press("Escape")
        desk.token = "secret"  # noqa: S105
        await page.reload()
        await expect(page.locator("#token")).to_be_focused()
        await fine()
