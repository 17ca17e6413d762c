"""Small nights for the desk's tests, and hands that do what a person does at it."""

import msgspec
from playwright.async_api import Page, expect

from sweepcast.programme import Category, Nomination, Person, Programme
from tests.producers.desk.page.fake_desk import FakeDesk, Json, winner
from tests.streams.nights import category, history, programme

OPENED: tuple[str, Json] = ("ceremony-opened", {})


def up_next(name: str) -> tuple[str, Json]:
    """Return what says that a category is up next."""
    return "category-up-next", {"category": name}


def small() -> Programme:
    """Return a programme of three competitive categories and an honorary one."""
    return programme(
        category("picture", "a", "b", "c"),
        category("director", "a/ann", "b/bea"),
        category("honour", competitive=False),
        category("song", "a", "c"),
    )


def record_night(*more: Category) -> FakeDesk:
    """Return a desk, at turn 6, at which one more win of A breaks the record of two, with more categories behind."""
    night = programme(
        category("picture", "a", "b"),
        category("director", "a"),
        category("score", "a"),
        category("song", "a", "c"),
        *more,
    )
    seeded = msgspec.to_builtins(history(("Old", 5, 2, 4)))
    won = (winner("director", "a"), winner("score", "a"))
    return FakeDesk(night, OPENED, ("history-seeded", seeded), *won, up_next("picture"))


def crowded(nominees: int) -> Programme:
    """Return a programme with one category of many nominees, some in other scripts, one with markup in its name."""
    names = ["박찬욱", "نادين لبكي", "<img src=x onerror=alert(1)><b>Bold</b>", "Léa Seydoux"]
    names += [f"Nominee {chr(ord('A') + at)}" for at in range(nominees - len(names))]
    people = tuple(Person(id=f"p{at}", name=name) for at, name in enumerate(names))
    nominations = tuple(Nomination(id=f"n{at}", people=(f"p{at}",)) for at in range(nominees))
    one = Category(id="crowd", name="Best Crowd <i>ever</i>", medium="film", award="crowd", nominations=nominations)
    return msgspec.structs.replace(programme(one), people=people)


def long_night(categories: int) -> Programme:
    """Return a programme of many categories."""
    return programme(*(category(f"category-{at:02}", "a", "b", "c", "d", "e") for at in range(categories)))


async def at_desk(page: Page, title: str) -> None:
    """Wait until that category is at the desk and the nominees have the focus."""
    await expect(page.locator("#category")).to_have_text(title)
    await expect(page.locator("#nominees")).to_be_focused()


async def label(page: Page, words: str) -> None:
    """Wait until the large button says that."""
    await expect(page.locator("#go-label")).to_have_text(words)


async def forecast(page: Page, words: str) -> None:
    """Wait until the large button says that and the server has said what would be."""
    await label(page, words)
    await expect(page.locator("#forecast")).to_have_attribute("data-standing", "known")


async def out(page: Page, turn: int) -> None:
    """Wait until the newest of the outbox is out as that turn."""
    await expect(page.locator("#outbox .item").first.locator(".how")).to_have_text(f"Out as turn {turn}")
