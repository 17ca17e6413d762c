"""The Academy's file and its traps, each on the real rows or on a few made up like them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from sweepcast.ceremony_file import CeremonyFile, NoAward, Winner, ceremony_problems
from sweepcast.importers.academy import AWARDS, DATES
from sweepcast.importers.imported import Broken, Imported
from sweepcast.importers.oscars import read_oscars
from sweepcast.programme import Category, Nomination

FILE = Path(__file__).parents[3] / "ceremonies" / "oscars" / "oscars.tsv"
HEADER = FILE.read_text(encoding="utf-8").partition("\n")[0]


@pytest.fixture(scope="module")
def academy() -> Imported:
    """All ceremonies of the shipped file."""
    return read_oscars(FILE.read_bytes())


def _ceremony(imported: Imported, edition: int) -> CeremonyFile:
    return next(each for each in imported.ceremonies if each.programme.edition == edition)


def _category(imported: Imported, edition: int, category: str) -> Category:
    return next(each for each in _ceremony(imported, edition).programme.categories if each.id == category)


def _nomination(imported: Imported, edition: int, category: str, nomination: str) -> Nomination:
    return next(each for each in _category(imported, edition, category).nominations if each.id == nomination)


def _winners(imported: Imported, edition: int, category: str) -> tuple[str, ...]:
    night = _ceremony(imported, edition).night
    assert night is not None
    entry = next(each for each in night.announcements if each.category == category)
    return entry.nominations if isinstance(entry, Winner) else ()


def _competitive(imported: Imported) -> Iterator[tuple[CeremonyFile, Category]]:
    for ceremony in imported.ceremonies:
        yield from ((ceremony, each) for each in ceremony.programme.categories if each.competitive)


def test_all_is_understood(academy: Imported) -> None:
    """98 ceremonies, each sound, with 10,747 competitive nominations, and nothing that was not understood."""
    assert academy.problems == ()
    assert [each.programme.edition for each in academy.ceremonies] == list(range(1, 99))
    assert [problem for each in academy.ceremonies for problem in ceremony_problems(each)] == []
    assert sum(len(category.nominations) for _, category in _competitive(academy)) == 10_747


def test_each_ceremony_has_its_day(academy: Imported) -> None:
    """Two were held in 1930 and none in 1933; the year of the films is the season's later one."""
    said = {
        each.programme.edition: (each.programme.ceremony, each.programme.date, each.programme.film_year)
        for each in academy.ceremonies
    }
    assert said[1] == ("oscars-1929", date(1929, 5, 16), 1928)
    assert said[2] == ("oscars-1930", date(1930, 4, 3), 1929)
    assert said[3] == ("oscars-1930-2", date(1930, 11, 5), 1930)
    assert said[6] == ("oscars-1934", date(1934, 3, 16), 1933)
    assert said[98] == ("oscars-2026", date(2026, 3, 15), 2025)
    assert "oscars-1933" not in {id_ for id_, _, _ in said.values()}
    assert sorted(DATES.values()) == list(DATES.values())


def test_every_category_is_known_over_its_renamings(academy: Imported) -> None:
    """No competitive category is without its canonical award, and each year has one picture and two leads."""
    assert {category.award for _, category in _competitive(academy)} <= {each.award for each in AWARDS.values()}
    for edition in range(1, 99):
        programme = _ceremony(academy, edition).programme
        assert [each.award for each in programme.categories].count("picture") == 1
        for award in ("lead-actor", "lead-actress"):
            assert [each.award for each in programme.categories].count(award) == 1


def test_an_artistic_picture_is_not_the_picture(academy: Imported) -> None:
    """The 1st year's Unique and Artistic Picture is an award of its own, and a story is no screenplay."""
    assert _category(academy, 1, "picture").name == "Outstanding Picture"
    assert _category(academy, 1, "unique-and-artistic-picture").award == "unique-and-artistic-picture"
    assert {each.id for each in _ceremony(academy, 1).programme.categories if each.award == "screenplay"} == {
        "screenplay-adapted"
    }
    assert {each.id for each in _ceremony(academy, 1).programme.categories if each.award == "director"} == {
        "director-comedy",
        "director-drama",
    }


def test_several_films_on_one_nomination(academy: Imported) -> None:
    """Janet Gaynor won for three films on one nomination."""
    assert _nomination(academy, 1, "lead-actress", "janet-gaynor").works == ("tt0018379", "tt0019429", "tt0018455")
    assert _winners(academy, 1, "lead-actress") == ("janet-gaynor",)


def test_nominations_without_a_film(academy: Imported) -> None:
    """Thirty competitive nominations name no film; the studios' sound departments stand for themselves."""
    without = [each for _, category in _competitive(academy) for each in category.nominations if not each.works]
    assert len(without) == 30
    assert all(each.people for each in without)
    assert _winners(academy, 4, "sound") == ("paramount-publix",)
    assert _nomination(academy, 4, "sound", "paramount-publix").people == ("co0023400",)


