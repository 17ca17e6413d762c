"""The whole screen, rendered to text: what must be seen, at every size."""

from functools import cache

import msgspec
import pytest
from rich.console import Console

from sweepcast.announcements import Announcement, CategoryPostponed, NominationWithdrawn, Postponement, Withdrawal
from sweepcast.board import Board, Standing
from sweepcast.client import Link
from sweepcast.watch.views.paint import ASCII, UNICODE, Signs
from sweepcast.watch.views.screen import Screen, screen
from sweepcast.watch.watching import VIEWS, View, Watching, with_link, with_news
from tests.fake_gateway import snapshot
from tests.sweepcast.watch.night import CEREMONY, announcements, folded, snapshot_of, turns, until, wrong_envelope

PICTURE = "picture-musical-or-comedy"
SIZES = [(80, 24), (120, 40), (200, 60), (60, 20), (40, 12), (8, 3), (1, 1)]
LIVE = Link(status="live")


@cache
def watching(said: tuple[Announcement, ...]) -> Watching:
    """Return the state of somebody who followed all that was said."""
    state = with_link(Watching(url="ws://feed"), LIVE)
    for turn in turns(folded(said)):
        state = with_news(state, turn)
    return state


def shown(
    state: Watching, view: View = "stream", size: tuple[int, int] = (80, 24), *, scroll: int = 0, signs: Signs = UNICODE
) -> list[str]:
    """Return a view of the state as lines of text."""
    return [line.plain for line in whole(state, view, size, scroll=scroll, signs=signs).lines]


def whole(state: Watching, view: View, size: tuple[int, int], *, scroll: int = 0, signs: Signs = UNICODE) -> Screen:
    """Return a view of the state."""
    seen = Watching(
        url=state.url,
        link=state.link,
        nights=state.nights,
        chosen=state.chosen,
        view=view,
        scroll=scroll,
        ended=state.ended,
    )
    return screen(seen, size, signs)


def all_lines(state: Watching, view: View, width: int) -> str:
    """Return all that a view has at a width, scrolled or not, with single blanks and without the boxes."""
    return " ".join(" ".join(shown(state, view, (width, 1000))).replace("│", " ").split())


STATES: dict[str, Watching] = {
    "nothing": Watching(url="ws://feed"),
    "an empty board": with_news(Watching(url="ws://feed"), snapshot(0, {})),
    "published": watching(announcements()[:1]),
    "opened": watching(announcements()[:4]),
    "in the middle": watching(until("director")),
    "the record": watching(until(PICTURE)),
    "corrected": watching(wrong_envelope()),
    "over": watching(announcements()),
    "away": with_link(watching(until("director")), Link(status="waiting", reason="silent for 12.5 s", pause=3.0)),
}


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_every_view_fills_every_screen_exactly(state: Watching, size: tuple[int, int]) -> None:
    """No line is too long, none is missing, and the end of a view can be reached."""
    width, height = size
    for view in VIEWS:
        for signs, scroll in ((UNICODE, 0), (UNICODE, 10_000), (ASCII, 0)):
            made = whole(state, view, size, scroll=scroll, signs=signs)
            assert len(made.lines) == height
            assert {line.cell_len for line in made.lines} == {width}
            assert made.room.limit >= 0
            assert made.room.page >= 1


@pytest.mark.parametrize("size", [size for size in SIZES if size[0] >= 80], ids=str)
def test_the_night_at_its_height_on_one_screen(size: tuple[int, int]) -> None:
    """The record, the sweep and the Big Five are seen without a key, down to 80 by 24."""
    text = " ".join(shown(watching(until(PICTURE)), "stream", size))
    for words in (
        "RECORD BROKEN",
        "CLEAN SWEEP",
        "BIG FIVE",
        "FIRST SINCE",
        "7/7",
        "22 of 25 decided",
        "● live",
        "EST",
    ):
        assert words in text


