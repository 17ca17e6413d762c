"""What frames, links and keys do to what is shown."""

from datetime import date

import pytest

from sweepcast.board import Board, CeremonyInfo, Ref, Stage
from sweepcast.client import Link
from sweepcast.watch.watching import Room, View, Watching, with_key, with_link, with_news, with_place_held
from tests.fake_gateway import snapshot
from tests.sweepcast.watch.night import CEREMONY, folded, snapshot_of, turns, until

ROOM = Room(limit=50, page=10)


def nights(**status: str) -> Watching:
    """Return a state that knows nights of these years with these stages: `y2016="closed"`."""
    watching = Watching(url="ws://feed")
    for year, stage in status.items():
        watching = with_news(watching, snapshot(1, board(int(year[1:]), stage), ceremony=f"oscars-{year[1:]}"))
    return watching


def board(year: int, status: str) -> Board:
    """Return a board with nothing on it but which night it is, and how far."""
    return {
        "ceremony": CeremonyInfo(
            id=f"oscars-{year}",
            award_body=Ref(id="oscars", name="Academy Awards"),
            name="A night",
            edition=1,
            ceremony_year=year,
            film_year=year - 1,
            date=date(year, 2, 26),
            time_zone="UTC",
            running_order=(),
        ),
        "stage": Stage(
            status=status,  # type: ignore[arg-type]  # the tests write what a stage can be
            up_next=None,
            decided=0,
            categories=1,
            opened_at=None,
            closed_at=None,
        ),
    }


def test_a_snapshot_and_the_turns_behind_it_make_the_board() -> None:
    """The viewer's board is the fold's board, whether joined or followed."""
    made = folded(until("director"))
    watching = Watching(url="ws://feed")
    watching = with_news(watching, snapshot_of(made[:10]))
    for turn in turns(made[10:]):
        watching = with_news(watching, turn)
    assert watching.nights[CEREMONY].board == made[-1].board
    assert watching.night is watching.nights[CEREMONY]


SHOWN = [
    ({}, None),
    ({"y2016": "closed"}, "oscars-2016"),
    ({"y2016": "closed", "y2017": "closed"}, "oscars-2017"),
    ({"y2016": "open", "y2017": "published"}, "oscars-2016"),
    ({"y2017": "closed", "y2016": "published"}, "oscars-2017"),
]


@pytest.mark.parametrize(("status", "shown"), SHOWN, ids=str)
def test_the_night_that_is_on_is_shown_or_else_the_latest(status: dict[str, str], shown: str | None) -> None:
    """Nobody has to know an id to see what is going on."""
    assert nights(**status).ceremony == shown


def test_a_night_that_was_asked_for_is_waited_for() -> None:
    """No other night takes its place."""
    watching = with_news(Watching(url="ws://feed", chosen="oscars-2018"), snapshot(1, board(2017, "open")))
    assert watching.ceremony == "oscars-2018"
    assert watching.night is None


VIEWS = [
    (["1"], "stream"),
    (["2"], "categories"),
    (["3"], "people"),
    (["4"], "milestones"),
    (["5"], "stream"),
    (["tab"], "categories"),
    (["right", "right", "right", "right"], "stream"),
    (["left"], "milestones"),
    (["back-tab", "back-tab"], "people"),
]


@pytest.mark.parametrize(("keys", "view"), VIEWS, ids=str)
def test_keys_choose_the_view(keys: list[str], view: str) -> None:
    """Digits name a view, Tab and the arrows go round."""
    assert pressed(nights(y2017="open"), keys).view == view


SCROLLS = [
    (["j"], 1),
    (["down", "down", "up"], 1),
    (["k"], 0),
    (["page-down"], 10),
    (["space", "b"], 0),
    (["space", "page-up", "j"], 1),
    (["G"], 50),
    (["end", "j"], 50),
    (["G", "g"], 0),
    (["G", "home"], 0),
    (["G", "k"], 49),
    (["j", "x"], 1),
    (["j", "2"], 0),
    (["j", "1"], 1),
]


@pytest.mark.parametrize(("keys", "scroll"), SCROLLS, ids=str)
def test_keys_scroll_within_the_view(keys: list[str], scroll: int) -> None:
    """No key leads above the top or below the end; another view begins at its top."""
    assert pressed(nights(y2017="open"), keys).scroll == scroll


def test_a_view_that_shrank_is_scrolled_from_where_it_ends_now() -> None:
    """After a resize one key up is one line up, though the old place lies below the new end."""
    watching = pressed(nights(y2017="open"), ["G"])
    after = with_key(watching, "k", Room(limit=5, page=10))
    assert after is not None
    assert after.scroll == 4


HELD = [("stream", 7, 60, 17), ("stream", 0, 60, 0), ("stream", 7, 40, 7), ("categories", 7, 60, 7)]


@pytest.mark.parametrize(("view", "scroll", "limit", "held"), HELD)
def test_news_on_top_does_not_push_away_what_is_read(view: View, scroll: int, limit: int, held: int) -> None:
    """Ten new lines above, ten lines further down; at the top one stays at the top."""
    watching = Watching(url="ws://feed", view=view, scroll=scroll)
    assert with_place_held(watching, ROOM, Room(limit=limit, page=10)).scroll == held


def test_q_ends() -> None:
    """Nothing else does."""
    assert with_key(nights(y2017="open"), "q", ROOM) is None
    assert with_key(nights(y2017="open"), "Q", ROOM) is not None


def test_n_goes_round_the_nights() -> None:
    """With one night there is nothing to choose."""
    two = nights(y2016="closed", y2017="open")
    assert pressed(two, ["n"]).ceremony == "oscars-2016"
    assert pressed(two, ["n", "n"]).ceremony == "oscars-2017"
    assert pressed(nights(y2017="open"), ["n"]).chosen is None


def test_the_reason_of_a_loss_stays_while_it_is_tried_again() -> None:
    """Whoever looks at the screen in that moment still reads why."""
    lost = with_link(Watching(url="ws://feed"), Link(status="waiting", reason="silent for 12 s", pause=1.0))
    trying = with_link(lost, Link(status="connecting"))
    assert (trying.link.status, trying.link.reason) == ("connecting", "silent for 12 s")
    assert with_link(trying, Link(status="live")).link.reason == ""


def pressed(watching: Watching, keys: list[str]) -> Watching:
    """Return the state after the keys."""
    for key in keys:
        after = with_key(watching, key, ROOM)
        assert after is not None
        watching = after
    return watching
