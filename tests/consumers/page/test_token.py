"""A gateway that asks for viewer tokens, and a browser: how the page, its neighbours and embeds bring one."""

import re
import time
from typing import Final

import pytest
from playwright.async_api import Page, expect

from consumers.gateway.tokens import sign
from sweepcast.turns import TurnData
from tests.consumers.page.conftest import Open
from tests.consumers.page.night_gateway import night_gateway
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, turns_of
from tests.consumers.page.seeing import drawn
from tests.consumers.page.served import foreign, served

pytestmark = pytest.mark.asyncio(loop_scope="module")

NIGHT = "golden-globes-2017"
SECRET: Final = "0123456789abcdef0123456789abcdef"  # noqa: S105  # of these tests alone
REFUSED = "Failed to load resource: the server responded with a status of 401 (Unauthorized)"


@pytest.fixture(scope="module")
def night() -> tuple[TurnData, ...]:
    """All turns of the Golden Globes of 2017."""
    return turns_of(GOLDEN_GLOBES_2017)


def token(seconds: float = 3600.0) -> str:
    """Return a token that holds for so long."""
    return sign((SECRET,), "newsroom", time.time() + seconds, time.time())


async def asked_of(page: Page, url: str) -> list[str]:
    """Open an address; return the addresses of all requests until nothing more comes."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(url)
    return asked


async def test_a_token_behind_the_address_lets_in(opened: Open, night: tuple[TurnData, ...]) -> None:
    """It leaves the address bar, stays for the tab, and reaches no server in an address but the feed's own."""
    async with served(night, token_secret=SECRET) as gateway:
        page = await opened("about:blank")
        asked = await asked_of(page, f"{gateway.page_url}?ceremony={NIGHT}#token={token()}")
        await drawn(page, len(night))
        await expect(page.locator("#light-text")).to_have_text("Live")
        assert page.url == f"{gateway.page_url}?ceremony={NIGHT}"
        assert asked
        assert not any("token=" in each.partition("#")[0] for each in asked)
        await page.reload()
        await drawn(page, len(night))
        await page.get_by_role("link", name="Watch the night again").click()
        await expect(page.locator("#again-place")).to_have_attribute("max", str(len(night)))
        await page.goto(f"{gateway.page_url}summary.html")
        await expect(page.locator(".decision .won")).to_have_count(26)
        await page.goto(f"{gateway.page_url}embed-maker.html")
        await expect(page.frame_locator("#preview").locator(".leader").first).to_contain_text("7 of 7 won")


async def test_a_token_in_the_query_lets_in_as_well(opened: Open, night: tuple[TurnData, ...]) -> None:
    """It is taken out of the address, which otherwise stays as it was; a link to a milestone opens it."""
    async with served(night, token_secret=SECRET) as gateway:
        page = await opened("about:blank")
        await page.goto(f"{gateway.page_url}?ceremony={NIGHT}&token={token()}")
        await drawn(page, len(night))
        assert page.url == f"{gateway.page_url}?ceremony={NIGHT}"
        at = "milestone/record-wins/la-la-land"
        await page.goto(f"{gateway.page_url}?ceremony={NIGHT}&at={at}#token={token()}")
        await expect(page.locator("#details-title")).to_contain_text("La La Land breaks the Golden Globe")
        assert "token" not in page.url


PAGES = {
    "": "#waiting",
    "?again&ceremony=golden-globes-2017": "#waiting",
    "summary.html": "#waiting",
    "embed-maker.html": "#said",
    "embed.html": "#empty",
}


@pytest.mark.parametrize("query", PAGES)
async def test_without_a_token_the_page_says_what_to_do(
    opened: Open, complaints: list[str], night: tuple[TurnData, ...], query: str
) -> None:
    """In a sentence, not as a broken page; a link with a token, opened in the same tab, lets in."""
    async with served(night, token_secret=SECRET) as gateway:
        page = await opened(gateway.page_url, query=query)
        told = page.locator(PAGES[query])
        await expect(told).to_contain_text("This night is only for viewers with a token. Open the link again")
        await expect(told).to_contain_text("which ends in #token=…")
        await expect(page.get_by_text("Connecting", exact=True)).to_be_hidden()
        await page.evaluate("(token) => { location.hash = `token=${token}`; }", token())
        await expect(page.locator("body")).not_to_contain_text("only for viewers with a token")
    assert set(complaints) == {REFUSED}
    complaints.clear()


