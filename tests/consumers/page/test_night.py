"""A night on the page, in a browser: what a viewer sees, whenever they came."""

import msgspec
import pytest
from playwright.async_api import expect

from sweepcast.board import encode_board
from sweepcast.programme import Work
from sweepcast.turns import TurnData
from tests.consumers.page.conftest import PHONE, Open
from tests.consumers.page.night_gateway import night_gateway
from tests.consumers.page.nights import GOLDEN_GLOBES_2017, corrected_turns, turns_of, until
from tests.consumers.page.seeing import board_of, drawn, spoken, told
from tests.streams.nights import Teller, category, programme

pytestmark = pytest.mark.asyncio(loop_scope="module")

CEREMONY = "golden-globes-2017"


@pytest.fixture(scope="module")
def night() -> tuple[TurnData, ...]:
    """All turns of the Golden Globes of 2017."""
    return turns_of(GOLDEN_GLOBES_2017)


async def test_whole_night(opened: Open, night: tuple[TurnData, ...]) -> None:
    """One who is there from the programme on sees every winner, what became true, and the final standings."""
    async with night_gateway(night[:1]) as gateway:
        page = await opened(gateway)
        await expect(page.locator("#ceremony")).to_have_text("74th Golden Globe Awards")
        await gateway.say(*night[1:])
        await drawn(page, night[-1].sequence)
        winners = await told(page)
        assert len(winners) == 26
        assert winners[0] == "Moonlight"
        assert "“City of Stars”" in winners
        assert winners[-1] == "Aaron Taylor-Johnson"
        await expect(page.locator("#progress-text")).to_have_text("25 of 25 decided")
        await expect(page.locator("#when")).to_have_text("Sunday, January 8, 2017 · The night is over")
        first = page.locator("#films .standing").first
        await expect(first).to_contain_text("La La Land")
        await expect(first).to_contain_text("7 of 7 won")
        assert await first.locator(".dots .won").count() == 7
        majors = await told(page, "#stream .milestone.major:not(.over) .headline")
        assert "Clean sweep: La La Land wins all 7 of its nominations" in majors
        assert await told(page, "#stream .milestone.over .mark") != []
        assert await board_of(page) == encode_board(gateway.board(CEREMONY))


async def test_late_joiner(opened: Open, night: tuple[TurnData, ...]) -> None:
    """One who joins in the middle reads the same winners, and ends with the same board, byte for byte."""
    middle = len(until(night, "director"))
    async with night_gateway(night[:1]) as gateway:
        early = await opened(gateway)
        await gateway.say(*night[1:middle])
        await drawn(early, middle)
        late = await opened(gateway)
        await drawn(late, middle)
        assert await told(late) == await told(early)
        await gateway.say(*night[middle:])
        await drawn(early, night[-1].sequence)
        await drawn(late, night[-1].sequence)
        assert await told(late) == await told(early)
        assert await told(late, "#stream .milestone:not(.over)") == await told(early, "#stream .milestone:not(.over)")
        assert await board_of(late) == await board_of(early) == encode_board(gateway.board(CEREMONY))


