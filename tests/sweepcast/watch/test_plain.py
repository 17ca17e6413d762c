"""Plain mode: each event as one line that reads by itself."""

import pytest

from streams.fold import Folded
from sweepcast.client import Link, News
from sweepcast.watch.plain import link_line, news_lines
from sweepcast.watch.watching import Watching, with_news
from tests.fake_gateway import snapshot
from tests.sweepcast.watch.night import CEREMONY, folded, snapshot_of, turns, until, whole_night, wrong_envelope

LINKS = [
    (Link(status="connecting"), "connection: connecting to ws://feed"),
    (Link(status="live"), "connection: live"),
    (Link(status="live", resumed=True), "connection: live, going on where it was lost"),
    (
        Link(status="waiting", reason="silent for 12.5 s", pause=0.74),
        "connection: lost: silent for 12.5 s; trying again in 0.7 s",
    ),
]


@pytest.mark.parametrize(("link", "line"), LINKS, ids=lambda value: value.status if isinstance(value, Link) else "")
def test_the_connection_in_words(link: Link, line: str) -> None:
    """A log shows when the feed was away."""
    assert link_line(link, "ws://feed") == line


def told(frames: list[News], *, chosen: str | None = None) -> list[list[str]]:
    """Return the lines of each frame."""
    watching = Watching(url="ws://feed", chosen=chosen)
    lines: list[list[str]] = []
    for frame in frames:
        before, watching = watching, with_news(watching, frame)
        lines.append(list(news_lines(before, watching, frame.data.ceremony)))
    return lines


def last_lines(made: list[Folded]) -> list[str]:
    """Return the lines of the last turn."""
    return told([*turns(made)])[-1]


def test_an_outcome_with_its_milestones() -> None:
    """The night's own clock, what kind of news, the category, the winner; major milestones in capitals."""
    assert last_lines(folded(until("lead-actress-musical-or-comedy"))) == [
        (
            "22:33 winner: Best Performance by an Actress in a Motion Picture - Musical or Comedy: "
            "Emma Stone (La La Land, Lionsgate)"
        ),
        (
            "22:33 MILESTONE: record tied: La La Land ties the Golden Globe Awards film record of 6 wins, "
            "set by Lawrence of Arabia (1963) and 2 others"
        ),
        (
            "22:33 MILESTONE: first since: La La Land: the first film with 6 or more wins at the Golden Globe Awards "
            "since Midnight Express (1979)"
        ),
        "22:33 milestone: big five: La La Land has won 4 of the Big Five",
    ]


def test_a_song_is_named_and_so_is_its_film() -> None:
    """One song is not its film."""
    assert last_lines(folded(until("song"))) == [
        (
            "21:07 winner: Best Original Song - Motion Picture: "
            "“City of Stars” (La La Land, Justin Hurwitz, Benj Pasek, Justin Paul, Lionsgate)"
        ),
        "21:07 milestone: double: Justin Hurwitz wins a double: 2 awards tonight",
    ]


def test_a_correction_with_all_that_it_takes_back() -> None:
    """Right first, then wrong, then why; a screen reader needs no sign to tell them apart."""
    lines = last_lines(folded(wrong_envelope()))
    assert lines[0] == (
        "22:44 correction: Best Motion Picture - Musical or Comedy: Sing Street (The Weinstein Company), "
        "not La La Land (Lionsgate); reason: The wrong envelope"
    )
    assert [line.split(": ")[:2] for line in lines[1:6]] == [
        ["22:44 taken back", kind]
        for kind in ("clean sweep", "record broken", "big five", "first since", "first since")
    ]


def test_each_line_is_one_line() -> None:
    """The whole night has no line break and no control character in a line."""
    lines = [line for each in told([*turns(list(whole_night()))]) for line in each]
    assert len(lines) > 60
    assert all(line.isprintable() for line in lines)


def test_who_joins_is_told_where_the_night_stands_and_what_was_said() -> None:
    """One line of overview, then the stream as the board remembers it."""
    (lines,) = told([snapshot_of(folded(until("director")))])
    assert lines[0] == "joined: 74th Golden Globe Awards, on now, 19 of 25 categories decided"
    assert lines[1] == "20:00 night: The night begins"
    assert sum(" winner: " in line for line in lines) == 20
    assert any("milestone: big five: La La Land has won 3" in line for line in lines)


def test_what_was_corrected_before_one_joined_is_told_as_such() -> None:
    """An overtaken outcome is never read as one that stands."""
    (lines,) = told([snapshot_of(folded(wrong_envelope()))])
    assert any(line.endswith("La La Land (Lionsgate) (corrected since)") for line in lines)


def test_a_snapshot_after_a_loss_brings_only_what_is_new() -> None:
    """A log never repeats itself."""
    made = folded(until("director"))
    joined_again = told([snapshot_of(made[:-2]), snapshot_of(made)])[1]
    assert joined_again == [
        "22:23 winner: Best Director - Motion Picture: Damien Chazelle (La La Land, Lionsgate)",
        "22:23 milestone: big five: La La Land has won 3 of the Big Five",
        (
            "22:23 milestone: record in reach: La La Land is one win from the Golden Globe Awards film record of 6, "
            "set by Lawrence of Arabia (1963) and 2 others"
        ),
        "22:23 milestone: double: Damien Chazelle wins a double: 2 awards tonight",
    ]
    assert told([snapshot_of(made), snapshot_of(made)])[1] == []


def test_with_several_nights_each_line_says_which() -> None:
    """Unless one was asked for."""
    made = folded(until("director"))
    frames: list[News] = [snapshot(1, {}, ceremony="oscars-2017"), snapshot_of(made[:-1]), turns(made)[-1]]
    assert all(line.startswith(f"{CEREMONY} ") for line in told(frames)[-1])
    assert told(frames, chosen=CEREMONY)[-1][0].startswith("22:23 winner: ")
