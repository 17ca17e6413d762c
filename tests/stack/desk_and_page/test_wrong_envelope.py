"""The wrong envelope of the 89th Academy Awards, entered and corrected at the desk, seen and heard on the page."""

import msgspec
import pytest
from playwright.async_api import expect

from stack.parts import ceremony_file
from sweepcast.announcements import Outcome, WinnerAnnounced
from sweepcast.ceremony_file import CeremonyFile, decode_ceremony
from sweepcast.retelling import retold
from tests.consumers.page.seeing import board_of, drawn, spoken, told
from tests.stack.desk_and_page.conftest import Come, Open
from tests.stack.desk_and_page.hands import begun as begun_with
from tests.stack.desk_and_page.hands import choose, key_of, of_body, out, send
from tests.stack.desk_and_page.whole import Whole, folded_board
from tests.streams.nights import category, history, programme

pytestmark = pytest.mark.asyncio(loop_scope="package")

OSCARS = "oscars-2017"
CLAIMED = "#stream .milestone:not(.over) .headline"


async def test_the_89th_academy_awards(whole: Whole, come: Come, opened: Open) -> None:
    """La La Land is Best Picture for a moment; then Moonlight is, and nothing stands on the wrong card.

    The stream shows what was first said as such, in its place; the live region tells both.
    """
    file = ceremony_file(OSCARS)
    ceremony = decode_ceremony(file.read_bytes(), file.name)
    picture = next(each for each in ceremony.programme.categories if each.id == "picture")
    *begun, _, _, _ = retold(ceremony, "sweepcast/tests")
    await whole.say(begun)
    page = await opened(f"{whole.page}?ceremony={OSCARS}")
    await drawn(page, len(begun))
    desk = await come("Ann", OSCARS)
    await expect(desk.locator("#category")).to_have_text("Best Picture")

    await choose(desk, key_of(picture, "la-la-land"))
    await send(desk)
    await drawn(page, len(begun) + 1)
    newest = page.locator("#stream .outcome").first
    await expect(newest).to_contain_text("La La Land")
    la_la_land = page.locator("#films .standing", has_text="La La Land")
    await expect(la_la_land).to_contain_text("7 of 14 won")
    (first_said,) = await spoken(page, 1)
    assert first_said.startswith("Best Picture: ")
    assert "La La Land" in first_said
    await out(desk)

    await choose(desk, key_of(picture, "moonlight"))
    await expect(desk.locator("#forecast .standing")).to_contain_text(["La La Land: 6 of 14 won, until now 7"])
    await desk.locator("#reason").press_sequentially("The presenters had been handed the wrong envelope")
    await desk.keyboard.press("Enter")
    await drawn(page, len(begun) + 2)
    for words in ("Moonlight", "wrong envelope", "La La Land"):
        await expect(newest).to_contain_text(words)
    await expect(la_la_land).to_contain_text("6 of 14 won")
    *_, corrected = await spoken(page, 2)
    assert corrected.startswith("Correction. Best Picture: ")
    assert "Moonlight. First said: " in corrected
    said = await whole.said(OSCARS)
    assert await board_of(page) == await whole.served_board(OSCARS) == folded_board(said)
    right = WinnerAnnounced(
        id="right", source="sweepcast/tests", subject=OSCARS, time=said[-2].time, data=_outcome("picture", "moonlight")
    )
    assert _claims(await board_of(page)) == _claims(folded_board([*said[:-2], right]))


async def test_a_record_on_a_wrong_card(whole: Whole, come: Come, opened: Open) -> None:
    """A record that the wrong card broke is taken back: before sending at the desk, in the stream, and aloud."""
    categories = (
        category("director", "mill"),
        category("score", "mill"),
        category("picture", "mill", "pond"),
        category("song", "mill", "pond"),
    )
    file = CeremonyFile(programme=of_body("orchard", programme(*categories)), history=(history(("Old", 5, 2, 4)),))
    await whole.say(begun_with(file, ("director", "mill"), ("score", "mill"), up_next="picture"))
    page = await opened(f"{whole.page}?ceremony={file.programme.ceremony}")
    await drawn(page, 6)
    desk = await come("Ann", file.programme.ceremony)
    standing = await told(page, CLAIMED)
    await choose(desk, "1")
    assert await send(desk) is True
    await drawn(page, 7)
    wrong = set(await told(page, CLAIMED)) - set(standing)
    assert any("breaks the" in each and "record" in each for each in wrong)
    assert any("record" in each for each in await spoken(page, 1))
    await out(desk)

    await choose(desk, "2")
    ended = await told(desk, "#forecast .ended")
    assert any("record" in each for each in ended)
    await send(desk)
    await drawn(page, 8)
    assert not wrong & set(await told(page, CLAIMED))
    assert wrong <= set(await told(page, "#stream .milestone.over .headline"))
    *_, corrected = await spoken(page, 2)
    assert "POND" in corrected
    assert "record" in corrected
    await expect(page.locator("#films .standing", has_text="MILL")).to_contain_text("2 of 4 won")


def _outcome(category_: str, nomination: str) -> Outcome:
    return Outcome(category=category_, nominations=(nomination,))


def _claims(board: bytes) -> set[tuple[str, str]]:
    """Return every milestone of a board with its headline."""
    values = msgspec.json.decode(board)
    return {(address, value["headline"]) for address, value in values.items() if address.startswith("milestone/")}
