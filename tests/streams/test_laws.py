"""The laws of the fold, over generated nights: what must hold whatever is announced, in whatever order."""

from collections.abc import Callable

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from streams.fold import Folded, fold
from streams.handlers import Refused
from streams.milestones import FAMILIES
from streams.night import Night
from streams.record_book import Book
from streams.rules import Rules
from streams.view import board_of
from sweepcast.announcements import Announcement, CompleteFor, History
from sweepcast.board import AnyValue, Board, CategoryState, Milestone, Stage, applied, encode_board
from sweepcast.programme import Programme
from sweepcast.turns import TurnData
from tests.streams.nights import BEGIN, Teller, category, history, programme

FILMS = ("arrow", "birch", "cedar", "dune")
SERIES = ("dune",)
PEOPLE = ("ann", "bob", "cat")
AWARDS = ("picture", "director", "screenplay", "lead-actor", "lead-actress", "score")

# A nominee with every oddity: one work, several, the same one twice, or none; one person, several, twice, or none.
nominees = st.builds(
    lambda works, people: "/".join(["+".join(works), *(["+".join(people)] if people else [])]),
    st.lists(st.sampled_from(FILMS), min_size=0, max_size=2),
    st.lists(st.sampled_from(PEOPLE), max_size=2),
).filter(lambda written: written not in {"", "/"})


@st.composite
def _programme(draw: st.DrawFn) -> Programme:
    """Draw a night of six categories, some honorary, in which a work may stand twice in one category."""
    entries = draw(
        st.lists(
            st.lists(
                nominees,
                min_size=1,
                max_size=4,
                unique_by=lambda written: written.replace("/", ".").replace("+", ".").strip("."),
            ),
            min_size=len(AWARDS),
            max_size=len(AWARDS),
        )
    )
    honorary = draw(st.sampled_from([*AWARDS, None]))
    return programme(
        *(
            category(award, *written, competitive=award != honorary)
            for award, written in zip(AWARDS, entries, strict=True)
        ),
        tv=SERIES,
    )


programmes = _programme()

histories = st.lists(
    st.tuples(st.sampled_from(("Old", "Older", "Oldest")), st.integers(1, 9), st.integers(0, 4), st.integers(4, 6)),
    max_size=4,
).map(
    lambda rows: history(
        *rows,
        complete=CompleteFor(
            wins_at_least=1, nominations_at_least=2, clean_sweep_nominations_at_least=3, big_five=True
        ),
    )
)

Say = Callable[[Teller], object]


@st.composite
def nights(draw: st.DrawFn) -> tuple[Programme, list[Say]]:
    """Draw a programme and any announcements about it, sensible or not."""
    chosen = draw(programmes)
    nominees = {each.id: [nomination.id for nomination in each.nominations] for each in chosen.categories}

    def a_saying() -> st.SearchStrategy[Say]:
        names = st.sampled_from(sorted(nominees))
        winners = names.flatmap(
            lambda name: st.tuples(st.just(name), st.lists(st.sampled_from(nominees[name]), max_size=2, unique=True))
        )
        return st.one_of(
            winners.map(lambda said: lambda teller: teller.win(said[0], *said[1])),
            winners.map(lambda said: lambda teller: teller.correct(said[0], *said[1])),
            winners.map(lambda said: lambda teller: teller.withdraw(said[0], (said[1] or ["nobody"])[0])),
            names.map(lambda name: lambda teller: teller.up_next(name)),
            names.map(lambda name: lambda teller: teller.postpone(name)),
            histories.map(lambda rows: lambda teller: teller.seed(rows)),
            st.just(lambda teller: teller.open()),
            st.just(lambda teller: teller.close()),
        )

    return chosen, draw(st.lists(a_saying(), max_size=25))


@given(nights())
def test_applying_the_updates_gives_the_new_board(night: tuple[Programme, list[Say]]) -> None:
    """The old board with a turn's updates is the new board; applying them twice changes nothing; nothing raises."""
    chosen, sayings = night
    teller = Teller()
    teller.publish(chosen)
    for say in sayings:
        answer = say(teller)  # the teller asserts that the updates give the fold's own board
        if isinstance(answer, TurnData):
            assert applied(teller.board, answer.updates) == teller.board
            assert [each.address for each in answer.updates] == sorted({each.address for each in answer.updates})


@given(nights())
def test_a_state_that_was_stored_goes_on_the_same(night: tuple[Programme, list[Say]]) -> None:
    """Encoding and decoding state and book between turns changes no byte of any turn, nor does a missing board."""

    class Forgetful(Teller):
        def say(self, announcement: Announcement) -> TurnData | Refused:
            self.night = msgspec.json.decode(msgspec.json.encode(self.night), type=Night | None)
            self.book = msgspec.json.decode(msgspec.json.encode(self.book), type=Book)
            return super().say(announcement)

    chosen, sayings = night
    tellers = Teller(), Forgetful()
    for teller in tellers:
        teller.publish(chosen)
        for say in sayings:
            say(teller)
    straight, forgetful = (msgspec.json.encode(teller.turns) for teller in tellers)
    assert straight == forgetful


@given(nights())
def test_the_board_at_hand_saves_work_and_changes_nothing(night: tuple[Programme, list[Say]]) -> None:
    """With the board from the last turn, or without it, the fold gives the same turn."""

    class Checking(Teller):
        def say(self, announcement: Announcement) -> TurnData | Refused:
            state, book, board = self.night, self.book, self.board
            answer = super().say(announcement)
            if isinstance(answer, TurnData):
                again = fold(state, book, announcement, answer.cause.position, before=board)
                assert isinstance(again, Folded)
                assert again.turn == answer
            return answer

    chosen, sayings = night
    teller = Checking()
    teller.publish(chosen)
    for say in sayings:
        say(teller)


