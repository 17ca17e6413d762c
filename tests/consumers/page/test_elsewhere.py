"""The night elsewhere, in a browser: on other people's pages, as a link that is passed on, and on paper."""

import re

import pytest
from playwright.async_api import Browser, expect

from sweepcast.turns import TurnData
from tests.consumers.page.axe import axe_script, faults_of
from tests.consumers.page.conftest import DESKTOP, PHONE, Open
from tests.consumers.page.night_gateway import night_gateway
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, corrected_turns, turns_of, until
from tests.consumers.page.seeing import drawn, told
from tests.consumers.page.served import foreign, served

pytestmark = pytest.mark.asyncio(loop_scope="module")

NIGHT = "golden-globes-2017"
EMBED = f"embed.html?ceremony={NIGHT}"
RECORD = "milestone/record-wins/la-la-land"
MATCHES = """([one, other]) => {
  const probe = document.body.appendChild(document.createElement("i"));
  const colour = (each) => { probe.style.color = each; return getComputedStyle(probe).color; };
  return colour(one) === colour(other);
}"""


@pytest.fixture(scope="module")
def night() -> tuple[TurnData, ...]:
    """All turns of the Golden Globes of 2017."""
    return turns_of(GOLDEN_GLOBES_2017)


async def test_an_embed_is_live(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Leaders, stream and category follow the night as it happens, and load little."""
    middle = len(until(night, "score"))
    async with served(night[:middle]) as gateway:
        leaders = await opened(gateway.page_url, PHONE, query=EMBED)
        stream = await opened(gateway.page_url, PHONE, query=f"{EMBED}&show=stream")
        category = await opened(gateway.page_url, PHONE, query=f"{EMBED}&show=category:director")
        await expect(category.locator("#title")).to_have_text("Best Director\u00a0\u2013 Motion Picture")
        await expect(category.locator(".nominee")).to_have_count(5)
        await expect(leaders.locator(".leader").filter(has_text="La La Land")).to_contain_text("1 of 7 won")
        await expect(stream.locator(".item .lead").first).to_have_text("Justin Hurwitz, La La Land")
        gateway.say(*night[middle:])
        await expect(leaders.locator(".leader").first).to_contain_text("7 of 7 won")
        await expect(leaders.locator("#about")).to_have_text("25 of 25 decided")
        await expect(stream.locator(".item .lead").first).to_have_text("Moonlight")
        await expect(stream.locator(".milestone").first).to_contain_text("La La Land")
        await expect(category.locator(".won")).to_contain_text("Damien Chazelle")
        sizes = await leaders.evaluate(
            "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
            ".map(({ transferSize }) => transferSize)"
        )
        assert sum(sizes) < 45_000


async def test_an_embed_shows_the_first_night_to_come(opened: Open, night: tuple[TurnData, ...]) -> None:
    """It may be on a page before there is any programme: then nobody has to load that page again."""
    async with night_gateway() as gateway:
        page = await opened(gateway, query="embed.html")
        await expect(page.locator("#empty")).to_have_text("No ceremony yet.")
        await gateway.connections(1)
        await gateway.say(*until(night, "supporting-actor"))
        await expect(page.locator("#title")).to_have_text("74th Golden Globe Awards")
        await expect(page.locator(".leader").first).to_contain_text("1 of 3 won")
        await expect(page.locator("#whole")).to_have_attribute("href", f"./?ceremony={NIGHT}")


async def test_an_embed_says_what_was_corrected(opened: Open) -> None:
    """Beside the winner that stands is what was first said."""
    turns = corrected_turns()
    async with served(turns) as gateway:
        page = await opened(gateway.page_url, query=f"embed.html?ceremony={turns[0].ceremony}&show=stream")
        await expect(page.locator(".mark").filter(has_text="First said: A")).to_have_count(2)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?ceremony=oscars-1999", "No ceremony “oscars-1999” yet."),
        (f"?ceremony={NIGHT}&show=category:nothing", "No category “nothing” in this night."),
        (f"?ceremony={NIGHT}&show=stream", "No winner yet."),
    ],
)
async def test_an_embed_with_nothing_to_show_says_why(
    opened: Open, night: tuple[TurnData, ...], query: str, words: str
) -> None:
    """A night or category that is not there, or no winner so far: never an empty box."""
    async with served(night[:3]) as gateway:
        page = await opened(gateway.page_url, query=f"embed.html{query}")
        await expect(page.locator("#empty")).to_have_text(words)


async def test_an_embed_has_the_colours_that_it_is_asked_for(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Light, dark, or as the viewer prefers."""
    colours = {}
    async with served(night[:3]) as gateway:
        for theme in ("auto", "light", "dark"):
            page = await opened(gateway.page_url, query=f"{EMBED}&theme={theme}", color_scheme="dark")
            await expect(page.locator("#title")).to_have_text("74th Golden Globe Awards")
            colours[theme] = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert colours["auto"] == colours["dark"] != colours["light"]


async def test_a_script_puts_the_embed_on_another_page(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Its frame has a name, and becomes as high as what is in it; nobody else on the page can say how high."""
    async with served(night) as gateway:
        options = f'data-ceremony="{NIGHT}" data-show="stream"'
        script = f'<script src="{gateway.page_url}embed-loader.js" {options} async></script>'
        async with foreign(f"<p>before</p>{script}<p id=after>after</p>") as url:
            page = await opened(url)
            frame = page.locator("iframe")
            await expect(frame).to_have_attribute("title", "Sweepcast: an awards night")
            inside = page.frame_locator("iframe")
            await expect(inside.locator(".item").first).to_contain_text("Moonlight")
            inner = await inside.locator("body").evaluate("(body) => Math.ceil(body.getBoundingClientRect().height)")
            assert inner != 480
            await expect(frame).to_have_css("height", f"{inner}px")
            await page.evaluate("postMessage({ type: 'sweepcast-height', height: 7 }, '*')")
            await page.evaluate("new Promise((done) => setTimeout(done))")
            await expect(frame).to_have_css("height", f"{inner}px")
            assert await frame.evaluate("(frame) => frame.previousElementSibling.localName") == "script"
            assert await frame.evaluate("(frame) => frame.nextElementSibling.id") == "after"


async def test_a_script_in_the_head_shows_its_embed_in_the_body(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Wherever somebody has put the script, its embed can be seen."""
    async with served(night) as gateway:
        script = f'<script src="{gateway.page_url}embed-loader.js" data-ceremony="{NIGHT}" async></script>'
        async with foreign(f"{script}<body><p>the page</p>") as url:
            page = await opened(url)
            await expect(page.locator("body > iframe")).to_be_visible()
            await expect(page.frame_locator("iframe").locator(".leader").first).to_contain_text("La La Land")


async def test_only_the_embed_is_shown_in_a_frame(browser: Browser, night: tuple[TurnData, ...]) -> None:
    """The live page, the summary and the maker of embeds stay empty on other people's pages."""
    async with served(night) as gateway:
        names = ("", "index.html", "summary.html", "embed-maker.html", "embed.html")
        frames = "".join(f'<iframe src="{gateway.page_url}{name}"></iframe>' for name in names)
        async with foreign(frames) as url:
            page = await browser.new_page()
            await page.goto(url, wait_until="networkidle")
            shown = [frame.url for frame in page.frames[1:] if frame.url.startswith("http")]
            await page.close()
    assert shown == [f"{gateway.page_url}embed.html"]


async def test_the_maker_of_embeds(opened: Open, night: tuple[TurnData, ...]) -> None:
    """What is chosen is shown at once, and its markup can be copied and works as it is."""
    async with served(night) as gateway:
        permissions = ["clipboard-read", "clipboard-write"]
        page = await opened(gateway.page_url, query=f"embed-maker.html?ceremony={NIGHT}", permissions=permissions)
        await page.get_by_label("What it shows").select_option("category:song")
        await page.get_by_label("Colours").select_option("dark")
        await expect(page.frame_locator("#preview").locator(".won")).to_contain_text("City of Stars")
        await page.locator("[data-copy=script]").click()
        await expect(page.locator("#said")).to_have_text("Copied.")
        markup = await page.evaluate("navigator.clipboard.readText()")
        assert 'data-show="category:song" data-theme="dark"' in markup
        async with foreign(f"<body>{markup}") as url:
            other = await opened(url)
            title = "74th Golden Globe Awards: Best Original Song\u00a0\u2013 Motion Picture"
            await expect(other.locator("iframe")).to_have_attribute("title", title)
            await expect(other.frame_locator("iframe").locator(".won")).to_contain_text("City of Stars")


async def test_a_link_to_a_milestone_is_copied_and_opens_it(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Where the machine cannot share, the link is copied, and that is said; who follows it sees the same evidence."""
    async with served(night) as gateway:
        permissions = ["clipboard-read", "clipboard-write"]
        page = await opened(gateway.page_url, query=f"?ceremony={NIGHT}", permissions=permissions)
        await drawn(page, len(night))
        await page.locator(".milestone").filter(has_text="breaks the Golden Globe").get_by_text("See why").click()
        title = await page.locator("#details-title").inner_text()
        await page.get_by_role("button", name="Share", exact=True).click()
        await expect(page.locator("#details-share")).to_have_text("Link copied")
        await expect(page.locator("#spoken")).to_contain_text("The link is copied.")
        link = await page.evaluate("navigator.clipboard.readText()")
        assert re.fullmatch(rf"{gateway.page_url}\?ceremony={NIGHT}&at={RECORD}@\d+", link)
        other = await opened(link)
        await expect(other.locator("#details-title")).to_have_text(title)
        head = await other.locator('meta[property="og:title"]').get_attribute("content")
        assert head == title
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Share the night").click()
        await expect(page.locator("footer .share")).to_have_text("Link copied")
        assert await page.evaluate("navigator.clipboard.readText()") == f"{gateway.page_url}?ceremony={NIGHT}"


async def test_a_link_has_a_picture(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Who makes a preview of a link finds the picture at the address of the host that it was reached by."""
    async with served(night[:1]) as gateway:
        page = await opened(gateway.page_url, query=f"?ceremony={NIGHT}")
        address = await page.locator('meta[property="og:image"]').get_attribute("content")
        assert address == f"{gateway.page_url}link-preview.png"
        answer = await page.request.get(address)
        assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
        size = await page.evaluate(
            "async (bytes) => { const { width, height } = await createImageBitmap(new Blob([new Uint8Array(bytes)]));"
            " return [width, height]; }",
            list(await answer.body()),
        )
        for name, side in zip(("width", "height"), size, strict=True):
            assert await page.locator(f'meta[property="og:image:{name}"]').get_attribute("content") == str(side)


@pytest.mark.parametrize("name", ["", "summary.html", "embed-maker.html"])
async def test_a_tab_has_an_icon_and_a_colour(opened: Open, night: tuple[TurnData, ...], name: str) -> None:
    """Pages that somebody has in a tab have the same icon there, and colour the browser as they are themselves."""
    async with served(night[:1]) as gateway:
        for scheme in ("light", "dark"):
            page = await opened(gateway.page_url, query=name, color_scheme=scheme)
            icon = await page.locator("link[rel=icon]").get_attribute("href")
            assert icon is not None
            assert icon.startswith("data:image/svg+xml,")
            colour = page.locator(f'meta[name="theme-color"][media="(prefers-color-scheme: {scheme})"]')
            paper = "getComputedStyle(document.documentElement).getPropertyValue('--paper')"
            assert await page.evaluate(MATCHES, [await colour.get_attribute("content"), await page.evaluate(paper)])


async def test_a_link_that_cannot_be_copied_stands_there(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Where a browser lets no page copy, the link is there, selected."""
    async with served(night) as gateway:
        page = await opened(gateway.page_url, query=f"?ceremony={NIGHT}")
        await drawn(page, len(night))
        await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        await page.get_by_role("button", name="Share the night").click()
        field = page.get_by_label("The link, to be copied")
        await expect(field).to_be_focused()
        await expect(field).to_have_value(f"{gateway.page_url}?ceremony={NIGHT}")
        assert await page.evaluate("getSelection().toString()") == f"{gateway.page_url}?ceremony={NIGHT}"


async def test_the_summary_is_the_night_on_paper(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Every winner, what was remarkable, the standings; black on white on A4, whatever the screen's colours are."""
    async with served(night) as gateway:
        page = await opened(gateway.page_url, query=f"summary.html?ceremony={NIGHT}", color_scheme="dark")
        await expect(page.locator("#ceremony")).to_have_text("74th Golden Globe Awards")
        await expect(page.locator(".decision")).to_have_count(26)
        winners = await told(page, ".decision .won")
        assert winners[0] == "Aaron Taylor-Johnson, Nocturnal Animals"
        assert winners[-1] == "Moonlight"
        assert "Clean sweep: La La Land wins all 7 of its nominations" in await told(page, ".milestones .headline")
        await expect(page.locator("table").first.locator("tbody tr").first).to_contain_text("La La Land")
        await page.emulate_media(media="print", color_scheme="dark")
        body = "(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))"
        assert await page.evaluate(body) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
        await expect(page.get_by_role("button", name="Print")).to_be_hidden()
        pdf = await page.pdf(prefer_css_page_size=True)
    sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert 2 <= len(sheets) <= 6
    for width, height in sheets:
        assert (round(float(width) / 10), round(float(height) / 10)) == (59, 84) or float(width) == pytest.approx(
            595, abs=1
        )


async def test_a_summary_of_a_correction_tells_what_was_first_said(opened: Open) -> None:
    """On paper, too, nothing is silently swapped."""
    turns = corrected_turns()
    async with served(turns) as gateway:
        page = await opened(gateway.page_url, query=f"summary.html?ceremony={turns[0].ceremony}")
        await expect(page.locator(".decision s")).to_have_count(2)
        await expect(page.locator(".decision").filter(has_text="first said").first).to_contain_text("wrong card")


async def test_pages_beside_the_night_fit_on_a_phone(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Nothing has to be scrolled sideways."""
    async with served(night) as gateway:
        for name, ready in (
            ("summary.html", ".decision"),
            ("embed-maker.html", "#ceremony option"),
            (EMBED, ".leader"),
        ):
            page = await opened(gateway.page_url, PHONE, query=name)
            await page.locator(ready).first.wait_for(state="attached")
            assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


async def test_the_live_page_is_printed_black_on_white(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Whoever prints the live page from a dark screen gets ink on paper, and no buttons."""
    async with served(night) as gateway:
        page = await opened(gateway.page_url, query=f"?ceremony={NIGHT}", color_scheme="dark")
        await drawn(page, len(night))
        await page.emulate_media(media="print", color_scheme="dark")
        body = "(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))"
        assert await page.evaluate(body) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
        await expect(page.locator("footer")).to_be_hidden()


AXE_VIEWS = {
    "again": (f"?ceremony={NIGHT}&again=33", ".again"),
    "embed of leaders": (EMBED, ".leader"),
    "embed of the stream": (f"{EMBED}&show=stream", ".item"),
    "embed of a category": (f"{EMBED}&show=category:song", ".nominee"),
    "sealed embed of leaders": (f"{EMBED}&sealed=true", "#reveal-all:not([hidden])"),
    "sealed embed of the stream": (f"{EMBED}&sealed=true&show=stream", ".reveal"),
    "summary": (f"summary.html?ceremony={NIGHT}", ".decision"),
    "maker of embeds": (f"embed-maker.html?ceremony={NIGHT}", "#ceremony option"),
}


@pytest.mark.parametrize("view", AXE_VIEWS)
async def test_axe_finds_nothing(opened: Open, night: tuple[TurnData, ...], view: str) -> None:
    """On a phone and on a desktop, in light and in dark."""
    script = axe_script()
    query, ready = AXE_VIEWS[view]
    async with served(night) as gateway:
        for size, scheme in ((PHONE, "dark"), (DESKTOP, "light")):
            page = await opened(gateway.page_url, size, query=query, color_scheme=scheme)
            await page.locator(ready).first.wait_for(state="attached")
            assert await faults_of(page, script) == []
