"""Coming to the desk by a link with a token in it, and by what is typed in the form."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.producers.desk.page.conftest import Open
from tests.producers.desk.page.line import Line, to
from tests.producers.desk.page.nights import label
from tests.producers.desk.world import BEGIN, GLOBES, TheDesk, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOT_KNOWN = "this token lets nobody in: it was used up, taken away, or mistyped"


@pytest_asyncio.fixture(loop_scope="module")
async def the_desk(tmp_path: Path) -> AsyncIterator[TheDesk]:
    """A desk with its page and a night."""
    async with running(tmp_path) as desk:
        await desk.publish()
        yield desk


def first_token(desk: TheDesk) -> str:
    """Return a token as a desk prints it that nobody can enter."""
    token, _ = desk.tokens.make("admin", "admin", 24, BEGIN, once=True)
    return token


async def is_out(page: Page, words: str) -> None:
    """See the form, and on it why one is not in."""
    await expect(page.locator("#token")).to_be_focused()
    await expect(page.locator("#login-wrong")).to_contain_text(words)


async def test_a_link_lets_one_in_at_once(opened: Open, the_desk: TheDesk) -> None:
    """The token is gone from the address, the rest of it stays, and a reload needs none."""
    page = await opened(the_desk.url + "/", rest=f"#ceremony={GLOBES}&token={first_token(the_desk)}")
    await label(page, "Open the ceremony")
    await expect(page.locator("#nominees")).to_be_focused()
    assert page.url == f"{the_desk.url}/#ceremony={GLOBES}"
    await page.reload()
    await label(page, "Open the ceremony")


async def test_a_link_that_was_used_says_so_on_the_form(opened: Open, the_desk: TheDesk) -> None:
    """Somebody else opens it again: they read what became of it, and can log in with a token of their own."""
    link = f"#token={first_token(the_desk)}"
    await label(await opened(the_desk.url + "/", rest=link), "Open the ceremony")
    page = await opened(the_desk.url + "/", rest=link)
    await is_out(page, NOT_KNOWN)
    assert page.url == f"{the_desk.url}/"
    token, _ = the_desk.tokens.make("Anna", "enter", 12, BEGIN)
    await page.keyboard.type(token)
    await page.keyboard.press("Enter")
    await label(page, "Open the ceremony")


async def test_who_is_in_already_stays_in(opened: Open, the_desk: TheDesk) -> None:
    """The link once more, in the window that it let in: its person goes on, and is told."""
    page = await opened(the_desk.url + "/")
    link = f"{the_desk.url}/#token={first_token(the_desk)}"
    await is_out(page, "")
    for _ in range(2):
        await page.goto(link)
        await label(page, "Open the ceremony")
    await expect(page.locator("#told")).to_contain_text("You are in already, as admin.")
    assert "token" not in page.url


async def test_a_link_waits_for_the_server(opened: Open, the_desk: TheDesk) -> None:
    """Where nobody answers, the token is kept, and lets one in as soon as somebody does."""
    line = Line()
    page = await opened(the_desk.url + "/", line=line)
    line.cut(to("/login"))
    await page.goto(f"{the_desk.url}/#token={first_token(the_desk)}")
    await expect(page.locator("#waiting")).to_contain_text("The desk's server cannot be reached.")
    line.mend()
    await label(page, "Open the ceremony")


async def test_a_window_with_an_old_token_gets_the_form(opened: Open, the_desk: TheDesk) -> None:
    """Also where its address had too many wrong ones: with a right one its person is in at once."""
    token, kept = the_desk.tokens.make("Anna", "enter", 12, BEGIN)
    page = await opened(the_desk.url + "/", rest=f"#token={token}")
    await label(page, "Open the ceremony")
    the_desk.tokens.revoke(kept.id)
    for _ in range(10):
        await the_desk.stranger().get("/v1/desk", headers={"Authorization": "Bearer swd_guess"})
    await page.reload()
    await is_out(page, "10 wrong tokens within a minute")
    await page.locator("#token").fill(the_desk.tokens.make("Anna", "enter", 12, BEGIN)[0])
    await page.keyboard.press("Enter")
    await label(page, "Open the ceremony")


async def test_the_next_person_looks_at_what_was_left_unsent(opened: Open, the_desk: TheDesk) -> None:
    """It does not go out by itself when another one logs in; it goes out in that one's name, by that one's key."""
    token, kept = the_desk.tokens.make("Anna", "enter", 12, BEGIN)
    line = Line()
    page = await opened(the_desk.url + "/", rest=f"#token={token}", line=line)
    line.cut(to("/entries"))
    await label(page, "Open the ceremony")
    await page.keyboard.press("Enter")
    await expect(page.locator("#outbox-count")).to_have_text("1 not out yet")
    the_desk.tokens.revoke(kept.id)
    await page.reload()
    await is_out(page, NOT_KNOWN)
    await page.locator("#token").fill(the_desk.tokens.make("Ben", "enter", 12, BEGIN)[0])
    await page.keyboard.press("Enter")
    line.mend()
    await expect(page.locator("#outbox .stopped")).to_contain_text("Anna entered this, and you are Ben")
    await page.keyboard.press("=")
    await expect(page.get_by_role("button", name="Send in my name: The ceremony begins")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#log .how").first).to_contain_text("3 · Ben")


async def test_whoever_is_out_is_asked_at_once(opened: Open, the_desk: TheDesk) -> None:
    """A token that ends amid the night is told before the next winner, and nobody looks for a fault of the network."""
    token, kept = the_desk.tokens.make("Anna", "enter", 12, BEGIN)
    page = await opened(the_desk.url + "/", rest=f"#token={token}")
    await expect(page.locator("#line")).to_have_attribute("data-line", "open")
    the_desk.tokens.revoke(kept.id)
    the_desk.desk.events.publish("kafka", the_desk.desk.known.kafka)
    await is_out(page, NOT_KNOWN)


async def test_the_menu_tells_how_long_one_is_let_in(opened: Open, the_desk: TheDesk) -> None:
    """So nobody is surprised amid the night: by day and time, where the desk stands."""
    token, _ = the_desk.tokens.make("Anna", "enter", 12, BEGIN)
    page = await opened(the_desk.url + "/", rest=f"#token={token}", timezone_id="Europe/Vienna")
    await label(page, "Open the ceremony")
    await page.keyboard.press(",")
    await expect(page.locator("#me")).to_contain_text("You are Anna, with the role enter, until Jan 9, 2017, 9:00")
