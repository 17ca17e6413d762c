"""The wrong envelope of the 89th Academy Awards, entered and corrected at the desk, seen and heard on the page."""

import pytest
from playwright.async_api import expect

from stack.parts import ceremony_file
from sweepcast.announcements import CeremonyClosed, WinnerAnnounced, WinnerCorrected
from sweepcast.ceremony_file import decode_ceremony
from sweepcast.retelling import retold
from tests.consumers.page.seeing import board_of, drawn, spoken, told
from tests.stack.desk_and_page.conftest import Come, Open
from tests.stack.desk_and_page.hands import choose, key_of, out, send
from tests.stack.desk_and_page.whole import Whole, folded_board

pytestmark = pytest.mark.asyncio(loop_scope="package")

OSCARS = "oscars-2017"


async def test_every_claim_is_taken_back(whole: Whole, come: Come, opened: Open) -> None:
    """La La Land is Best Picture for a moment; then Moonlight is, and nothing that stood on the wrong card stays.

    The stream shows what was first said as such, in its place; the live region says that it was corrected.
    """
    file = ceremony_file(OSCARS)
    ceremony = decode_ceremony(file.read_bytes(), file.name)
    picture = next(each for each in ceremony.programme.categories if each.id == "picture")
    announcements = [
        each
        for each in retold(ceremony, "sweepcast/tests")
        if not isinstance(each, WinnerCorrected | CeremonyClosed)
        and not (isinstance(each, WinnerAnnounced) and each.data.category == picture.id)
    ]
    await whole.say(announcements)
    page = await opened(f"{whole.page}?ceremony={OSCARS}")
    before = len(announcements)
    await drawn(page, before)
    desk = await come("Ann", OSCARS)
    await expect(desk.locator("#category")).to_have_text("Best Picture")
    standing = await told(page, "#stream .milestone:not(.over) .headline")

    await choose(desk, key_of(picture, "la-la-land"))
    await send(desk)
    await drawn(page, before + 1)
    claimed = await told(page, "#stream .milestone:not(.over) .headline")
    assert set(claimed) - set(standing)
    newest = page.locator("#stream .outcome").first
    await expect(newest).to_contain_text("La La Land")
    (first_said,) = await spoken(page, 1)
    assert first_said.startswith("Best Picture: ")
    assert "La La Land" in first_said
    await out(desk)

    await choose(desk, key_of(picture, "moonlight"))
    await expect(desk.locator("#forecast .ended")).not_to_have_count(0)
    await desk.keyboard.press("Tab")
    await expect(desk.locator("#reason")).to_be_focused()
    await desk.keyboard.type("The presenters had been handed the wrong envelope")
    await send(desk)
    await drawn(page, before + 2)
    for words in ("Moonlight", "wrong envelope", "La La Land"):
        await expect(newest).to_contain_text(words)
    wrong = set(claimed) - set(standing)
    assert not wrong & set(await told(page, "#stream .milestone:not(.over) .headline"))
    assert wrong <= set(await told(page, "#stream .milestone.over .headline"))
    *_, corrected = await spoken(page, 2)
    assert "Moonlight" in corrected
    assert "wrong envelope" in corrected
    assert await board_of(page) == await whole.served_board(OSCARS) == folded_board(await whole.said(OSCARS))
