"""Press releases as tables: which line says what, how sure that is, and what is left to a person."""

import pytest

from producers.desk.answers import PressRelease
from producers.desk.press_release.release import read_press_release
from producers.desk.press_release.words import alike, lines_of, spans_of, words_of
from streams.fold import Folded, fold
from streams.record_book import Book
from sweepcast.announcements import ANNOUNCEMENTS, Outcome, ProgrammePublished, WinnerAnnounced
from sweepcast.board import Board
from sweepcast.programme import Category, Nomination, Person, Programme, Work
from sweepcast.turns import Position
from tests.producers.desk.world import BEGIN, GLOBES, OSCARS, TheDesk, ceremony

PROGRAMME = Programme(
    ceremony="village-2030",
    award_body="village",
    award_body_name="Village Awards",
    name="1st Village Awards",
    edition=1,
    ceremony_year=2030,
    film_year=2029,
    date=BEGIN.date(),
    categories=(
        Category(
            id="director",
            name="Best Director",
            award="director",
            medium="film",
            nominations=(
                Nomination(id="cuaron", works=("roma",), people=("cuaron",)),
                Nomination(id="bong", works=("parasite",), people=("bong",)),
                Nomination(id="labaki", works=("capernaum",), people=("labaki",)),
                Nomination(id="weir", works=("sing-street",), people=("weir",)),
            ),
        ),
        Category(
            id="picture",
            name="Best Picture",
            award="picture",
            medium="film",
            nominations=tuple(
                Nomination(id=each, works=(each,)) for each in ("sing", "sing-street", "parasite", "mash")
            ),
        ),
        Category(
            id="song",
            name="Best Original Song",
            award="song",
            medium="film",
            nominations=(
                Nomination(id="city", works=("sing",), song="City of “Stars”"),
                Nomination(id="audition", works=("sing",), song="Audition (The Fools Who Dream)"),
            ),
        ),
        Category(
            id="actor",
            name="Actor in a Leading Role",
            award="lead-actor",
            medium="film",
            nominations=(
                Nomination(id="one", works=("sing",), people=("one",)),
                Nomination(id="other", works=("sing",), people=("other",)),
            ),
        ),
        Category(id="life", name="Lifetime Achievement Award", competitive=False),
    ),
    works=(
        Work(id="roma", title="Roma"),
        Work(id="parasite", title="기생충"),
        Work(id="capernaum", title="کفرناحوم"),
        Work(id="sing-street", title="Sing Street"),
        Work(id="sing", title="Sing"),
        Work(id="mash", title="M*A*S*H"),
    ),
    people=(
        Person(id="cuaron", name="Alfonso Cuarón"),
        Person(id="bong", name="봉준호"),
        Person(id="labaki", name="نادين لبكي"),
        Person(id="weir", name="Søren O’Brien-Weiß"),
        Person(id="one", name="Ada Byron"),
        Person(id="other", name="Grace Hopper"),
        Person(id="streep", name="Meryl Streep"),
    ),
)


def read(text: str, board: Board | None = None) -> PressRelease:
    """Return a text as read against the village's programme."""
    return read_press_release(text, PROGRAMME, board or {})