async def test_a_token_that_expires_is_named(opened: Open, complaints: list[str], night: tuple[TurnData, ...]) -> None:
    """Amid the night and before it: the page says that the token has expired, and what to do."""
    now = [time.time()]
    async with served(night, token_secret=SECRET, clock=lambda: now[0]) as gateway:
        page = await opened("about:blank")
        # The gateway's own clock stands just before the end, so that the connection comes up to it in no time.
        short = sign((SECRET,), "newsroom", now[0] + 60, now[0])
        now[0] = int(now[0]) + 59.5
        await page.goto(f"{gateway.page_url}#token={short}")
        await drawn(page, len(night))
        banner = page.locator("#banner")
        await expect(banner).to_contain_text("Your viewer token has expired. Open the link again")
        await expect(page.locator("#light-text")).to_have_text("Ended")
        again = f"{gateway.page_url}?ceremony={NIGHT}&again"
        await page.goto(again)
        told = page.locator(".again-missing")
        await expect(told).to_contain_text("What follows is not told any more: Your viewer token has expired.")
        await page.get_by_role("button", name="Step on").click()
        await expect(told).to_contain_text("Your viewer token has expired")
        now[0] += 60
        await page.goto(gateway.page_url)
        await expect(page.locator("#waiting")).to_contain_text("Your viewer token has expired")
        await page.goto(f"{gateway.page_url}#token=not.a.token")
        await expect(page.locator("#waiting")).to_contain_text("Your viewer token is not let in")
    assert set(complaints) == {REFUSED}
    complaints.clear()


WITHOUT: Final = {"": "#banner", "embed.html": "#line"}


@pytest.mark.parametrize("query", WITHOUT)
async def test_a_gateway_that_begins_to_ask_for_tokens_is_named(
    opened: Open, complaints: list[str], night: tuple[TurnData, ...], query: str
) -> None:
    """Amid the night, to a page without one: it says what to do, rather than that it tries again, and stops trying."""
    async with night_gateway(night) as gateway:
        page = await opened(gateway, query=query)
        await gateway.connections(1)
        gateway.asks_for_tokens = True
        gateway.cut()
        told = page.locator(WITHOUT[query])
        await expect(told).to_contain_text("This night is only for viewers with a token. Open the link again")
        await expect(told).to_contain_text("which ends in #token=…")
    complaints.clear()


async def test_an_embed_brings_the_token_of_its_page(opened: Open, night: tuple[TurnData, ...]) -> None:
    """As an attribute of the script; the link to the whole night lets in as well, and the embed keeps nothing."""
    async with served(night, token_secret=SECRET) as gateway:
        options = f'data-ceremony="{NIGHT}" data-token="{token()}"'
        async with foreign(f'<body><script src="{gateway.page_url}embed-loader.js" {options} async></script>') as url:
            page = await opened("about:blank")
            asked = await asked_of(page, url)
            inside = page.frame_locator("iframe")
            await expect(inside.locator(".leader").first).to_contain_text("7 of 7 won")
            assert not any("token=" in each.partition("#")[0] for each in asked)
            async with page.context.expect_page() as opening:
                await inside.get_by_role("link", name="The whole night").click()
            whole = await opening.value
            await drawn(whole, len(night))


async def test_the_maker_writes_the_token_that_it_is_given(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Never the one with which its own page was opened: what is copied is read by everybody."""
    async with served(night, token_secret=SECRET) as gateway:
        page = await opened("about:blank")
        await page.goto(f"{gateway.page_url}embed-maker.html#token={token()}")
        await expect(page.frame_locator("#preview").locator(".leader").first).to_be_visible()
        assert "token" not in await page.locator("#script").input_value()
        given = token(60)
        await page.get_by_label("Viewer token").fill(given)
        await page.get_by_label("Viewer token").press("Tab")
        await expect(page.locator("#script")).to_have_value(re.compile(f' data-token="{given}" async></script>$'))
        await expect(page.locator("#frame")).to_have_value(re.compile(f"show=leaders#token={given}"))
