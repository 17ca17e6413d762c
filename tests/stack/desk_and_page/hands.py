"""Hands that enter a night at the desk, by keyboard alone, and the words to wait for."""

import re
from collections.abc import Iterator

import msgspec
from playwright.async_api import Page, expect

from sweepcast.announcements import (
    Announcement,
    CategoryNamed,
    CategoryUpNext,
    CeremonyClosed,
    CeremonyOpened,
    Outcome,
    WinnerAnnounced,
)
from sweepcast.ceremony_file import CeremonyFile
from sweepcast.programme import Category, Programme
from sweepcast.retelling import published
from tests.streams.nights import BEGIN

EXTRAORDINARY = "#go.ask"


def of_body(body: str, programme: Programme) -> Programme:
    """Return the programme as that of another award body, so that no other test has to do with its night."""
    ceremony = f"{body}-{programme.ceremony_year}"
    return msgspec.structs.replace(programme, award_body=body, ceremony=ceremony, name=f"The {body.title()} Awards")


def begun(file: CeremonyFile, *decided: tuple[str, str], up_next: str | None = None) -> Iterator[Announcement]:
    """Yield what begins the ceremony: its programme, its histories, the opening, and what was decided already."""
    subject = file.programme.ceremony

    def envelope(name: str) -> dict[str, object]:
        return {"id": f"{subject}.{name}", "source": "sweepcast/tests", "subject": subject, "time": BEGIN}

    yield from published(file, BEGIN, "sweepcast/tests")
    yield CeremonyOpened(**envelope("open"))  # type: ignore[arg-type]  # the envelope's own names
    for category, nomination in decided:
        outcome = Outcome(category=category, nominations=(nomination,))
        yield WinnerAnnounced(**envelope(category), data=outcome)  # type: ignore[arg-type]  # the envelope's own names
    if up_next is not None:
        named = CategoryNamed(category=up_next)
        yield CategoryUpNext(**envelope(f"next.{up_next}"), data=named)  # type: ignore[arg-type]  # as above


def key_of(category: Category, nomination: str) -> str:
    """Return the key that chooses a nomination."""
    return str([each.id for each in category.nominations].index(nomination) + 1)


async def label(page: Page, words: str | re.Pattern[str]) -> None:
    """Wait until the large button says that."""
    await expect(page.locator("#go-label")).to_have_text(words)


async def out(page: Page, words: str = "all out") -> None:
    """Wait until the outbox says how much is not out."""
    await expect(page.locator("#outbox-count")).to_have_text(words)


async def choose(page: Page, key: str) -> None:
    """Choose by a key, and wait until the desk has said what that would make."""
    await page.keyboard.press(key)
    await label(page, re.compile("^Send: "))
    await expect(page.locator("#forecast .turn")).not_to_contain_text("Asking what this changes")


async def send(page: Page) -> bool:
    """Send what is chosen; return whether the desk asked for a second key press."""
    asks = await page.locator(EXTRAORDINARY).count() > 0
    await page.keyboard.press("Enter")
    if asks:
        await label(page, re.compile("^Yes, send: "))
        # An Enter that was on its way already when the question came is no answer to it.
        await page.keyboard.press("Enter")
    return asks


async def enter_night(page: Page, programme: Programme, announcements: list[Announcement]) -> list[str]:
    """Enter a whole night; return the categories for which the desk asked for a second key press."""
    categories = {each.id: each for each in programme.categories}
    asked: list[str] = []
    for each in announcements:
        match each:
            case CeremonyOpened():
                await label(page, "Open the ceremony")
                await page.keyboard.press("Enter")
            case CategoryUpNext(data=data):
                await label(page, re.compile("^(Up next:|On to) "))
                await page.keyboard.press("Enter")
                await expect(page.locator("#order [aria-current]")).to_have_attribute("data-category", data.category)
                await expect(page.locator("#order [aria-current] .standing")).to_have_text("On air")
            case WinnerAnnounced(data=data) if data.recipients:
                names = "; ".join(one.name for one in data.recipients)
                await expect(page.locator("#recipient")).to_be_focused()
                await page.keyboard.type(names)
                await label(page, f"Send: {names}")
                await expect(page.locator("#forecast .turn")).not_to_contain_text("Asking what this changes")
                await send(page)
            case WinnerAnnounced(data=data):
                await choose(page, key_of(categories[data.category], data.nominations[0]))
                asked += [data.category] if await send(page) else []
            case CeremonyClosed():
                await out(page)
                await label(page, "Close the ceremony")
                await page.keyboard.press("Enter")
                await expect(page.locator("#forecast .words")).to_have_text("The ceremony is over")
                await expect(page.locator(EXTRAORDINARY)).to_be_visible()
                await page.keyboard.press("Enter")
                await expect(page.locator("#forecast .ask")).to_be_visible()
                await page.keyboard.press("Enter")
                await label(page, "The night is over")
            case _:
                raise AssertionError(each)
    return asked
