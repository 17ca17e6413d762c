"""Small nights for tests: a programme in a line a category, and a hand that says announcements of it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

import msgspec

from streams.fold import Folded, fold
from streams.handlers import Refused
from streams.record_book import Book
from streams.rules import Rules
from sweepcast.announcements import (
    Announcement,
    CategoryNamed,
    CategoryPostponed,
    CategoryUpNext,
    CeremonyClosed,
    CeremonyOpened,
    CompleteFor,
    Correction,
    History,
    HistoryRow,
    HistorySeeded,
    NominationWithdrawn,
    Outcome,
    Postponement,
    ProgrammePublished,
    WinnerAnnounced,
    WinnerCorrected,
    Withdrawal,
)
from sweepcast.board import Board, Milestone, applied
from sweepcast.programme import Category, Distributor, Medium, Nomination, Person, Programme, Work
from sweepcast.turns import Position, TurnData

if TYPE_CHECKING:
    from streams.night import Night

BODY = "awards"
BEGIN = datetime(2017, 1, 8, 20, tzinfo=UTC)


def category(name: str, *nominees: str, award: str | None = None, competitive: bool = True) -> Category:
    """Return a category whose nominees are written `film`, `film/person`, `film+film` or `/person`, ids alike."""
    return Category(
        id=name,
        name=name.title(),
        medium="film",
        award=award or name,
        competitive=competitive,
        nominations=tuple(_nomination(each) for each in nominees),
    )


def _nomination(written: str) -> Nomination:
    works, _, people = written.partition("/")
    return Nomination(
        id=written.replace("/", ".").replace("+", ".").strip("."),
        works=tuple(each for each in works.split("+") if each),
        people=tuple(each for each in people.split("+") if each),
    )


def programme(*categories: Category, year: int = 2017, edition: int = 10, tv: Iterable[str] = ()) -> Programme:
    """Return a programme of the categories; each film `x` is called X and distributed by its first letter."""
    works = sorted({work for each in categories for nomination in each.nominations for work in nomination.works})
    people = sorted({person for each in categories for nomination in each.nominations for person in nomination.people})

    def medium(work: str) -> Medium:
        return "tv" if work in tv else "film"

    return Programme(
        ceremony=f"{BODY}-{year}",
        award_body=BODY,
        award_body_name="Test Awards",
        name=f"Test Awards {year}",
        edition=edition,
        ceremony_year=year,
        film_year=year - 1,
        date=date(year, 1, 8),
        categories=categories,
        works=tuple(Work(id=each, title=each.upper(), medium=medium(each), distributor=each[0]) for each in works),
        people=tuple(Person(id=each, name=each.title()) for each in people),
        distributors=tuple(Distributor(id=each, name=each) for each in sorted({work[0] for work in works})),
    )


def history(
    *rows: tuple[str, int, int, int], before: int = 10, complete: CompleteFor | None = None, medium: Medium = "film"
) -> History:
    """Return a history of (title, edition, wins, nominations), complete for everything unless said otherwise."""
    everything = CompleteFor(wins_at_least=0, nominations_at_least=0, clean_sweep_nominations_at_least=0, big_five=True)
    return History(
        medium=medium,
        before_edition=before,
        complete_for=complete or everything,
        source="made up for a test",
        works=tuple(
            HistoryRow(
                title=title,
                edition=edition,
                ceremony_year=2007 + edition,
                film_year=2006 + edition,
                wins=w,
                nominations=n,
            )
            for title, edition, w, n in rows
        ),
    )


class Envelope(TypedDict):
    """What every announcement has beside its data."""

    id: str
    source: str
    subject: str
    time: datetime


class Teller:
    """Says announcements of one ceremony, one a minute, folds them, and keeps what comes of it.

    Whatever a test tells, it holds that the updates lead to the board, and that all that is stored or sent can be read
    again as it was.
    """

    def __init__(self, ceremony: str = f"{BODY}-2017", book: Book | None = None, rules: Rules = Rules()) -> None:  # noqa: B008 (immutable)
        """Begin before the programme, with an empty record book and the usual thresholds unless others are given."""
        self.ceremony = ceremony
        self.rules = rules
        self.book = book or Book(award_body=BODY)
        self.night: Night | None = None
        self.board: Board = {}
        self.turns: list[TurnData] = []
        self.refused: list[Refused] = []
        self.folded: Folded | Refused | None = None
        self._said = 0

    def say(self, announcement: Announcement) -> TurnData | Refused:
        """Fold the announcement and return its turn, or why it was refused."""
        position = Position(partition=0, offset=self._said - 1)
        result = fold(self.night, self.book, announcement, position, rules=self.rules)
        self.folded = result
        if not isinstance(result, Folded):
            self.refused.append(result)
            return result
        self.night, self.book = result.night, result.book or self.book
        self.board = applied(self.board, result.turn.updates)
        assert self.board == result.board
        assert msgspec.json.decode(msgspec.json.encode(result), type=Folded) == result
        self.turns.append(result.turn)
        return result.turn

    def publish(self, programme: Programme, announced_as: str | None = None) -> TurnData | Refused:
        return self.say(ProgrammePublished(**self._envelope(announced_as), data=programme))

    def seed(self, history: History) -> TurnData | Refused:
        return self.say(HistorySeeded(**self._envelope(), data=history))

    def open(self) -> TurnData | Refused:
        return self.say(CeremonyOpened(**self._envelope()))

    def up_next(self, category: str) -> TurnData | Refused:
        return self.say(CategoryUpNext(**self._envelope(), data=CategoryNamed(category=category)))

    def win(
        self, category: str, *nominations: str, announced_as: str | None = None, recipients: Iterable[Person] = ()
    ) -> TurnData | Refused:
        outcome = Outcome(category=category, nominations=nominations, recipients=tuple(recipients))
        return self.say(WinnerAnnounced(**self._envelope(announced_as), data=outcome))

    def correct(self, category: str, *nominations: str, reason: str = "wrong card") -> TurnData | Refused:
        correction = Correction(category=category, nominations=nominations, reason=reason)
        return self.say(WinnerCorrected(**self._envelope(), data=correction))

    def postpone(self, category: str) -> TurnData | Refused:
        return self.say(CategoryPostponed(**self._envelope(), data=Postponement(category=category, reason="a storm")))

    def withdraw(self, category: str, nomination: str) -> TurnData | Refused:
        withdrawal = Withdrawal(category=category, nomination=nomination, reason="not eligible")
        return self.say(NominationWithdrawn(**self._envelope(), data=withdrawal))

    def close(self) -> TurnData | Refused:
        return self.say(CeremonyClosed(**self._envelope()))

    def milestone(self, address: str) -> Milestone | None:
        """Return the milestone at `milestone/<address>` on the board."""
        value = self.board.get(f"milestone/{address}")
        assert value is None or isinstance(value, Milestone)
        return value

    def _envelope(self, announced_as: str | None = None) -> Envelope:
        self._said += 1
        return {
            "id": announced_as or f"said-{self._said}",
            "source": "test",
            "subject": self.ceremony,
            "time": BEGIN + timedelta(minutes=self._said),
        }