def outcomes(text: str) -> list[tuple[str, list[str]]]:
    """Return each draft's category with its nominations."""
    return [(each.category, list(each.data["nominations"])) for each in read(text).drafts]  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "category", "nominations"),
    [
        ("Best Director: Alfonso Cuarón, Roma", "director", ["cuaron"]),
        ("BEST DIRECTOR: ALFONSO CUARON (ROMA)", "director", ["cuaron"]),
        ("Best Director – Alfonso Cuarón, “Roma”", "director", ["cuaron"]),
        ("Best Director - Alfonso Cuarón", "director", ["cuaron"]),
        ("Best Director | Alfonso Cuaron | Roma", "director", ["cuaron"]),
        ("• Directing: Alfonso Cuarón", "director", ["cuaron"]),
        ("12. Best Director: Alfonso Cuarón", "director", ["cuaron"]),
        ("Alfonso Cuarón: Best Director", "director", ["cuaron"]),
        ("Alfonso Cuarón wins Best Director for Roma.", "director", ["cuaron"]),
        ("Best Director: Alfonso Cuaron’s Roma", "director", ["cuaron"]),
        ("Best Director: Alfonzo Cuaron", "director", ["cuaron"]),
        ("Best Director: 봉준호, 기생충", "director", ["bong"]),
        ("Best Director: 봉준호", "director", ["bong"]),
        ("Best Director: نادين لبكي، کفرناحوم", "director", ["labaki"]),
        ("Best Director: نَادِين لبكي", "director", ["labaki"]),
        ("Best Director: Soren O'Brien-Weiss (Sing Street)", "director", ["weir"]),
        ("<p><b>Best Director</b>: Alfonso Cuar&oacute;n, <i>Roma</i></p>", "director", ["cuaron"]),
        ("<h3>Best Director</h3><ul><li>Alfonso Cuarón</li></ul>", "director", ["cuaron"]),
        ("**Best Director:** Alfonso Cuarón", "director", ["cuaron"]),
        ("Best Director\n\nAlfonso Cuarón, Roma", "director", ["cuaron"]),
        ("BEST DIRECTOR\nSøren O’Brien-Weiß\nWINNER: Alfonso Cuarón", "director", ["cuaron"]),
        ("Best Director: Roma", "director", ["cuaron"]),
        ("Best Director\tAlfonso Cuarón\tRoma", "director", ["cuaron"]),
        ("<tr><td>Best Director</td><td>Alfonso Cuarón</td></tr>", "director", ["cuaron"]),
        ("Directing Alfonso Cuarón", "director", ["cuaron"]),
        ("Best Director: 봉 준호", "director", ["bong"]),
        ("Best Director: Cuarón, Alfonso", "director", ["cuaron"]),
        ("Best Director: O’Brien-Weiß Søren (Sing Street)", "director", ["weir"]),
        ("Best Director: Alfonso Cua rón", "director", ["cuaron"]),
        ("Best Picture: Sing", "picture", ["sing"]),
        ("Best Picture: Sing Street", "picture", ["sing-street"]),
        ("Best Picture: M*A*S*H", "picture", ["mash"]),
        ("Best Picture (tie): Sing and Sing Street", "picture", ["sing", "sing-street"]),
        ("Best Picture: Sing Street and 기생충 (tie)", "picture", ["sing-street", "parasite"]),
        ("Best Picture (tie)\nSing Street\n기생충", "picture", ["sing-street", "parasite"]),
        ("Best Picture\n🏆 Sing Street\n🏆 기생충\nM*A*S*H", "picture", ["sing-street", "parasite"]),
        ("Original Song: City of Stars, from Sing", "song", ["city"]),
        ('Best Song: "Audition (The Fools Who Dream)"', "song", ["audition"]),
        ("Best Actor: Ada Byron, Sing", "actor", ["one"]),
        ("Lead Actor: Grace Hopper", "actor", ["other"]),
        ("Best Picture: No award", "picture", []),
        ("Best Original Song: not awarded this year", "song", []),
    ],
)
def test_a_line_that_says_who_won(text: str, category: str, nominations: list[str]) -> None:
    """One draft, of that category with those nominations."""
    assert outcomes(text) == [(category, nominations)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Best Director: Greta Gerwig", "nobody nominated there"),
        ("Best Actor: Sing", "could be one or other"),
        ("Best Original Song: something from Sing", "could be city or audition"),
        ("Best Dog: Lassie", "no category of the programme"),
        ("A wonderful night was had by all.", "no category of the programme"),
        ("Sing", "no category of the programme"),
        ("Best Director: Alfonso Cuarón. " * 40, "without a new line"),
    ],
)
def test_what_cannot_be_matched_is_told_and_not_guessed(text: str, why: str) -> None:
    """No draft, but why there is none."""
    told = read(text)
    assert told.drafts == ()
    assert [why in each.why for each in told.unmatched] == [True]


