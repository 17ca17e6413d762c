"""The plain CSV: what it says, and all that can be wrong with it."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from sweepcast.ceremony_file import CeremonyFile, NoAward, Winner, ceremony_problems
from sweepcast.importers.csv_rows import COLUMNS
from sweepcast.importers.imported import Broken, Imported
from sweepcast.importers.plain_csv import read_plain_csv
from sweepcast.programme import Category

DOCUMENTED = Path(__file__).parents[3] / "docs" / "importing.md"
ROW = {
    "body": "Village Awards",
    "edition": "1",
    "ceremony_year": "2019",
    "film_year": "2018",
    "category": "Best Picture",
    "award": "picture",
    "medium": "film",
    "competitive": "true",
    "works": "The Mill",
    "won": "true",
}
OTHER = {**ROW, "works": "Pond", "won": "false"}
SECOND = {**ROW, "edition": "2", "ceremony_year": "2020", "film_year": "2019"}


def _file(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _read(*rows: dict[str, str]) -> Imported:
    imported = read_plain_csv(_file(*rows))
    assert imported.problems == ()
    assert [problem for each in imported.ceremonies for problem in ceremony_problems(each)] == []
    return imported


def _problems(*rows: dict[str, str]) -> list[str]:
    imported = read_plain_csv(_file(*rows))
    assert imported.ceremonies == ()
    return [str(each) for each in imported.problems]


def _one(*rows: dict[str, str]) -> CeremonyFile:
    (ceremony,) = _read(*rows).ceremonies
    return ceremony


def _categories(ceremony: CeremonyFile) -> dict[str, Category]:
    return {each.id: each for each in ceremony.programme.categories}


def _outcomes(ceremony: CeremonyFile) -> dict[str, tuple[str, ...] | None]:
    """Return the winners of each category by nomination id, none for no award."""
    assert ceremony.night is not None
    return {
        each.category: (each.nominations or each.recipients) if isinstance(each, Winner) else None
        for each in ceremony.night.announcements
    }


def test_the_documented_file() -> None:
    """The example of docs/importing.md is read whole: editions, a tie, no award, two works of one title, an honour."""
    example = DOCUMENTED.read_text(encoding="utf-8").partition("```csv\n")[2].partition("```")[0]
    imported = read_plain_csv(example.encode())
    assert imported.problems == ()
    first, second = imported.ceremonies
    assert (first.programme.ceremony, first.programme.name) == ("village-awards-2019", "1st Village Awards")
    assert _outcomes(first) == {"best-short": ("sing", "pond"), "best-picture": ("the-mill",)}
    assert [each.id for each in first.programme.works] == ["sing-short", "pond", "the-mill", "sing-2018"]
    assert _outcomes(second) == {
        "best-song": None,
        "best-picture": ("the-mill-ii",),
        "best-series": ("the-mill",),
        "a-lifes-work": ("grace-hopper",),
    }
    assert [(each.id, each.medium) for each in second.programme.works] == [
        ("the-mill-ii", "film"),
        ("pond-again", "film"),
        ("pond-3", "film"),
        ("the-mill-tv", "tv"),
    ]
    song = _categories(second)["best-song"].nominations[0]
    assert (song.id, song.song, song.people) == ("harvest-at-last", "Harvest, at Last", ("ada-byron", "max-miller"))
    assert _categories(second)["best-picture"].nominations[1].works == ("pond-again", "pond-3")
    assert "Best Song: The Mill II: Nobody won" in second.notes


def test_the_programme_of_a_row() -> None:
    """Body, edition, years, category, award, medium and outcome are those of the row."""
    programme = _one(ROW).programme
    assert (programme.award_body, programme.award_body_name) == ("village-awards", "Village Awards")
    assert (programme.edition, programme.ceremony_year, programme.film_year) == (1, 2019, 2018)
    (category,) = programme.categories
    assert (category.id, category.name, category.award) == ("best-picture", "Best Picture", "picture")
    assert (category.medium, category.competitive) == ("film", True)
    assert _outcomes(_one(ROW)) == {"best-picture": ("the-mill",)}


def test_columns_in_any_order_and_extra_ones() -> None:
    """The header tells the columns, in any case; what is not read, and what is missing, is said."""
    content = b"won,Works,BODY,edition,film_year,ceremony_year,competitive,category,colour\r\n"
    content += b"TRUE, The Mill ,Village Awards,1,2018,2019,True,Best Picture,red\r\n"
    imported = read_plain_csv(b"\xef\xbb\xbf" + content)
    assert imported.problems == ()
    assert _outcomes(imported.ceremonies[0]) == {"best-picture": ("the-mill",)}
    assert [each.message for each in imported.notices if each.path == "row 1"] == [
        "has columns that are not read: 'colour'",
        "has no columns award, medium, order, work_ids, people, person_ids, song, note: they are taken as empty",
    ]


@pytest.mark.parametrize(
    ("written", "id_", "name"),
    [
        ("Golden Globe Awards", "golden-globe-awards", "Golden Globe Awards"),
        ("golden-globe-awards", "golden-globe-awards", "Golden Globe Awards"),
        ("BAFTA", "bafta", "BAFTA"),
        ("Césars", "cesars", "Césars"),
    ],
)
def test_a_body_by_name_or_id(written: str, id_: str, name: str) -> None:
    """The id is made of the name, and the name of an id; both may stand in one file for the same body."""
    programme = _one({**ROW, "body": written}).programme
    assert (programme.award_body, programme.award_body_name) == (id_, name)


def test_one_body_under_its_name_and_its_id() -> None:
    """Rows under the name and under the id are of one edition, which bears the name."""
    programme = _one({**ROW, "body": "village-awards"}, OTHER).programme
    assert programme.award_body_name == "Village Awards"
    assert len(programme.categories[0].nominations) == 2


def test_several_bodies_and_editions() -> None:
    """Ceremonies come body by body, by edition, whatever the order of the rows."""
    bodies = [{**SECOND, "body": "B"}, {**ROW, "body": "A"}, {**ROW, "body": "B"}]
    assert [each.programme.ceremony for each in _read(*bodies).ceremonies] == ["b-2019", "b-2020", "a-2019"]


def test_two_ceremonies_in_one_year() -> None:
    """They have ids of their own, and stand in the order of their editions."""
    imported = _read({**ROW, "edition": "3"}, {**ROW, "edition": "2"})
    assert [(each.programme.edition, each.programme.ceremony) for each in imported.ceremonies] == [
        (2, "village-awards-2019"),
        (3, "village-awards-2019-2"),
    ]
    assert [each.programme.date for each in imported.ceremonies] == [date(2019, 1, 1), date(2019, 1, 2)]


def test_the_running_order() -> None:
    """Categories with an order come in it, those without behind them as in the file."""
    rows = [
        {**ROW, "category": name, "order": order} for name, order in (("A", ""), ("B", "20"), ("C", "3"), ("D", ""))
    ]
    assert list(_categories(_one(*rows))) == ["c", "b", "a", "d"]


def test_a_season_is_the_later_year() -> None:
    """`1999/00` is 2000."""
    assert _one({**ROW, "film_year": "1999/00", "ceremony_year": "2000"}).programme.film_year == 2000


def test_ties_and_no_award() -> None:
    """Several may win; where nobody wins there is no award, which is said."""
    imported = _read(ROW, {**OTHER, "won": "True"}, {**OTHER, "category": "Best Stunt", "award": ""})
    assert _outcomes(imported.ceremonies[0]) == {"best-picture": ("the-mill", "pond"), "best-stunt": None}
    night = imported.ceremonies[0].night
    assert night is not None
    assert isinstance(night.announcements[1], NoAward)
    assert "row 4: nobody won 'Best Stunt': it had no award" in map(str, imported.notices)


def test_a_night_to_come() -> None:
    """An edition without any outcome is a programme, and has no night."""
    imported = _read({**ROW, "won": ""}, {**OTHER, "won": ""})
    assert imported.ceremonies[0].night is None
    assert "still to come" in str(imported.notices[-1])


def test_honours() -> None:
    """In a category that is not competitive people are recipients, and a work is a nomination that won."""
    honours = {**ROW, "category": "Honours", "award": "", "competitive": "FALSE"}
    ceremony = _one({**honours, "works": "", "people": "Ada Byron"}, honours)
    assert ceremony.night is not None
    (entry,) = ceremony.night.announcements
    assert isinstance(entry, Winner)
    assert (entry.nominations, entry.recipients) == (("the-mill",), ("ada-byron",))
    assert not ceremony.programme.categories[0].competitive


def test_film_and_series_categories_of_one_name() -> None:
    """They are two, and their works of one title are two works."""
    ceremony = _one(ROW, {**ROW, "medium": "tv"})
    assert list(_categories(ceremony)) == ["best-picture", "tv-best-picture"]
    assert [(each.id, each.medium) for each in ceremony.programme.works] == [
        ("the-mill", "film"),
        ("the-mill-tv", "tv"),
    ]


def test_a_category_of_neither_medium_takes_the_works_own() -> None:
    """A song of a series is of that series, though its category has no medium."""
    song = {**ROW, "category": "Best Song", "award": "song", "medium": "", "song": "Splash"}
    ceremony = _one(song, {**ROW, "medium": "tv"})
    assert [(each.id, each.medium) for each in ceremony.programme.works] == [("the-mill", "tv")]


def test_the_same_title_is_the_same_work_in_the_whole_file() -> None:
    """Without ids a title has one id in all editions; with an id anywhere, it has that one everywhere."""
    imported = _read(ROW, SECOND)
    assert {work.id for each in imported.ceremonies for work in each.programme.works} == {"the-mill"}
    imported = _read(ROW, {**SECOND, "work_ids": "tt1"})
    assert {work.id for each in imported.ceremonies for work in each.programme.works} == {"tt1"}


def test_two_titles_with_one_slug_are_two_works() -> None:
    """What differs in signs alone is two works, and no made id is one that is written."""
    works = [each.id for each in _one({**ROW, "works": "M*A*S*H"}, {**OTHER, "works": "M A S H"}).programme.works]
    assert works == ["m-a-s-h", "m-a-s-h-2"]
    works = [each.id for each in _one(ROW, {**OTHER, "work_ids": "the-mill"}).programme.works]
    assert works == ["the-mill-2", "the-mill"]


def test_ids_that_are_none_are_written_as_near_as_can_be() -> None:
    """They stay apart from the ids they come to resemble, and are told."""
    imported = _read({**ROW, "work_ids": "tt/1 a"}, {**OTHER, "work_ids": "tt-1-a"})
    assert [each.id for each in imported.ceremonies[0].programme.works] == ["tt-1-a-2", "tt-1-a"]
    told = "row 2: works: the id 'tt/1 a' holds what an id cannot: it is written 'tt-1-a-2'"
    assert told in map(str, imported.notices)


def test_made_ids_are_told() -> None:
    """How many were made, for which rows, and in the ceremony's notes."""
    imported = _read({**ROW, "people": "Ada Byron|Max Miller"}, OTHER)
    assert "rows 2-3: works: 2 without an id have one made of the name" in map(str, imported.notices)
    assert "row 2: people: 2 without an id have one made of the name" in map(str, imported.notices)
    assert "The ids of 2 people are made from their names." in imported.ceremonies[0].notes


