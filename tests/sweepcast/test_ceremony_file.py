"""Ceremony files: what is read, and how all that is wrong is told with its place."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from sweepcast.ceremony_file import (
    CeremonyFile,
    CeremonyFileError,
    Corrected,
    NoAward,
    Postponed,
    Winner,
    Withdrawn,
    ceremony_problems,
    decode_ceremony,
    notices,
)
from tests.sweepcast.small_night import Document, content, document

SHIPPED = sorted((Path(__file__).parents[2] / "ceremonies").glob("*.json"))
GOLDEN_GLOBES = next(each for each in SHIPPED if each.stem == "golden-globes-2017")


def _problems(changed: Document) -> list[str]:
    with pytest.raises(CeremonyFileError) as raised:
        decode_ceremony(content(changed), "village.json")
    assert all(line.startswith("village.json: ") for line in str(raised.value).splitlines())
    return [each.path for each in raised.value.problems]


def test_reads_every_oddity_of_a_night() -> None:
    """Ties, honorary awards, no award, a wrong card, postponements and withdrawals are all sound."""
    ceremony = decode_ceremony(content(), "village.json")
    assert ceremony.night is not None
    kinds = [type(each) for each in ceremony.night.announcements]
    assert kinds == [Postponed, Withdrawn, Winner, Winner, NoAward, Winner, Corrected, Corrected]
    assert ceremony_problems(ceremony) == []
    assert notices(ceremony) == []


def test_a_programme_alone_is_a_ceremony_to_come() -> None:
    """Neither history nor night are needed before the night."""
    changed = document()
    ceremony = decode_ceremony(content({"programme": changed["programme"]}), "village.json")
    assert (ceremony.history, ceremony.night, notices(ceremony)) == ((), None, [])


def test_a_byte_order_mark_is_no_error() -> None:
    """Some editors write one."""
    assert decode_ceremony(b"\xef\xbb\xbf" + content(), "a") == decode_ceremony(content(), "a")


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        (b"", "line 1", "not JSON"),
        (b'{\n "programme": {\n', "line 3", "not JSON"),
        (b'{\n "programme": 1 2\n}', "line 2", "not JSON"),
        (b'{\n "notes": ["caf\xe9"]\n}', "line 2", "not UTF-8"),
        (b"[" * 100_000, "line 1", "not JSON"),
        (b"[]", "$", "Expected `object`, got `array`"),
        (b"{}", "$", "missing required field `programme`"),
    ],
)
def test_what_is_no_document_has_its_line(text: bytes, place: str, told: str) -> None:
    """An error in the JSON itself names file and line."""
    with pytest.raises(CeremonyFileError) as raised:
        decode_ceremony(text, "village.json")
    assert str(raised.value).startswith(f"village.json: {place}: ")
    assert told in str(raised.value)


def _set(*path: str | int, to: object) -> Callable[[Document], None]:
    """Return a change that puts a value at a path of the document."""

    def change(changed: Document) -> None:
        at: object = changed
        for each in path[:-1]:
            at = at[each]  # type: ignore[index]  # plain JSON values
        at[path[-1]] = to  # type: ignore[index]  # plain JSON values

    return change


_SAID = ("night", "announcements")
_SONG_AGAIN = {"announce": "winner", "category": "song", "nominations": ["splash"], "time": "2020-02-01T20:33:00+01:00"}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (_set("programme", "edition", to="three"), "$.programme.edition"),
        (_set("programme", "date", to="1.2.2020"), "$.programme.date"),
        (_set("programme", "categories", 0, "id", to="best picture"), "$.programme.categories[0].id"),
        (_set("programme", "categories", 0, "medium", to="radio"), "$.programme.categories[0].medium"),
        (_set("night", "opened", "time", to="2020-02-01T20:00:00"), "$.night.opened.time"),
        (_set(*_SAID, 2, "time_source", to="guessed"), "$.night.announcements[2].time_source"),
        (_set(*_SAID, 2, "announce", to="winer"), "$.night.announcements[2].announce"),
        (_set(*_SAID, 6, to={"announce": "correction", "category": "song"}), "$.night.announcements[6]"),
        (_set("programme", "ceremony", to="town-2020"), "$.programme.ceremony"),
        (_set("programme", "distributors", to=[]), "$.programme.works[0].distributor"),
        (_set("nigth", to={}), "$.nigth"),
        (_set("programme", "works", 0, "distributer", to="reel"), "$.programme.works[0].distributer"),
        (_set(*_SAID, 4, "nominations", to=["barn"]), "$.night.announcements[4].nominations"),
        (_set("history", 0, "complete_for", "big_4", to=True), "$.history[0].complete_for.big_4"),
        (_set("history", 0, "before_edition", to=4), "$.history[0].before_edition"),
        (_set("history", 0, "works", 0, "edition", to=3), "$.history[0].works[0].edition"),
        (_set("history", 0, "works", 0, "wins", to=5), "$.history[0].works[0].wins"),
        (_set("night", "closed", "time", to="2020-07-01T19:00:00+00:00"), None),
        (_set("night", "closed", "time", to="2020-02-01T20:31:00+01:00"), None),
        (_set(*_SAID, 4, "category", to="stunts"), "$.night.announcements[4].category"),
        (_set(*_SAID, 2, "nominations", 0, to="splish"), "$.night.announcements[2].nominations"),
        (_set(*_SAID, 2, "nominations", 1, to="splash"), "$.night.announcements[2].nominations"),
        (_set(*_SAID, 2, "nominations", to=[]), "$.night.announcements[2]"),
        (_set(*_SAID, 2, "recipients", to=["ada"]), "$.night.announcements[2].recipients"),
        (_set(*_SAID, 3, "recipients", to=["adele"]), "$.night.announcements[3].recipients"),
        (_set(*_SAID, 5, "nominations", to=["barn"]), "$.night.announcements[5].nominations"),
        (_set(*_SAID, 6, "nominations", to=["barn"]), "$.night.announcements[6].nominations"),
        (_set(*_SAID, 1, "nomination", to="bran"), "$.night.announcements[1].nomination"),
        (_set(*_SAID, 6, to=_SONG_AGAIN), "$.night.announcements[6].announce"),
        (_set(*_SAID, 0, "category", to="life"), None),
        (_set(*_SAID, 3, "time", to="2020-02-01T20:09:00+01:00"), "$.night.announcements[3].time"),
    ],
)
def test_what_is_wrong_has_its_path(change: Callable[[Document], None], path: str | None) -> None:
    """Each slip is one problem at its place in the document; what is no slip is none."""
    changed = document()
    change(changed)
    if path is None:
        assert ceremony_problems(decode_ceremony(content(changed), "village.json")) == []
    else:
        assert _problems(changed) == [path]


def test_the_closing_is_not_before_the_opening_nor_before_a_winner() -> None:
    """Behind the closing only corrections are heard, since the worker takes nothing else then."""
    changed = document()
    changed["night"]["closed"]["time"] = "2020-02-01T19:00:00+01:00"
    assert _problems(changed) == [
        "$.night.closed.time",
        *(f"$.night.announcements[{place}].time" for place in (2, 3, 4, 5)),
    ]


@pytest.mark.parametrize(
    ("place", "entry"),
    [
        (0, {"announce": "correction", "category": "song", "time": "2020-01-20T09:00:00+01:00", "reason": "early"}),
        (6, {"announce": "no-award", "category": "picture", "time": "2020-02-01T20:31:00+01:00"}),
        (6, {"announce": "postponement", "category": "song", "time": "2020-02-01T20:31:00+01:00", "reason": "late"}),
        (
            6,
            {
                "announce": "withdrawal",
                "category": "song",
                "nomination": "splash",
                "time": "2020-02-01T20:31:00+01:00",
                "reason": "late",
            },
        ),
    ],
)
def test_what_comes_at_the_wrong_time(place: int, entry: Document) -> None:
    """Only a decided category can be corrected, and nothing but a correction follows its decision."""
    changed = document()
    changed["night"]["announcements"].insert(place, entry)
    assert _problems(changed) == [f"$.night.announcements[{place}].announce"]


def test_all_problems_are_told_together() -> None:
    """A slip in a name, in the programme, in the history and in the night come in one go, in the document's order."""
    changed = document()
    changed["programme"]["works"][0]["distributer"] = "reel"
    changed["programme"]["people"] = []
    changed["history"][0]["before_edition"] = 9
    changed["night"]["announcements"][4]["category"] = "stunts"
    assert _problems(changed) == [
        "$.programme.works[0].distributer",
        "$.programme.categories[1].nominations[0].people",
        "$.programme.categories[3].recipients",
        "$.history[0].before_edition",
        "$.night.announcements[3].recipients",
        "$.night.announcements[4].category",
    ]