def test_nothing_at_all() -> None:
    """An empty text, lines without words and markup alone say nothing, and nothing is made of them."""
    for text in ("", "\n\n---\n***\n", "<br><br>", "<script>Best Picture: Sing</script>"):
        told = read(text)
        assert (told.drafts, told.unmatched) == ((), ())


def test_how_sure_it_is() -> None:
    """All that a nomination names is surer than its name alone, and that than its film alone."""
    lines = ("Best Director: Alfonso Cuarón, Roma", "Best Director: Alfonso Cuarón", "Best Director: Roma")
    scores = [read(each).drafts[0].score for each in lines]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3
    nominees = read("Best Picture: Sing Street, Sing, 기생충, M*A*S*H")
    assert nominees.drafts[0].score < 0.8


def test_words_that_nobody_accounts_for_are_shown() -> None:
    """A line that says more than who won says so: a person looks at it."""
    assert read("Best Director: Alfonso Cuarón, disqualified").drafts[0].left_over == "disqualified"
    assert read("Best Director: Alfonso Cuarón, Roma").drafts[0].left_over == ""


def test_what_the_category_is_called_is_accounted_for() -> None:
    """A part of its name behind a separator is no surplus word."""
    assert read("Best Actor - Leading Role: Ada Byron").drafts[0].left_over == ""


def test_nominees_below_the_winner_say_that_they_are() -> None:
    """A whole list with its winner marked is one draft, and of each other line it is told what it was taken for."""
    told = read("BEST DIRECTOR\nSøren O’Brien-Weiß\nWINNER: Alfonso Cuarón\n봉준호")
    assert [each.line for each in told.drafts] == [3]
    assert [(each.line, "Best Director: another line" in each.why) for each in told.unmatched] == [(2, True), (4, True)]


def test_the_first_of_nominees_that_are_not_marked_is_to_be_looked_at() -> None:
    """Many lists have the winner on top, and a list of nominees does not: so it is a draft below the mark."""
    listed = read("Best Director\nSøren O’Brien-Weiß, Sing Street\nAlfonso Cuarón, Roma\n봉준호")
    assert (listed.drafts[0].data["nominations"], listed.drafts[0].score < 0.8) == (("weir",), True)  # type: ignore[index]
    assert read("Best Director\nAlfonso Cuarón\nRoma").drafts[0].score > 0.8


def test_who_won_over_whom_is_to_be_looked_at() -> None:
    """Two names with a word between that sets one against the other are no sure tie."""
    for text in ("Best Picture: Sing Street, not M*A*S*H", "Best Picture: Sing Street beats M*A*S*H"):
        assert read(text).drafts[0].score < 0.8
    assert read("Best Picture (tie): Sing Street and M*A*S*H").drafts[0].score > 0.8


def test_a_category_with_a_dash_in_its_name_is_a_heading() -> None:
    """Its own name alone on a line is no winner of a category whose name is the first half of it."""
    told = read_press_release(
        "BEST DIRECTOR – MOTION PICTURE\nWINNER: Damien Chazelle\nTom Ford", ceremony(GLOBES).programme, {}
    )
    assert [(each.category, each.data["nominations"]) for each in told.drafts] == [("director", ("damien-chazelle",))]  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "recipients"),
    [
        ("Lifetime Achievement Award: Meryl Streep", [("streep", "Meryl Streep")]),
        ("Lifetime Achievement Award: Agnès Varda", [("agnes-varda", "Agnès Varda")]),
        ("Lifetime Achievement: Ada Lovelace and 이창동", [("ada-lovelace", "Ada Lovelace"), (None, "이창동")]),
    ],
)
def test_honours(text: str, recipients: list[tuple[str | None, str]]) -> None:
    """Known people keep their ids; others get one made of their names."""
    (draft,) = read(text).drafts
    given = draft.data["recipients"]  # type: ignore[index]
    assert [each["name"] for each in given] == [name for _, name in recipients]
    assert all(id_ in {None, each["id"]} for each, (id_, _) in zip(given, recipients, strict=True))