def test_nominations_are_told_apart() -> None:
    """Acting by person, other categories by work or song; the same again gets a number, and a notice."""
    actor = {**ROW, "category": "Actor", "award": "lead-actor", "people": "Ada Byron"}
    again = {**actor, "works": "Pond", "won": "false"}
    imported = _read(actor, again, {**again, "people": "Max Miller"}, {**ROW, "won": "false"}, {**ROW, "won": "false"})
    assert [each.id for each in _categories(imported.ceremonies[0])["actor"].nominations] == [
        "ada-byron-the-mill",
        "ada-byron-pond",
        "max-miller",
    ]
    assert [each.id for each in _categories(imported.ceremonies[0])["best-picture"].nominations] == [
        "the-mill",
        "the-mill-2",
    ]
    assert any("row 6: nominates the same as row 5" in str(each) for each in imported.notices)


def test_quoted_fields() -> None:
    """Commas, quotes and line ends inside quotes belong to the field; a row is a row of a spreadsheet."""
    title = 'Hail, "Caesar"\nor Not'
    assert _one({**ROW, "works": title}).programme.works[0].title == title
    assert _problems({**ROW, "works": title}, {**OTHER, "won": "maybe"}) == [
        "row 3, won: is 'maybe': write true or false"
    ]


@pytest.mark.parametrize(
    ("column", "written", "told"),
    [
        ("body", "", "row 3, body: is empty"),
        ("body", "Awards 2019", "row 3, body: is 'Awards 2019': write it without a year"),
        ("edition", "", "row 3, edition: is '': write a whole number from 1 on"),
        ("edition", "0", "row 3, edition: is '0': write a whole number from 1 on"),
        ("edition", "1.5", "row 3, edition: is '1.5': write a whole number from 1 on"),
        ("edition", "٣", "row 3, edition: is '٣': write a whole number from 1 on"),
        ("ceremony_year", "19", "row 3, ceremony_year: is '19': write a year of four digits"),
        ("film_year", "1999/01", "row 3, film_year: is '1999/01': write a year of four digits"),
        ("category", "", "row 3, category: is empty"),
        ("award", "!", "row 3, award: is '!': write a canonical award, such as picture, or leave it empty"),
        ("medium", "radio", "row 3, medium: is 'radio': write film or tv, or leave it empty"),
        ("competitive", "", "row 3, competitive: is '': write true or false"),
        ("competitive", "1", "row 3, competitive: is '1': write true or false"),
        ("order", "first", "row 3, order: is 'first': write a whole number from 0 on"),
        ("works", "", "row 3, works: is empty, and so are people and song: say who or what is nominated"),
        ("works", "A||B", "row 3, works: is 'A||B', with nothing between two '|'"),
        ("work_ids", "a|b", "row 3, work_ids: has 2 ids for 1 works: give each one, or none at all"),
        ("person_ids", "a", "row 3, person_ids: has 1 ids for 0 people: give each one, or none at all"),
        ("won", "yes", "row 3, won: is 'yes': write true or false"),
        ("won", "", "row 3, won: is empty, but row 2 of the same edition tells an outcome: write true or false"),
    ],
)
def test_a_field_that_cannot_be_understood(column: str, written: str, told: str) -> None:
    """It is told with row and column, what it is and what to write; nothing is imported."""
    (problem,) = _problems(ROW, {**OTHER, column: written})
    assert problem.startswith(told)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"ceremony_year": "2020"}, "row 3, ceremony_year: is 2020, but row 2 has 2019 for edition 1"),
        ({"film_year": "2019"}, "row 3, film_year: is 2019, but row 2 has 2018 for edition 1"),
        ({"award": ""}, "row 3, award: is nothing, but row 2 has 'picture' for 'Best Picture'"),
        ({"competitive": "false"}, "row 3, competitive: is false, but row 2 has true for 'Best Picture'"),
        ({"order": "2"}, "row 3, order: is 2, but row 2 has 1 for 'Best Picture'"),
        ({"medium": ""}, "row 3, medium: is empty, but row 2 has 'film' for 'Best Picture': say which"),
    ],
)
def test_rows_that_contradict_one_another(row: dict[str, str], told: str) -> None:
    """A later row that says something else of its edition or category is told with the row that it contradicts."""
    assert _problems({**ROW, "order": "1"}, {**OTHER, **row}) == [told]