def _timeless(board: Board) -> Board:
    """Return the board without what may depend on the order: since when a thing holds, and by which turn."""

    def value(each: AnyValue) -> AnyValue:
        if isinstance(each, Milestone):
            return msgspec.structs.replace(each, since=0, since_time=BEGIN)
        if isinstance(each, CategoryState):
            return msgspec.structs.replace(each, sequence=None, decided_at=None, earlier=(), reason=None)
        if isinstance(each, Stage):
            return msgspec.structs.replace(each, opened_at=None)
        return each

    return {address: value(each) for address, each in board.items()}


@given(programmes, histories, st.data())
def test_the_order_of_categories_changes_no_outcome(chosen: Programme, rows: History, data: st.DataObject) -> None:
    """Whatever the order of independent categories: the same outcomes, standings and milestones, but since when."""
    winners = {
        each.id: data.draw(
            st.lists(st.sampled_from([n.id for n in each.nominations]), min_size=1, max_size=2, unique=True)
        )
        for each in chosen.categories
    }
    boards = []
    for order in (list(winners), data.draw(st.permutations(list(winners)))):
        teller = Teller()
        teller.publish(chosen)
        teller.seed(rows)
        for name in order:
            teller.win(name, *winners[name])
        teller.close()
        boards.append(encode_board(_timeless(teller.board)))
    assert boards[0] == boards[1]


@given(programmes, histories, st.data())
def test_a_corrected_night_is_as_if_said_right_at_once(chosen: Programme, rows: History, data: st.DataObject) -> None:
    """After a correction the board is that of a night in which the right winner was said at first."""
    winners = {each.id: data.draw(st.sampled_from([n.id for n in each.nominations])) for each in chosen.categories}
    name = data.draw(st.sampled_from(sorted(winners)))
    wrong = data.draw(
        st.sampled_from([n.id for each in chosen.categories if each.id == name for n in each.nominations])
    )
    boards = []
    for corrected in (True, False):
        teller = Teller()
        teller.publish(chosen)
        teller.seed(rows)
        for each, winner in winners.items():
            teller.win(each, wrong if corrected and each == name else winner)
        if corrected:
            teller.correct(name, winners[name])
            teller.correct(name, winners[name])
            assert teller.turns[-1].updates == ()
        boards.append(encode_board(_timeless(teller.board)))
    assert boards[0] == boards[1]


@given(nights(), st.data())
def test_a_correction_and_its_opposite_cancel(night: tuple[Programme, list[Say]], data: st.DataObject) -> None:
    """Correcting an outcome and correcting it back gives the old outcomes, standings and milestones."""
    chosen, sayings = night
    teller = Teller()
    teller.publish(chosen)
    for say in sayings:
        say(teller)
    assert teller.night is not None
    decided = sorted(teller.night.decisions)
    if not decided:
        return
    name = data.draw(st.sampled_from(decided))
    standing = teller.night.decisions[name].winners
    withdrawn = {nomination for each, nomination in teller.night.withdrawn if each == name}
    eligible = [
        n.id for each in chosen.categories if each.id == name for n in each.nominations if n.id not in withdrawn
    ]
    other = data.draw(st.lists(st.sampled_from(eligible), max_size=2, unique=True)) if eligible else []
    before = encode_board(_timeless(teller.board))
    teller.correct(name, *other)
    teller.correct(name, *standing)
    assert encode_board(_timeless(teller.board)) == before


@given(nights())
def test_what_ends_is_exactly_what_no_longer_holds(night: tuple[Programme, list[Say]]) -> None:
    """Judged by boards made afresh: a claim that left its address, or moved back along its line, is told as ended."""
    lines = {family.name: [*family.line] for family in FAMILIES}

    def claims(board: Board) -> dict[str, tuple[str, str, frozenset[str]]]:
        return {
            at: (each.kind, each.status, frozenset(subject.id for subject in each.subjects))
            for at, each in board.items()
            if isinstance(each, Milestone)
        }

    def holds_on(at: str, old: tuple[str, str, frozenset[str]], new: tuple[str, str, frozenset[str]] | None) -> bool:
        line = lines[at.split("/")[1]]
        return new is not None and new[2] <= old[2] and line.index(new[:2]) >= line.index(old[:2])

    chosen, sayings = night
    teller = Teller()
    teller.publish(chosen)
    for say in sayings:
        before = claims(board_of(teller.night, Rules())) if teller.night else {}
        answer = say(teller)
        if isinstance(answer, TurnData) and teller.night:
            after = claims(board_of(teller.night, Rules()))
            expected = {at for at, old in before.items() if not holds_on(at, old, after.get(at))}
            ended = {update.address: update.ended for update in answer.updates if update.ended}
            assert set(ended) == expected
            how = "retracted" if answer.cause.type.endswith(("corrected", "withdrawn")) else "passed"
            assert {each.how for each in ended.values()} <= {how}


@given(nights())
def test_every_claim_has_its_evidence(night: tuple[Programme, list[Say]]) -> None:
    """Each category in a claim's evidence is on the board with that outcome, and each subject is there."""
    chosen, sayings = night
    teller = Teller()
    teller.publish(chosen)
    for say in sayings:
        say(teller)
    for each in teller.board.values():
        if isinstance(each, Milestone):
            assert each.headline
            assert each.evidence.categories or each.evidence.holders or each.status == "first-ever"
            for category in each.evidence.categories:
                value = teller.board[f"category/{category.id}"]
                assert isinstance(value, CategoryState)
                assert (category.won is None) == (value.status != "decided")
                assert not category.won or value.winners
            for subject in each.subjects:
                at = f"category/{subject.id}" if subject.kind == "category" else f"standing/{subject.kind}/{subject.id}"
                assert at in teller.board
