"""A whole night entered at the desk by keyboard alone, seen in another browser."""

import pytest
from playwright.async_api import expect

from stack.parts import ceremony_file
from sweepcast.announcements import ProgrammePublished, WinnerAnnounced
from sweepcast.ceremony_file import decode_ceremony
from sweepcast.retelling import retold
from tests.consumers.page.seeing import board_of, drawn, told
from tests.stack.desk_and_page.conftest import Come, Open
from tests.stack.desk_and_page.hands import enter_night
from tests.stack.desk_and_page.whole import Whole, folded_board

pytestmark = pytest.mark.asyncio(loop_scope="package")

GLOBES = "golden-globes-2017"


async def test_the_golden_globes_of_2017(whole: Whole, come: Come, opened: Open) -> None:
    """25 categories and an honorary award, entered key by key, are on the page as they were announced in 2017.

    The programme is published at the desk's menu. The desk asks for a second key press where the record is tied, and
    where it is broken, and nowhere else. In the end the page, the gateway and the pure fold have the same board, byte
    for byte.
    """
    file = ceremony_file(GLOBES)
    ceremony = decode_ceremony(file.read_bytes(), file.name)
    announcements = list(retold(ceremony, "sweepcast/tests"))
    desk = await come("Ann", GLOBES, role="admin")
    await desk.locator("#menu-open").press("Enter")
    await desk.locator("#programme-file").set_input_files(file)
    await desk.get_by_role("button", name=f"Publish {GLOBES}").press("Enter")
    await expect(desk.locator("#programme-check .fine")).to_contain_text("is published")
    await desk.keyboard.press("Escape")
    await desk.keyboard.press("Escape")
    # Where it is not the only night, another one is at the desk until somebody chooses this one.
    await desk.locator("#nights").select_option(GLOBES)
    await expect(desk.locator("#nominees")).to_be_focused()
    page = await opened(f"{whole.page}?ceremony={GLOBES}")
    await expect(page.locator("#ceremony")).to_have_text("74th Golden Globe Awards")
    asked = await enter_night(desk, ceremony.programme, announcements[2:])
    assert asked == ["lead-actress-musical-or-comedy", "picture-musical-or-comedy"]
    await drawn(page, len(announcements))
    said = await whole.said(GLOBES)
    assert await board_of(page) == await whole.served_board(GLOBES) == folded_board(said)
    assert [type(each) for each in said] == [type(each) for each in announcements]
    winners = [each.data for each in announcements if isinstance(each, WinnerAnnounced)]
    assert [each.data for each in said if isinstance(each, WinnerAnnounced)] == winners
    assert len(await told(page)) == len(winners) == 26
    assert isinstance(said[0], ProgrammePublished)
    await expect(page.locator("#progress-text")).to_have_text("25 of 25 decided")
    majors = await told(page, "#stream .milestone.major:not(.over) .headline")
    assert "Clean sweep: La La Land wins all 7 of its nominations" in majors