def test_a_studio_is_no_person_of_its_film(academy: Imported) -> None:
    """A company that is named for a film is left out, so that it cannot hold the records of people."""
    for ceremony, category in _competitive(academy):
        for nomination in category.nominations:
            if nomination.works:
                assert not [each for each in nomination.people if each.startswith("co")], ceremony.programme.ceremony


def test_the_second_year_has_winners_alone(academy: Imported) -> None:
    """Nothing was nominated in the 2nd year: who was only considered is left out, who won is there."""
    programme = _ceremony(academy, 2).programme
    assert [len(each.nominations) for each in programme.categories if each.competitive] == [1] * 7
    assert _winners(academy, 2, "picture") == ("the-broadway-melody",)
    assert any("Left out: Actor: Thunderbolt" in note for note in _ceremony(academy, 2).notes)


def test_write_ins_are_left_out_unless_they_won(academy: Imported) -> None:
    """Hal Mohr won as a write-in; Bette Davis's write-in is no nomination; a film that was disqualified is none."""
    assert _winners(academy, 8, "cinematography") == ("a-midsummer-nights-dream",)
    assert "bette-davis" not in {each.id for each in _category(academy, 7, "lead-actress").nominations}
    assert "young-americans" not in {each.id for each in _category(academy, 41, "documentary").nominations}
    assert _winners(academy, 41, "documentary") == ("journey-into-self",)


@pytest.mark.parametrize(
    ("edition", "category", "winners"),
    [(5, "lead-actor", 2), (6, "assistant-director", 7), (15, "documentary", 4), (41, "lead-actress", 2)],
)
def test_ties(academy: Imported, edition: int, category: str, winners: int) -> None:
    """All that won are winners."""
    assert len(_winners(academy, edition, category)) == winners


def test_a_film_twice_in_a_category(academy: Imported) -> None:
    """La La Land stands twice among the songs, as two nominations with their songs."""
    songs = [each for each in _category(academy, 89, "song").nominations if each.works == ("tt3783958",)]
    assert [(each.id, each.song) for each in songs] == [
        ("audition-the-fools-who-dream", "Audition (The Fools Who Dream)"),
        ("city-of-stars", "City Of Stars"),
    ]


def test_a_person_twice_in_a_category(academy: Imported) -> None:
    """Steven Soderbergh's two nominations for directing have ids of their own, told apart by their films."""
    assert [each.id for each in _category(academy, 73, "director").nominations if "soderbergh" in each.id] == [
        "steven-soderbergh-erin-brockovich",
        "steven-soderbergh-traffic",
    ]


def test_a_pseudonym_stands_for_its_people(academy: Imported) -> None:
    """Roderick Jaynes is Joel and Ethan Coen."""
    nomination = _nomination(academy, 80, "editing", "no-country-for-old-men")
    names = {each.id: each.name for each in _ceremony(academy, 80).programme.people}
    assert {names[each] for each in nomination.people} == {"Joel Coen", "Ethan Coen"}


def test_honorary_awards_do_not_count(academy: Imported) -> None:
    """Special awards and the Honorary Foreign Language Film Award are shown, not competitive; SciTech is left out."""
    honorary = [each for each in _ceremony(academy, 25).programme.categories if not each.competitive]
    assert "honorary-foreign-language-film-award" in {each.id for each in honorary}
    assert not [
        each
        for ceremony in academy.ceremonies
        for each in ceremony.programme.categories
        if "SCIENT" in each.name.upper()
    ]
    ceremony = _ceremony(academy, 89)
    assert ceremony.night is not None
    entry = next(each for each in ceremony.night.announcements if each.category == "honorary-award")
    assert isinstance(entry, Winner)
    assert len(entry.recipients) == 4


def test_the_source_is_named(academy: Imported) -> None:
    """Every ceremony names source and licence."""
    assert all("DLu/oscar_data, BSD-2-Clause" in each.notes[0] for each in academy.ceremonies)


def _file(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows]).encode()