def test_the_stream_tells_time_category_winner_work_and_distributor() -> None:
    """In the ceremony's own time."""
    text = all_lines(watching(until("song")), "stream", 50)
    assert "21:07 Best Original Song - Motion Picture" in text
    assert "★ “City of Stars”" in text
    assert "La La Land · Justin Hurwitz, Benj Pasek, Justin" in text


def test_the_newest_turn_is_on_top_and_the_oldest_can_be_reached() -> None:
    """Scrolling to the limit shows the beginning of the night."""
    state = watching(announcements())
    assert "The night is over" in shown(state)[3]
    limit = whole(state, "stream", (80, 24)).room.limit
    assert "The programme is published" in " ".join(shown(state, scroll=limit))


def test_major_milestones_stand_out_without_colour() -> None:
    """In capitals with a sign; minor ones as a sentence with the sign."""
    lines = shown(watching(until("lead-actress-musical-or-comedy")), "stream", (120, 40))
    assert any("◆ RECORD TIED: La La Land ties" in line for line in lines)
    assert any("◆ La La Land has won 4 of the Big Five" in line for line in lines)


def test_a_correction_is_shown_beside_what_was_first_said() -> None:
    """Both outcomes, the reason, and what was taken back by it."""
    text = all_lines(watching(wrong_envelope()), "stream", 100)
    assert "✗ Corrected: The wrong envelope" in text
    assert "not La La Land, Lionsgate" in text
    assert "✗ Taken back: La La Land breaks" in text
    assert "✗ First said, and corrected since:" in text
    assert "✗ record broken, taken back since:" in text


def test_standings_show_won_to_come_and_lost_as_signs_with_numbers() -> None:
    """A row of signs reads the same without colour: seven wins, or five and two to come."""
    assert any("La La Land" in line and "●●●●●○○ 5/7" in line for line in shown(watching(until("director"))))
    assert any(
        "Moonlight" in line and "○×××××  0/6" in line
        for line in shown(watching(until("director")), "stream", (100, 40))
    )
    assert any("#####.. 5/7" in line for line in shown(watching(until("director")), signs=ASCII))


def test_who_can_still_sweep() -> None:
    """Those on course, then those that won it all, and in the end nobody else."""
    before = shown(watching(until("supporting-actress")), "stream", (80, 40))
    place = next(row for row, line in enumerate(before) if "Can still sweep" in line)
    names = " ".join(line[48:] for line in before[place + 1 : place + 5])
    assert "La La Land" in names
    assert "Hacksaw Ridge" in names
    assert "Moonlight" not in names
    assert any("Clean sweep" in line for line in shown(watching(until(PICTURE))))
    assert any("Nobody can sweep any more" in line for line in shown(watching(wrong_envelope())))


RECORDS = [
    ("director", "5 of 6 wins, can reach 7"),
    ("lead-actress-musical-or-comedy", "tied: 6 wins"),
    (PICTURE, "broken: 7 wins, was 6"),
]


@pytest.mark.parametrize(("category", "words"), RECORDS)
def test_records_in_reach(category: str, words: str) -> None:
    """How far, and what the record is."""
    lines = shown(watching(until(category)))
    place = next(row for row, line in enumerate(lines) if "Records" in line)
    assert "La La Land" in lines[place + 1]
    assert words in lines[place + 2]


def test_all_nominations_of_all_categories_can_be_read() -> None:
    """126 nominations with their distributors, whole, at the smallest width."""
    text = all_lines(watching(until("director")), "categories", 80)
    assert "Motion Picture Made for Television ★ Sarah Paulson" in text
    assert "★ Damien Chazelle · La La Land · Lionsgate" in text
    assert "Barry Jenkins · Moonlight · A24" in text
    assert "honorary: counts in no standing" in text
    assert "decided 22:23" in text
    assert text.count("to come") == 6
    assert "…" not in text.replace("Stream", "")


