"""Lines for people at a terminal."""

import pytest
from msgspec import structs

from producers.kafka import Message
from producers.wording import answer_lines, said_line
from sweepcast.announcements import ANNOUNCEMENTS, CeremonyOpened, Outcome, WinnerAnnounced
from sweepcast.board import (
    CategoryState,
    EarlierOutcome,
    Ended,
    Evidence,
    Milestone,
    NominationState,
    Ref,
    Update,
    WorkRef,
)
from sweepcast.ceremony_file import decode_ceremony
from sweepcast.retelling import retold
from sweepcast.turns import Position
from tests.producers.fakes import TIME, rejection_for, turn_for
from tests.sweepcast.small_night import content

VILLAGE = decode_ceremony(content(), "village.json")
HERE = Position(partition=1, offset=4)
MESSAGE = Message(
    b"village", ANNOUNCEMENTS.encode(CeremonyOpened(id="one", source="test", subject="village-2020", time=TIME))
)
CATEGORY = CategoryState(
    id="song",
    name="Best Song",
    order=2,
    competitive=True,
    medium="film",
    award="song",
    status="decided",
    nominations=(
        NominationState(
            id="splash",
            works=(WorkRef(id="pond", title="Pond"),),
            people=(Ref(id="ada", name="Ada Byron"),),
            song="Splash",
            status="won",
        ),
        NominationState(id="nobodys-song", works=(), people=(), song="Nobody's Song", status="lost"),
    ),
    winners=("splash",),
    recipients=(),
    decided_at=TIME,
    sequence=5,
    reason=None,
    earlier=(),
)
EARLIER = EarlierOutcome(
    winners=("nobodys-song",), recipients=(), said_at=TIME, sequence=4, corrected_at=TIME, reason="a wrong card"
)
MILESTONE = Milestone(
    kind="clean-sweep",
    status="strict",
    subjects=(),
    numbers={},
    evidence=Evidence(),
    since=5,
    since_time=TIME,
    headline="Pond wins all it could",
    weight="major",
)


def test_a_night_reads_well() -> None:
    """The night's own clock, what is said, and of whom: by name, with songs, people and works."""
    assert [said_line(each, VILLAGE.programme) for each in retold(VILLAGE, "test")] == [
        "20:00:00  programme  Third Village Awards: 4 categories, 6 nominations",
        "20:00:00  history    1 film works before edition 3",
        "09:00:00  postponed  Best Stunt (rain)",
        "09:00:00  withdrawn  Best Picture: Barn (not finished)",
        "20:00:00  opened     Third Village Awards",
        "20:01:00  up next    Best Song",
        '20:10:00  winner     Best Song: "Splash" - Ada Byron - Pond and "Nobody\'s Song"',
        "20:10:30  up next    A Life's Work",
        "20:11:00  winner     A Life's Work: Ada Byron",
        "20:12:00  up next    Best Stunt",
        "20:20:00  winner     Best Stunt: no award",
        "20:21:00  up next    Best Picture",
        "20:30:00  winner     Best Picture: The Mill",
        "20:32:00  corrected  Best Picture: Pond (the wrong card was read)",
        "20:40:00  closed     Third Village Awards",
        "12:00:00  corrected  Best Song: no award (a cover version)",
    ]


def test_what_the_programme_does_not_know_is_shown_by_its_id() -> None:
    """A line never fails, whatever is said."""
    outcome = Outcome(category="dance", nominations=("tango",))
    said = WinnerAnnounced(id="one", source="test", subject="village-2020", time=TIME, data=outcome)
    assert said_line(said, VILLAGE.programme) == "20:00:00  winner     dance: tango"


@pytest.mark.parametrize(
    ("updates", "lines"),
    [
        ((), ["nothing changed"]),
        ((Update(address="category/song", value=CATEGORY),), ['Best Song: "Splash" - Ada Byron - Pond']),
        (
            (Update(address="category/song", value=structs.replace(CATEGORY, winners=())),),
            ["Best Song: no award"],
        ),
        (
            (
                Update(
                    address="category/song", value=structs.replace(CATEGORY, earlier=(EARLIER,), reason="a wrong card")
                ),
            ),
            ['Best Song: "Splash" - Ada Byron - Pond (corrected: a wrong card)'],
        ),
        (
            (Update(address="category/song", value=structs.replace(CATEGORY, status="postponed", reason="rain")),),
            ["Best Song: postponed (rain)"],
        ),
        ((Update(address="milestone/sweep/pond", value=MILESTONE),), ["clean-sweep: Pond wins all it could"]),
        ((Update(address="milestone/sweep/pond", value=structs.replace(MILESTONE, since=4)),), []),
        ((Update(address="milestone/sweep/pond", value=structs.replace(MILESTONE, weight="quiet")),), []),
        (
            (
                Update(
                    address="milestone/sweep/pond",
                    value=None,
                    ended=Ended(
                        how="retracted", kind="clean-sweep", status="strict", headline="Pond wins all it could"
                    ),
                ),
            ),
            ["retracted: Pond wins all it could"],
        ),
    ],
)
def test_a_turn_tells_what_it_changed(updates: tuple[Update, ...], lines: list[str]) -> None:
    """Categories, the milestones that are new in this very turn, and what was taken back."""
    assert answer_lines(turn_for(MESSAGE, HERE, *updates)) == [
        "turn 5 of village-2020: opened",
        *(f"  {each}" for each in lines),
    ]


def test_a_rejection_tells_why() -> None:
    """The reason, what to do, and which announcement it was, where that could be read."""
    assert answer_lines(rejection_for(MESSAGE, HERE, "unknown-ceremony", "publish it first")) == [
        "rejected (unknown-ceremony): publish it first",
        "  announcement one",
    ]
    assert answer_lines(rejection_for(Message(None, b"{"), HERE, "malformed", "not JSON")) == [
        "rejected (malformed): not JSON"
    ]