def test_titles_that_may_be_either_of_two_works() -> None:
    """A title without an id where two works bear it, or where it is both film and series, is told, not guessed."""
    twins = [{**ROW, "works": "Sing", "work_ids": id_} for id_ in ("sing-1", "sing-2")]
    assert _problems(*twins, {**OTHER, "works": "Sing"}) == [
        "row 4, works: 'Sing' may be sing-1 or sing-2: write the id"
    ]
    song = {**ROW, "category": "Song", "award": "song", "medium": ""}
    assert _problems(ROW, {**ROW, "category": "Best Series", "medium": "tv"}, song) == [
        "row 4, works: 'The Mill' is both a film and a series here: write the medium, or the id"
    ]


def test_one_id_for_a_film_and_a_series() -> None:
    """A written id cannot be both in one edition."""
    series = {**ROW, "category": "Best Series", "medium": "tv", "work_ids": "x"}
    assert _problems({**ROW, "work_ids": "x"}, series) == [
        "row 3, medium: is 'tv', but row 2 has 'film' for the work 'x'"
    ]


def test_all_problems_at_once() -> None:
    """The whole file's problems are told together, by row."""
    broken = [{**OTHER, "won": "no", "medium": "radio"}, {**SECOND, "edition": "two"}]
    assert [each.partition(":")[0] for each in _problems(ROW, *broken)] == [
        "row 3, medium",
        "row 3, won",
        "row 4, edition",
    ]


