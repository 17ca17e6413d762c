"""A programme's own rules, beyond the types of its fields."""

from datetime import date

import pytest
from msgspec import structs

from sweepcast.programme import (
    Category,
    Distributor,
    Nomination,
    Person,
    Problem,
    Programme,
    Work,
    award_body_of,
    problems,
)

SOUND = Programme(
    ceremony="oscars-2017",
    award_body="oscars",
    award_body_name="Academy Awards",
    name="89th Academy Awards",
    edition=89,
    ceremony_year=2017,
    film_year=2016,
    date=date(2017, 2, 26),
    categories=(
        Category(
            id="director",
            name="Directing",
            nominations=(
                Nomination(id="damien-chazelle", works=("la-la-land",), people=("damien-chazelle",)),
                Nomination(id="somebody"),
            ),
        ),
        Category(id="honorary", name="Honorary Award", competitive=False, recipients=("damien-chazelle",)),
    ),
    works=(Work(id="la-la-land", title="La La Land", distributor="lionsgate"),),
    people=(Person(id="damien-chazelle", name="Damien Chazelle"),),
    distributors=(Distributor(id="lionsgate", name="Lionsgate"),),
)
DIRECTOR, HONORARY = SOUND.categories
FIRST, SECOND = DIRECTOR.nominations


def _paths(programme: Programme) -> list[str]:
    return [each.path for each in problems(programme)]


def test_a_sound_programme_has_no_problem() -> None:
    """A nomination may name no work and nobody, and an honorary award needs no nominations."""
    assert problems(SOUND) == []


@pytest.mark.parametrize(
    ("ceremony", "award_body"),
    [
        ("golden-globes-2017", "golden-globes"),
        ("oscars-1930-2", "oscars"),
        ("bafta-2017-tv", "bafta"),
        ("afi-100-years-1998", "afi-100-years"),
        ("a-2017-2018", "a"),
    ],
)
def test_the_award_body_is_what_stands_before_the_year(ceremony: str, award_body: str) -> None:
    """The first number of four digits is the year; a suffix behind it belongs to the ceremony."""
    assert award_body_of(ceremony) == award_body


@pytest.mark.parametrize(
    "ceremony", ["", "oscars", "2017", "-2017", "oscars2017", "oscars-17", "oscars-20175", "oscars-2017-"]
)
def test_what_is_no_ceremony_has_no_award_body(ceremony: str) -> None:
    """An id of another form is an error that shows the right one."""
    with pytest.raises(ValueError, match="as in golden-globes-2017"):
        award_body_of(ceremony)


def test_a_second_ceremony_in_a_year_has_a_suffix() -> None:
    """The suffix stands behind body and year."""
    assert problems(structs.replace(SOUND, ceremony="oscars-2017-autumn")) == []


@pytest.mark.parametrize(
    ("unsound", "path"),
    [
        (structs.replace(SOUND, ceremony="oscars-2018"), "$.ceremony"),
        (structs.replace(SOUND, ceremony="golden-globes-2017"), "$.ceremony"),
        (structs.replace(SOUND, ceremony="oscars-20170"), "$.ceremony"),
        (structs.replace(SOUND, award_body="best-of-2000", ceremony="best-of-2000-2017"), "$.award_body"),
        (structs.replace(SOUND, categories=()), "$.categories"),
        (structs.replace(SOUND, categories=(DIRECTOR, DIRECTOR)), "$.categories"),
        (structs.replace(SOUND, works=SOUND.works * 2), "$.works"),
        (structs.replace(SOUND, people=SOUND.people * 2), "$.people"),
        (structs.replace(SOUND, distributors=SOUND.distributors * 2), "$.distributors"),
        (
            structs.replace(SOUND, categories=(structs.replace(DIRECTOR, nominations=(FIRST, FIRST)),)),
            "$.categories[0].nominations",
        ),
        (
            structs.replace(SOUND, categories=(structs.replace(DIRECTOR, nominations=()),)),
            "$.categories[0].nominations",
        ),
        (
            structs.replace(SOUND, categories=(structs.replace(DIRECTOR, recipients=("damien-chazelle",)),)),
            "$.categories[0].recipients",
        ),
        (structs.replace(SOUND, distributors=()), "$.works[0].distributor"),
        (
            structs.replace(
                SOUND,
                categories=(
                    structs.replace(
                        DIRECTOR, nominations=(SECOND, structs.replace(FIRST, works=("la-la-land", "sing")))
                    ),
                ),
            ),
            "$.categories[0].nominations[1].works",
        ),
        (
            structs.replace(
                SOUND, categories=(structs.replace(DIRECTOR, nominations=(Nomination(id="a", people=("b",)),)),)
            ),
            "$.categories[0].nominations[0].people",
        ),
        (
            structs.replace(SOUND, categories=(DIRECTOR, structs.replace(HONORARY, recipients=("meryl-streep",)))),
            "$.categories[1].recipients",
        ),
    ],
)
def test_what_is_wrong_has_its_path(unsound: Programme, path: str) -> None:
    """Each thing that is wrong is one problem, at its place in the document."""
    assert _paths(unsound) == [path]


def test_all_problems_are_told_together() -> None:
    """Nobody corrects one after the other."""
    assert _paths(structs.replace(SOUND, works=(), people=())) == [
        "$.categories[0].nominations[0].works",
        "$.categories[0].nominations[0].people",
        "$.categories[1].recipients",
    ]


def test_a_problem_reads_as_a_line() -> None:
    """Path first, then what to do."""
    assert str(Problem("$.works", "is wrong")) == "$.works: is wrong"