def test_a_corrected_category_keeps_its_history() -> None:
    """Who joins late reads it as well."""
    joined = with_news(Watching(url="ws://feed"), snapshot_of(folded(wrong_envelope())))
    text = all_lines(joined, "categories", 80)
    assert "corrected 22:44" in text
    assert "First said at 22:42: La La Land, Lionsgate" in text
    assert "Corrected at 22:44: The wrong envelope" in text


def test_postponed_and_withdrawn_are_shown() -> None:
    """With the reason, where it is."""
    time = announcements()[2].time
    state = watching(
        (
            *announcements()[:3],
            CategoryPostponed(
                id="a",
                source="t",
                subject=CEREMONY,
                time=time,
                data=Postponement(category="song", reason="Later tonight"),
            ),
            NominationWithdrawn(
                id="b",
                source="t",
                subject=CEREMONY,
                time=time,
                data=Withdrawal(category="director", nomination="tom-ford", reason="At his own wish"),
            ),
        )
    )
    text = all_lines(state, "categories", 80)
    assert "Put off: Later tonight" in text
    assert "✗ Tom Ford · Nocturnal Animals · Focus Features · withdrawn" in text


def test_what_is_next_is_at_the_top_and_in_its_category() -> None:
    """The one thing that everybody waits for."""
    state = watching(announcements()[: len(until("director")) + 1])
    assert "▶ Up next  Best Performance by an Actor in a Television Series" in shown(state)[1]
    assert "▶ up next" in all_lines(state, "categories", 80)


def test_people_and_distributors() -> None:
    """Everybody who is nominated, with the most wins first; wide screens show the works beside them."""
    state = watching(until(PICTURE))
    lines = shown(state, "people", (80, 24))
    assert "Damien Chazelle" in lines[4]
    assert "Lionsgate" in lines[4]
    text = all_lines(state, "people", 80)
    assert all(name in text for name in ("Tom Ford", "HBO", "Kubo and the Two Strings", "Game of Thrones"))
    assert {"People", "Distributors", "Films", "Series"} <= set(" ".join(shown(state, "people", (160, 40))).split())


def test_milestones_with_their_evidence() -> None:
    """Which categories, and the earlier holders with ceremony year and film year."""
    text = all_lines(watching(until(PICTURE)), "milestones", 80)
    assert "◆ RECORD BROKEN since 22:42" in text
    assert "● Best Director - Motion Picture (won)" in text
    assert "before: Lawrence of Arabia, 6, ceremony of 1963 (films of 1962)" in text
    assert "○ Best" not in text.split("RECORD BROKEN")[1].split("before:")[0]


def test_milestones_that_were_taken_back_stay_readable() -> None:
    """With the time at which they were taken back."""
    text = all_lines(watching(wrong_envelope()), "milestones", 80)
    assert "✗ record broken, taken back at 22:44" in text


def test_a_milestone_that_falls_interrupts_the_other_views() -> None:
    """Until the next outcome, one line tells the loudest, and how many more there are."""
    for view in ("categories", "people", "milestones"):
        line = shown(watching(until(PICTURE)), view)[2]
        assert "◆ Clean sweep: La La Land wins all 7 of its nominations" in line
        assert "and 4 more: press 1" in line
        assert "Clean sweep" not in shown(watching(until("lead-actor-drama")), view)[2]


LIGHTS = [
    (Link(status="live"), "● live", None),
    (Link(status="connecting"), "○ connecting", None),
    (
        Link(status="waiting", reason="silent for 12.5 s", pause=3.0),
        "○ reconnecting",
        "Not up to date: silent for 12.5 s; trying again in 3.0 s",
    ),
    (Link(status="connecting", reason="cut"), "○ connecting", "Not up to date: cut; trying again now"),
]


