"""docs/embedding.md against what embeds read, and its examples as they are printed."""

import asyncio
import json
import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from sweepcast.turns import TurnData
from tests.consumers.page.conftest import Open
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, turns_of
from tests.consumers.page.served import foreign, served
from tests.consumers.page.test_modules import node

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "consumers" / "page"
GUIDE = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
GATEWAY = "https://awards.example"
ATTRIBUTE = re.compile(r"^\| `data-(\w+)` \| ([^|]*) \|", re.MULTILINE)


@pytest.fixture(scope="module")
def night() -> tuple[TurnData, ...]:
    """All turns of the Golden Globes of 2017."""
    return turns_of(GOLDEN_GLOBES_2017)


def printed(language: str) -> list[str]:
    """Return the guide's examples in a language."""
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


def read_by(file: str, pattern: str) -> set[str]:
    """Return the names that a file of the page reads."""
    names = re.findall(pattern, (PAGE / file).read_text(encoding="utf-8"))
    assert names
    return {name for each in names for name in each.split(", ")}


async def test_the_guide_has_the_attributes_that_the_script_reads() -> None:
    """All of them, and no other."""
    told = [name for name, _ in ATTRIBUTE.findall(GUIDE)]
    assert len(told) == len(set(told))
    assert set(told) == read_by("embed-loader.js", r"const \{ (.+) \} = script\.dataset")


async def test_the_guide_has_the_options_that_the_embed_reads() -> None:
    """Those of the query, and the token behind it."""
    rows = re.findall(
        r"^\| (`.+?`) \|", GUIDE.partition("| option in the query |")[2].partition("\n\n")[0], re.MULTILINE
    )
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert told == read_by("embedding.js", r'query\.get\("(\w+)"\)')
    assert "embed.html?show=leaders#token=…" in GUIDE
    maker = (PAGE / "embed-maker.html").read_text(encoding="utf-8")
    assert set(re.findall(r' name="(\w+)"', maker.partition("<body")[2])) == (told - {"host"}) | {"token"}


async def test_the_guide_has_the_defaults_of_the_embed() -> None:
    """An embed without any attribute is as the guide says."""
    program = 'import { embedOf } from "./embedding.js"; console.log(JSON.stringify(embedOf("")));'
    process = await asyncio.create_subprocess_exec(
        node(), "--input-type=module", "--eval", program, cwd=PAGE, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    plain = json.loads(output)
    told = {name: default.strip("`") for name, default in ATTRIBUTE.findall(GUIDE)}
    for name in ("show", "theme", "delay", "sealed"):
        assert json.dumps(plain[name]).strip('"') == told[name], name
    assert told["title"] in (PAGE / "embed-loader.js").read_text(encoding="utf-8")


async def test_the_examples_put_embeds_on_a_page(opened: Open, night: tuple[TurnData, ...]) -> None:
    """The script, the frame, and the listener that keeps a frame as high as what is in it."""
    script, frame = printed("html")
    (listener,) = printed("js")
    async with served(night) as gateway:
        at = gateway.page_url.rstrip("/")
        for markup, there, number in ((script, ".leader", 6), (frame, ".item", 12)):
            async with foreign(f"<body>{markup.replace(GATEWAY, at)}") as url:
                page = await opened(url)
                await expect(page.frame_locator("iframe").locator(there)).to_have_count(number)
        program = f"const frame = document.querySelector('iframe'); {listener.replace(GATEWAY, at)}"
        loader = f"frame.src = '{at}/embed.html?show=stream&host=' + location.origin;"
        async with foreign(f"<body><iframe></iframe><script>{program}{loader}</script>") as url:
            page = await opened(url)
            inside = page.frame_locator("iframe").locator("body")
            await expect(inside.locator(".item").first).to_be_visible()
            inner = await inside.evaluate("(body) => Math.ceil(body.getBoundingClientRect().height)")
            assert inner > 300
            await expect(page.locator("iframe")).to_have_css("height", f"{inner}px")


async def test_the_guide_can_be_found() -> None:
    """From the README, from what operators read, and from the page that makes embeds."""
    for file in (ROOT / "README.md", ROOT / "docs" / "operating.md", PAGE / "embed-maker.html"):
        assert "embedding.md" in file.read_text(encoding="utf-8"), file