@pytest.mark.parametrize(
    ("broken", "nominations"), [("refuse", {}), ("skip-editions", {2: 1}), ("skip-rows", {1: 1, 2: 1})]
)
def test_what_is_left_of_a_broken_file(broken: Broken, nominations: dict[int, int]) -> None:
    """Nothing, the unbroken editions, or all without the broken rows; the row is told in any case."""
    imported = read_plain_csv(_file(ROW, {**OTHER, "won": "no"}, SECOND), broken=broken)
    left = {each.programme.edition: len(each.programme.categories[0].nominations) for each in imported.ceremonies}
    assert left == nominations
    assert [each.path for each in imported.problems] == ["row 3, won"]


def test_no_edition_is_sound_when_a_row_may_belong_to_any() -> None:
    """A row whose edition cannot be read may belong to any, so none is imported; without rows all are."""
    content = _file(ROW, {**SECOND, "edition": "?"})
    assert read_plain_csv(content, broken="skip-editions").ceremonies == ()
    assert len(read_plain_csv(content, broken="skip-rows").ceremonies) == 1


def test_ids_do_not_depend_on_what_is_left_out() -> None:
    """The second ceremony of a year is that, though the first is broken."""
    content = _file({**ROW, "won": "no"}, OTHER, {**ROW, "edition": "2"})
    (ceremony,) = read_plain_csv(content, broken="skip-editions").ceremonies
    assert ceremony.programme.ceremony == "village-awards-2019-2"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "row 1: is empty: begin with the names of the columns"),
        (b"body;edition\nA;1\n", "row 1: lacks the columns body, edition"),
        (
            b"body,body,edition,ceremony_year,film_year,category,competitive,won\n",
            "row 1: has the column 'body' 2 times",
        ),
        (_file(), "row 1: is followed by no nomination"),
        (_file(ROW) + b"a,b\n", "row 3: has 2 fields, but the header has 16"),
        (_file(ROW) + b'"a"b,c\n', "row 3: is no CSV"),
        (_file(ROW) + b"\xff\n", "line 3: is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read(content: bytes, told: str) -> None:
    """What is wrong with the file as a whole is told, and what to do."""
    for broken in ("refuse", "skip-editions"):
        imported = read_plain_csv(content, broken=broken)
        assert imported.ceremonies == ()
        assert str(imported.problems[0]).startswith(told)


def test_blank_rows_are_nothing() -> None:
    """Lines without a word are passed over, and the rows behind them keep their numbers."""
    content = _file(ROW).replace(b"\r\n", b"\r\n\r\n,,,\r\n") + _file({**OTHER, "won": "no"}).partition(b"\r\n")[2]
    assert str(read_plain_csv(content).problems[0]).startswith("row 7, won")


def test_years_that_go_back_are_told() -> None:
    """An edition of an earlier year than the one before it is worth a look."""
    imported = _read(ROW, {**SECOND, "ceremony_year": "2018"})
    assert "rows 2-3: edition 2 is of 2018, before edition 1 of 2019" in map(str, imported.notices)