@pytest.mark.parametrize(("link", "light", "trouble"), LIGHTS, ids=lambda value: getattr(value, "status", ""))
def test_the_connection_is_a_light_with_a_word(link: Link, light: str, trouble: str | None) -> None:
    """An old board is never taken for a live one."""
    lines = shown(with_link(watching(until("director")), link))
    assert lines[0].rstrip().endswith(light)
    assert (trouble in lines[2]) if trouble else ("Not up to date" not in lines[2])


def test_a_feed_that_ended_keeps_showing() -> None:
    """With what the gateway said."""
    state = watching(until("director"))
    ended = Watching(url=state.url, link=state.link, nights=state.nights, ended="the gateway ended the feed: enough")
    lines = shown(ended)
    assert lines[0].rstrip().endswith("○ feed ended")
    assert "the gateway ended the feed: enough" in lines[2]
    assert any("La La Land" in line for line in lines)


def test_a_night_that_is_over_says_so_and_who_leads() -> None:
    """And keeps showing."""
    lines = shown(watching(announcements()))
    assert "over" in lines[0]
    assert "The night is over  La La Land clinches the film lead" in lines[1]


WAITS = [
    (Watching(url="ws://feed"), "Looking for the feed at ws://feed"),
    (Watching(url="ws://feed", link=LIVE), "Waiting for a ceremony: no programme was published yet."),
    (
        Watching(url="ws://feed", link=LIVE, chosen="oscars-2018"),
        "Waiting for oscars-2018: its programme was not published yet.",
    ),
    (
        Watching(url="ws://feed", link=LIVE, chosen="oscars-2018", nights=watching(announcements()[:1]).nights),
        "Waiting for oscars-2018: its programme was not published yet. The feed has golden-globes-2017.",
    ),
]


@pytest.mark.parametrize(("state", "words"), WAITS, ids=lambda value: "" if isinstance(value, str) else None)
def test_an_empty_screen_says_what_it_waits_for(state: Watching, words: str) -> None:
    """Nobody stares at nothing."""
    assert words in " ".join(" ".join(shown(state, size=(100, 24))).split())


def test_the_keys_are_at_the_bottom() -> None:
    """In as many words as fit; with several nights also the key for the next one."""
    state = watching(until("director"))
    assert shown(state, size=(100, 30))[-1].split("  ")[:3] == [" 1 Stream", "2 Categories", "3 People & distributors"]
    assert "3 People  4 Milestones" in shown(state)[-1]
    assert shown(state, size=(40, 20))[-1].startswith(" 1  2  3  4 ")
    assert all(
        line.rstrip().endswith("j/k scroll  q quit") for line in (shown(state)[-1], shown(state, size=(40, 20))[-1])
    )
    several = with_news(state, snapshot(1, {}, ceremony="oscars-2017"))
    assert "n next night" in shown(several, size=(120, 30))[-1]


def test_nothing_from_outside_moves_the_cursor() -> None:
    """A name with an escape sequence in it is shown as text."""
    made = folded(until("director"))
    board: Board = dict(made[-1].board)
    standing = board["standing/work/la-la-land"]
    assert isinstance(standing, Standing)
    board["standing/work/la-la-land"] = msgspec.structs.replace(standing, name="La\x1b[2J\nLand")
    state = with_news(Watching(url="ws://feed"), snapshot(9, board))
    for view in VIEWS:
        assert all(line.isprintable() for line in shown(state, view))


def test_without_colour_nothing_but_colour_is_lost() -> None:
    """NO_COLOR takes the colours; the text is the same."""
    lines = whole(watching(until(PICTURE)), "stream", (80, 24)).lines
    plain, coloured = (
        Console(width=80, height=24, force_terminal=True, color_system="standard", no_color=no_color)
        for no_color in (True, False)
    )
    with plain.capture() as without, coloured.capture() as with_colour:
        for line in lines:
            plain.print(line)
            coloured.print(line)
    assert "\x1b[33m" not in without.get()
    assert "\x1b[1;33m" in with_colour.get()
    assert "RECORD BROKEN" in without.get()