async def test_winner_with_all_that_belongs_to_it(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A song's winner shows the ceremony's local time, category, title, film, people, distributor, and its number."""
    async with night_gateway(until(night, "song")) as gateway:
        page = await opened(gateway, timezone_id="Asia/Tokyo")
        song = page.locator("#stream .outcome").first
        await expect(song.locator("h3")).to_have_text("Best Original Song\u00a0\u2013 Motion Picture")
        await expect(song.locator(".lead")).to_have_text("“City of Stars”")
        await expect(song.locator(".rest")).to_have_text(
            "La La Land, Justin Hurwitz, Benj Pasek, Justin Paul · Lionsgate"
        )
        await expect(song.locator(".running")).to_have_text("2nd win for La La Land")
        await expect(song.locator("time")).to_contain_text("9:07")
        await expect(page.locator("#zone")).to_contain_text("Eastern Standard Time")


async def test_live_region(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A turn is one short line: the winner, the first of what became true, how much more; a snapshot is not read."""
    great = until(night, "picture-musical-or-comedy")
    async with night_gateway(great[:-3]) as gateway:
        page = await opened(gateway)
        await drawn(page, len(great) - 3)
        assert await spoken(page) == []
        await gateway.say(*great[-3:])
        await drawn(page, len(great))
        stone, la_la_land = await spoken(page, 2)
        assert stone.startswith(
            "Best Performance by an Actress in a Motion Picture - Musical or Comedy: Emma Stone, La La Land."
            " La La Land ties the Golden Globe Awards film record of 6 wins"
        )
        assert la_la_land == (
            "Best Motion Picture - Musical or Comedy: La La Land."
            " Clean sweep: La La Land wins all 7 of its nominations. And 4 more milestones."
        )
        assert await page.locator("[aria-live]").count() == 1
        assert await page.locator("#spoken").get_attribute("aria-live") == "polite"


async def test_up_next_and_categories(opened: Open, night: tuple[TurnData, ...]) -> None:
    """What is up next shows its nominees; the board has all categories in running order, winners marked in words."""
    turns = night[: len(until(night, "director")) + 1]
    async with night_gateway(turns) as gateway:
        page = await opened(gateway)
        await expect(page.locator("#up-next h3")).to_contain_text("Actor in a Television Series")
        await expect(page.locator("#up-next li")).to_have_count(5)
        categories = page.locator("#board > .category")
        await expect(categories).to_have_count(26)
        first = categories.first
        await expect(first.locator(".status")).to_have_text("Decided at 8:12 PM", use_inner_text=True)
        await expect(first.locator(".nominee")).to_have_count(5)
        await expect(first.locator(".nominee.won")).to_contain_text("Aaron Taylor-Johnson")
        await expect(first.locator(".nominee.won .fate")).to_have_text("Won")
        await expect(first.locator(".nominee").nth(1)).to_have_text("Mahershala Ali, Moonlight · A24")
        await expect(categories.nth(20).locator(".status")).to_have_text("Up next")
        await expect(categories.nth(25).locator(".status")).to_have_text("To come")
        await expect(categories.nth(18)).to_contain_text("Honorary")
        await page.locator("#to-next").click()
        await expect(categories.nth(20)).to_be_focused()
        await expect(categories.nth(20)).to_be_in_viewport()


async def test_in_reach(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Before the end it shows who can still sweep, the Big Five so far, and the record one win away."""
    async with night_gateway(until(night, "director")) as gateway:
        page = await opened(gateway)
        await drawn(page, len(gateway.turns))
        sweeps = page.locator("#reach section", has_text="Who can still sweep")
        await expect(sweeps.locator(".reach-row").first).to_contain_text("La La Land")
        await expect(sweeps.locator(".reach-row").first).to_contain_text("5 of 7 won, 2 to come")
        await expect(sweeps).not_to_contain_text("Moonlight")
        assert await told(page, "#reach .five-slots .won") == ["Director : won", "Screenplay : won", "Lead actor : won"]
        await expect(page.locator("#reach")).to_contain_text(
            "La La Land is one win from the Golden Globe Awards film record of 6"
        )
        await page.locator("#reach summary >> text=Sweeps broken").click()
        await expect(page.locator("#reach .folded .reach-row", has_text="Moonlight")).to_contain_text("won")


async def test_broken_sweeps_stay_open(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A list that a viewer has opened stays open when the night goes on."""
    turns = until(night, "director")
    async with night_gateway(turns) as gateway:
        page = await opened(gateway)
        await page.locator("#reach summary >> text=Sweeps broken").click()
        await gateway.say(*night[len(turns) : len(turns) + 6])
        await drawn(page, len(turns) + 6)
        await expect(page.locator("#reach details", has_text="Sweeps broken")).to_have_attribute("open", "")


async def test_standings_of_all_kinds(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Films, series, people and distributors each have their standings; the long tail comes on request."""
    async with night_gateway(night) as gateway:
        page = await opened(gateway)
        await drawn(page, len(night))
        for tab, leader in (
            ("series", "The Night Manager"),
            ("people", "Damien Chazelle"),
            ("distributors", "Lionsgate"),
        ):
            await page.locator(f"#tab-{tab}").click()
            await expect(page.locator(f"#{tab} .standing").first).to_contain_text(leader)
        await page.locator("#tab-films").click()
        await expect(page.locator("#films .standing").first).to_be_visible()
        before = await page.locator("#films .standing").count()
        await page.locator("#films .more").click()
        assert await page.locator("#films .standing").count() > before
        await expect(page.locator("#films .more")).to_be_hidden()
        await expect(page.locator("#films .standing .name").nth(before)).to_be_focused()


async def test_film_card(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A film's name opens its card: premise, director, cast, box office as of that night, and its nominations."""
    async with night_gateway(until(night, "score")) as gateway:
        page = await opened(gateway)
        await page.locator("#films .name", has_text="La La Land").click()
        card = page.locator("#details")
        await expect(card.locator("h2")).to_have_text("La La Land")
        await expect(card).to_contain_text("A jazz pianist and an aspiring actress")
        await expect(card).to_contain_text("Ryan Gosling as Sebastian and Emma Stone as Mia")
        await expect(card).to_contain_text("Box office as of Jan 8, 2017")
        await expect(card).to_contain_text("$51,600,000")
        await expect(card.locator(".evidence .won")).to_contain_text("Best Original Score")
        turns = until(night, "song")
        await gateway.say(*turns[len(gateway.turns) :])
        await expect(card.locator(".evidence .won")).to_have_count(2)


async def test_evidence(opened: Open, night: tuple[TurnData, ...]) -> None:
    """A record opens to what it stands on: tonight's categories, and all earlier holders with their years."""
    async with night_gateway(until(night, "picture-musical-or-comedy")) as gateway:
        page = await opened(gateway)
        record = page.locator("#stream .milestone", has_text="breaks the Golden Globe Awards film record")
        await record.locator(".why").click()
        details = page.locator("#details")
        await expect(details.locator("h2")).to_contain_text("breaks the Golden Globe Awards film record")
        assert await told(page, "#details .evidence li.won .fate") == ["Won"] * 7
        for holder in ("Lawrence of Arabia (1963", "One Flew Over the Cuckoo's Nest (1976", "Midnight Express (1979"):
            await expect(details).to_contain_text(holder)
        await details.locator(".why", has_text="About La La Land").click()
        await expect(details.locator("h2")).to_have_text("La La Land")


async def test_correction(opened: Open) -> None:
    """A correction stands beside what was first said; what had stood on it is shown as retracted, and read aloud."""
    turns = corrected_turns()
    wrong = until(turns, "picture")
    async with night_gateway(wrong) as gateway:
        page = await opened(gateway)
        await expect(page.locator("#stream")).to_contain_text("Clean sweep: A wins all 4")
        await gateway.say(turns[len(wrong)])
        correction = page.locator("#stream .correction")
        await expect(correction).to_contain_text("Correction")
        await expect(correction.locator(".lead")).to_have_text("B")
        await expect(correction).to_contain_text("First said at")
        await expect(correction).to_contain_text("wrong card")
        await expect(correction).to_contain_text("Taken back: Clean sweep: A wins all 4")
        await expect(page.locator("#stream .corrected")).to_contain_text("Corrected at")
        sweep = page.locator("#stream .retracted", has_text="Clean sweep: A wins all 4")
        await expect(sweep.locator(".mark")).to_contain_text("Retracted at")
        await expect(page.locator("#board .category", has_text="Picture")).to_contain_text("First said at")
        assert (await spoken(page, 1))[-1].startswith(
            "Correction. Picture: B. First said: A. Reason: wrong card. Taken back: 2 milestones. "
        )
        await sweep.locator(".why").click()
        await expect(page.locator("#details")).to_contain_text("a result was corrected")


async def test_no_award_and_postponed(opened: Open) -> None:
    """A category without an award says so, and one that is put off says why."""
    teller = Teller()
    teller.publish(programme(category("picture", "a", "b"), category("song", "a", "b")))
    teller.win("picture")
    teller.postpone("song")
    async with night_gateway(teller.turns) as gateway:
        page = await opened(gateway)
        await drawn(page, 3)
        assert await told(page, "#board .status") == ["No award · Decided at 8:02 PM", "Postponed: a storm"]
        assert await told(page) == ["No award"]
        await page.locator("#order-summary").click()
        await expect(page.locator(".order-row.postponed .rest")).to_have_text("a storm")


async def test_names_are_text(opened: Open) -> None:
    """Markup in a title or a name is shown as written, and never becomes part of the page."""
    markup = "<img src=x onerror=document.title='broken'><b>Bold</b>"
    plain = programme(category("picture", "a/p", "b"))
    works = tuple(Work(id=each.id, title=markup, distributor=each.distributor) for each in plain.works)
    people = tuple(msgspec.structs.replace(each, name=markup) for each in plain.people)
    teller = Teller()
    teller.publish(msgspec.structs.replace(plain, name=markup, works=works, people=people))
    teller.up_next("picture")
    teller.win("picture", "a.p")
    async with night_gateway(teller.turns[:2]) as gateway:
        page = await opened(gateway)
        await expect(page.locator("#up-next")).to_contain_text(markup)
        await gateway.say(teller.turns[2])
        await expect(page.locator("#stream .lead")).to_have_text(markup)
        await page.locator("#stream .name").first.click()
        await expect(page.locator("#details h2")).to_have_text(markup)
        assert await page.locator("img, b").count() == 0
        assert markup in await page.title()


async def test_no_ceremony_yet(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Before any programme the page waits in words; the first programme appears by itself."""
    async with night_gateway() as gateway:
        page = await opened(gateway)
        await expect(page.locator("#waiting")).to_have_text(
            "No ceremony yet. The night appears here as soon as its programme is published."
        )
        await expect(page.locator("#happened")).to_be_hidden()
        await gateway.connections(1)
        await gateway.say(night[0])
        await expect(page.locator("#ceremony")).to_have_text("74th Golden Globe Awards")
        await expect(page.locator("#waiting")).to_be_hidden()
        await gateway.say(*night[1:4])
        await drawn(page, 4)
        assert await board_of(page) == encode_board(gateway.board(CEREMONY))
        await gateway.filtered()
        assert [each.filter.ceremonies for each in gateway.requested] == [(CEREMONY,)]
        assert len(gateway.asked) == 1


async def test_which_ceremony(opened: Open, night: tuple[TurnData, ...]) -> None:
    """The page follows the newest ceremony, or the one that its address names, and links to the others."""
    async with night_gateway([*night[:2], *corrected_turns()[:2]]) as gateway:
        newest = await opened(gateway)
        await expect(newest.locator("#ceremony")).to_have_text("74th Golden Globe Awards")
        link = newest.locator("#others a")
        await expect(link).to_have_text("Test Awards 2017")
        named = await opened(gateway, query="?ceremony=awards-2017")
        await expect(named.locator("#ceremony")).to_have_text("Test Awards 2017")
        assert [each.ceremony for each in gateway.asked] == [CEREMONY, "awards-2017"]
        unknown = await opened(gateway, query="?ceremony=oscars-2099")
        await expect(unknown.locator("#waiting")).to_contain_text("No ceremony “oscars-2099” yet")


async def test_without_javascript(opened: Open, night: tuple[TurnData, ...]) -> None:
    """Without JavaScript a sentence says what the page is for."""
    async with night_gateway(night[:1]) as gateway:
        page = await opened(gateway, PHONE, java_script_enabled=False)
        await expect(page.locator("noscript p")).to_contain_text("needs JavaScript")