def test_an_error_says_what_to_do() -> None:
    """An unknown nominee is answered with those who are nominated, a wrong kind with the right ones."""
    changed = document()
    changed["night"]["announcements"][5]["nominations"] = ["mull"]
    with pytest.raises(CeremonyFileError, match=r"names 'mull'.*nominations there: mill, pond, barn"):
        decode_ceremony(content(changed), "village.json")
    changed["night"]["announcements"][5]["announce"] = "win"
    with pytest.raises(CeremonyFileError, match="write one of winner, no-award, correction, postponement, withdrawal"):
        decode_ceremony(content(changed), "village.json")


def test_notices_what_may_be_meant() -> None:
    """A category without an outcome and an opening on another day are allowed, and told."""
    changed = document()
    del changed["night"]["announcements"][4]
    changed["programme"]["date"] = "2020-02-02"
    told = notices(decode_ceremony(content(changed), "village.json"))
    assert [each.path for each in told] == ["$.programme.categories[2]", "$.night.opened.time"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_we_ship_is_sound(path: Path) -> None:
    """Each file in ceremonies/ is named for its ceremony, and neither wrong nor worth a notice."""
    ceremony = decode_ceremony(path.read_bytes(), path.name)
    assert ceremony.programme.ceremony == path.stem
    assert notices(ceremony) == []
    programme = ceremony.programme
    used = {each for c in programme.categories for n in c.nominations for each in (*n.works, *n.people)}
    used |= {each for category in programme.categories for each in category.recipients}
    assert used == {each.id for each in programme.works} | {each.id for each in programme.people}


@pytest.fixture(scope="module")
def golden_globes() -> CeremonyFile:
    """The 74th Golden Globes, from their file."""
    return decode_ceremony(GOLDEN_GLOBES.read_bytes(), GOLDEN_GLOBES.name)


def test_golden_globes_2017_in_numbers(golden_globes: CeremonyFile) -> None:
    """25 competitive categories with 126 nominations, and one honorary award."""
    competitive = [each for each in golden_globes.programme.categories if each.competitive]
    assert len(competitive) == 25
    assert sum(len(each.nominations) for each in competitive) == 126
    assert [each.recipients for each in golden_globes.programme.categories if not each.competitive] == [
        ("meryl-streep",)
    ]


@pytest.mark.parametrize(
    ("work", "won", "nominated"), [("la-la-land", 7, 7), ("moonlight", 1, 6), ("manchester-by-the-sea", 1, 5)]
)
def test_golden_globes_2017_outcomes(golden_globes: CeremonyFile, work: str, won: int, nominated: int) -> None:
    """The nominations and wins of the night's three best known films."""
    of_work = {
        (category.id, each.id)
        for category in golden_globes.programme.categories
        for each in category.nominations
        if work in each.works
    }
    assert golden_globes.night is not None
    winners = {
        (each.category, winner)
        for each in golden_globes.night.announcements
        if isinstance(each, Winner)
        for winner in each.nominations
    }
    assert (len(of_work & winners), len(of_work)) == (won, nominated)


def test_golden_globes_2017_is_decided_in_running_order(golden_globes: CeremonyFile) -> None:
    """Each category is decided once, in the programme's order, and has one winner."""
    assert golden_globes.night is not None
    said = golden_globes.night.announcements
    assert [each.category for each in said] == [each.id for each in golden_globes.programme.categories]
    assert all(isinstance(each, Winner) and len(each.nominations + each.recipients) == 1 for each in said)


def test_golden_globes_2017_keeps_namesakes_apart(golden_globes: CeremonyFile) -> None:
    """The film "Sing" is not "Sing Street", the song "Gold" is not its film, and Meryl Streep is one person."""
    titles = {each.id: each.title for each in golden_globes.programme.works}
    assert (titles["sing"], titles["sing-street"], titles["gold"]) == ("Sing", "Sing Street", "Gold")
    songs = next(each for each in golden_globes.programme.categories if each.id == "song").nominations
    assert [(each.works, each.song) for each in songs if each.id == "gold"] == [(("gold",), "Gold")]
    assert [each.id for each in golden_globes.programme.people if "Streep" in each.name] == ["meryl-streep"]


def test_golden_globes_2017_times_between_reported_ones_are_spread_evenly(golden_globes: CeremonyFile) -> None:
    """An interpolated time stands where even steps between its reported neighbours put it, to the second."""
    assert golden_globes.night is not None
    said = golden_globes.night.announcements
    reported = [place for place, each in enumerate(said) if each.time_source == "reported"]
    assert len(reported) < len(said)
    for begin, end in pairwise(reported):
        step = (said[end].time - said[begin].time) / (end - begin)
        for place in range(begin + 1, end):
            assert said[place].time_source == "interpolated"
            even = said[begin].time + step * (place - begin)
            assert abs((said[place].time - even).total_seconds()) <= 0.5


def test_a_programme_that_kafka_would_not_take_is_refused_by_path() -> None:
    """A programme of 10 MB cannot be announced, and whoever checks its file reads so before the night."""
    changed = document()
    changed["programme"]["people"] += [{"id": f"extra-{n}", "name": "N" * 1000} for n in range(10_000)]
    with pytest.raises(
        CeremonyFileError, match=r"\$\.programme: takes \d{8} bytes as an announcement, and Kafka 1048576"
    ):
        decode_ceremony(content(changed), "village.json")