def _decided(*winners: str) -> Board:
    envelope = {"source": "test", "subject": "village-2030", "time": BEGIN}
    published = ProgrammePublished(id="p", data=PROGRAMME, **envelope)  # type: ignore[arg-type]  # as named
    first = fold(None, Book(award_body="village"), published, Position(partition=0, offset=0))
    assert isinstance(first, Folded)
    won = Outcome(category="director", nominations=winners)
    announced = WinnerAnnounced(id="w", data=won, **envelope)  # type: ignore[arg-type]  # as named
    second = fold(first.night, Book(award_body="village"), announced, Position(partition=0, offset=1))
    assert isinstance(second, Folded)
    return second.board


def test_a_category_that_is_decided() -> None:
    """The same outcome says so; another one becomes a correction, with its reason."""
    text = "Best Director: Alfonso Cuarón"
    assert read(text, _decided("cuaron")).drafts[0].decided == "same"
    (other,) = read(text, _decided("bong")).drafts
    assert (other.decided, other.type) == ("otherwise", "sweepcast.announcement.winner-corrected")
    assert other.data["reason"] == "as in the press release"  # type: ignore[index]


@pytest.mark.parametrize("name", [GLOBES, OSCARS])
def test_a_whole_night_as_its_own_press_release(name: str) -> None:
    """Every winner of the night, written as category and names, is matched to the nomination that won."""
    file = ceremony(name)
    programme = file.programme
    titles, people = {w.id: w.title for w in programme.works}, {p.id: p.name for p in programme.people}
    expected, lines = {}, []
    for category in programme.categories:
        for nomination in category.nominations[:1]:
            names = [people[each] for each in nomination.people] + [titles[each] for each in nomination.works]
            song = [f"“{nomination.song}”"] if nomination.song else []
            lines.append(f"{category.name}: {', '.join([*song, *names])}")
            expected[category.id] = [nomination.id]
    told = read_press_release("\n".join(lines), programme, {})
    assert {each.category: list(each.data["nominations"]) for each in told.drafts} == expected  # type: ignore[index]
    assert told.unmatched == ()


async def test_over_http_nothing_is_sent(the_desk: TheDesk) -> None:
    """The drafts can be sent as they are, and none was."""
    anna = await the_desk.publish()
    said = len(the_desk.kafka.log)
    night = f"/v1/desk/nights/{GLOBES}"
    told = (await anna.post(f"{night}/press-release", {"text": "Best Director: Damien Chazelle, La La Land"})).body
    assert len(the_desk.kafka.log) == said
    (draft,) = told["drafts"]
    body = {"id": "a", "based_on": 2, "type": draft["type"], "data": draft["data"]}
    assert (await anna.post(f"{night}/entries?wait=5", body)).body["status"] == "done"
    assert ANNOUNCEMENTS.decode(the_desk.kafka.log[-1]).id == "a"
    assert (await anna.post(f"{night}/press-release", {"text": 1})).body["error"] == "bad-entry"


def test_words() -> None:
    """Accents, case, quotation marks and apostrophes make no other word; scripts other than ours have words too."""
    assert words_of("“Amélie” O’Hara’s ß") == ("amelie", "oharas", "ss")
    assert words_of("봉준호 نَادِين") == ("봉준호", "نادين")
    assert lines_of("<p>a<br>b</p>c &amp; d") == ["a", "b", "c & d"]
    assert spans_of(("sing",), ("sing", "street", "sing")) == [(0, 1), (2, 3)]
    assert alike((), ("a",)) == 0.0
    assert alike(("a", "b"), ("b", "c")) == 0.5
