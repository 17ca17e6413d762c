"""The rehearsal's core: order, turns, and claims as they begin and end."""

from msgspec import structs

from streams.handlers import Refused
from streams.rehearse import Rehearsed, claims, rehearse
from sweepcast.board import Board, Stage, applied
from sweepcast.ceremony_file import CeremonyFile
from sweepcast.importers.plain_csv import read_plain_csv
from sweepcast.retelling import in_order

HEADER = "body,edition,ceremony_year,film_year,category,award,medium,competitive,works,won\n"


def _history(*rows: str) -> tuple[CeremonyFile, ...]:
    imported = read_plain_csv((HEADER + "\n".join(rows)).encode())
    assert imported.problems == ()
    return imported.ceremonies


def _swept(edition: int, film: str, categories: int, body: str = "Village") -> list[str]:
    return [
        f"{body},{edition},{2000 + edition},{1999 + edition},Category {each},,film,true,{film},true"
        for each in range(categories)
    ]


def _claimed(rehearsed: list[Rehearsed]) -> list[tuple[str, str, str]]:
    """Return ceremony, how and headline of all claims."""
    said, before, ceremony = [], Board(), ""
    for each in rehearsed:
        if each.programme.ceremony != ceremony:
            before, ceremony = {}, each.programme.ceremony
        said += [(claim.ceremony, claim.how, claim.milestone.headline) for claim in claims(before, each)]
        before = each.board
    return said


def test_bodies_are_folded_by_edition() -> None:
    """Each body's ceremonies come by edition, bodies in the order given; of two files of one ceremony the later."""
    given = _history(*_swept(1, "A", 1), *_swept(2, "B", 1), *_swept(1, "C", 1, "Town"))
    again = structs.replace(given[0], notes=("corrected",))
    ordered = in_order([*reversed(given), again])
    assert [each.programme.ceremony for each in ordered] == ["town-2001", "village-2001", "village-2002"]
    assert ordered[1].notes == ("corrected",)


def test_every_announcement_is_folded() -> None:
    """Each one gives a turn with the next sequence number, and the board is the turns applied."""
    board: Board = {}
    for number, each in enumerate(rehearse(_history(*_swept(1, "A", 3))), start=1):
        assert not isinstance(each.outcome, Refused)
        assert each.outcome.sequence == number
        board = applied(board, each.outcome.updates)
        assert board == each.board
    stage = board["stage"]
    assert isinstance(stage, Stage)
    assert stage.status == "closed"


def test_each_body_has_its_own_record_book() -> None:
    """What one body's history holds is no record of another."""
    rows = [*_swept(1, "A", 3), *_swept(2, "B", 4), *_swept(1, "C", 4, "Town")]
    broken = [ceremony for ceremony, _, headline in _claimed([*rehearse(_history(*rows))]) if "breaks" in headline]
    assert set(broken) == {"village-2002"}


def test_claims_begin_and_end() -> None:
    """A claim is told when it begins to hold, and as it was last said when it ends."""
    rows = [
        *_swept(1, "A", 3),
        "Village,1,2001,2000,Category 3,,film,true,A,false",
        "Village,1,2001,2000,Category 3,,film,true,B,true",
    ]
    said = _claimed([*rehearse(_history(*rows))])
    on_course = [how for _, how, headline in said if headline.startswith("A is on course")]
    ended = [how for _, how, headline in said if how != "holds" and headline.startswith("A is on course")]
    assert on_course.count("holds") == 1
    assert ended == ["passed"]


def test_a_refusal_is_given_and_the_rest_goes_on() -> None:
    """An announcement that cannot be folded is given with its reason, and what comes behind it is folded."""
    (ceremony,) = _history(*_swept(1, "A", 1))
    wrong = structs.replace(ceremony.programme, ceremony="village-2001", award_body="other")
    outcomes = [each.outcome for each in rehearse([structs.replace(ceremony, programme=wrong)])]
    assert isinstance(outcomes[0], Refused)
    assert outcomes[0].reason == "bad-programme"