WINGS = "1\t1927/28\tTitle\tBEST PICTURE\tOUTSTANDING PICTURE\tWings\ttt0018578\tParamount\tParamount\tco0023400\tTrue"
RACKET = "2\t1928/29\tTitle\tBEST PICTURE\tOUTSTANDING PICTURE\tThe Racket\ttt0019304"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("x\t1934\tTitle\tBEST PICTURE\tBEST PICTURE\tA\ttt1", "row 3, Ceremony: is 'x'"),
        ("2\t34\tTitle\tBEST PICTURE\tBEST PICTURE\tA\ttt1", "row 3, Year: is '34'"),
        ("2\t1927/30\tTitle\tBEST PICTURE\tBEST PICTURE\tA\ttt1", "row 3, Year: is '1927/30'"),
        ("2\t1934\tTitel\tBEST PICTURE\tBEST PICTURE\tA\ttt1", "row 3, Class: is 'Titel'"),
        ("2\t1934\tTitle\tBEST PICTURE\t\tA\ttt1", "row 3, Category: is empty"),
        ("2\t1934\tTitle\tBEST PICTURE\tBEST PICTURE\tA|B\ttt1", "row 3, FilmId: has 1 ids for 2 films"),
        ("2\t1934\tTitle\tBEST PICTURE\tBEST PICTURE\tA\ttt 1", "row 3, FilmId: has 'tt 1', which is no id"),
        (
            "2\t1934\tTitle\tBEST PICTURE\tBEST PICTURE\tA\ttt1\tB\tB|C\tnm1",
            "row 3, NomineeIds: has 1 ids for 2 nominees",
        ),
        ("2\t1934\tTitle\tBEST PICTURE\tBEST PICTURE\tA\ttt1\tB\tB\tnm 1", "row 3, NomineeIds: has 'nm 1'"),
        ("2\t1934\tTitle\tBEST PICTURE\tBEST PICTURE\tA\ttt1\tB\tB\tnm1\tyes", "row 3, Winner: is 'yes'"),
        ("2\t1934\tTitle\tBEST PICTURE\tBEST PICTURE", "row 3: names neither a film nor anybody"),
    ],
)
def test_a_broken_row_is_told_and_nothing_imported(row: str, told: str) -> None:
    """Each thing that can be wrong with a row is told with row and column, and no ceremony is given."""
    imported = read_oscars(_file(WINGS, row))
    assert [str(each).startswith(told) for each in imported.problems] == [True], imported.problems
    assert imported.ceremonies == ()


@pytest.mark.parametrize(("broken", "editions"), [("refuse", []), ("skip-editions", [1]), ("skip-rows", [1, 2])])
def test_what_is_left_of_a_broken_file(broken: Broken, editions: list[int]) -> None:
    """Nothing, the unbroken editions, or all without the broken rows; the row is told in any case."""
    imported = read_oscars(_file(WINGS, RACKET, RACKET.replace("tt0019304", "t t")), broken=broken)
    assert [each.programme.edition for each in imported.ceremonies] == editions
    assert [each.path for each in imported.problems] == ["row 4, FilmId"]


def test_no_edition_is_sound_when_a_row_may_belong_to_any() -> None:
    """A row whose ceremony cannot be read may belong to any of them, so none is given."""
    imported = read_oscars(_file(WINGS, RACKET.replace("2\t", "?\t", 1)), broken="skip-editions")
    assert imported.ceremonies == ()


def test_another_file_is_told_apart() -> None:
    """A file with other columns, or in another encoding, is told as such."""
    assert "lacks the columns Ceremony" in str(read_oscars(b"Film\tYear\n").problems[0])
    assert "row 2: is not UTF-8" in str(read_oscars(HEADER.encode() + b"\n\xff").problems[0])


def test_line_ends_and_a_byte_order_mark() -> None:
    """Windows' line ends, a byte order mark and an empty last line change nothing."""
    plain = read_oscars(_file(WINGS))
    assert read_oscars(b"\xef\xbb\xbf" + _file(WINGS, "").replace(b"\n", b"\r\n")).ceremonies == plain.ceremonies


def test_ids_are_the_same_in_a_part_of_the_file() -> None:
    """The 3rd ceremony is the second of 1930, whether the 2nd is in the file or not."""
    imported = read_oscars(_file(WINGS.replace("1\t1927/28", "3\t1929/30")))
    assert imported.ceremonies[0].programme.ceremony == "oscars-1930-2"


def test_a_ceremony_that_is_not_known_yet() -> None:
    """A later ceremony stands at the first day of the year after its films, which its notes say."""
    imported = read_oscars(_file(WINGS.replace("1\t1927/28", "120\t2047")))
    assert imported.ceremonies[0].programme.date == date(2048, 1, 1)
    assert any("day of the ceremony is not known" in note for note in imported.ceremonies[0].notes)


def test_a_new_category_is_taken_in_and_told() -> None:
    """A category that is not known counts, without a canonical award, and is told by row."""
    imported = read_oscars(_file(WINGS.replace("BEST PICTURE", "STUNTS").replace("OUTSTANDING PICTURE", "STUNTS")))
    (category,) = imported.ceremonies[0].programme.categories
    assert (category.id, category.name, category.award, category.competitive) == ("stunts", "Stunts", None, True)
    assert [each.path for each in imported.notices if "not known here" in each.message] == ["row 2"]


def test_a_category_that_nobody_won_had_no_award() -> None:
    """Its outcome is announced as no award."""
    night = read_oscars(_file(RACKET)).ceremonies[0].night
    assert night is not None
    assert [type(each) for each in night.announcements] == [NoAward]
