"""The Big Five and its progress."""

from tests.streams.nights import Teller, category, programme

AWARDS = ("picture", "director", "screenplay", "lead-actor", "lead-actress")


def _status(teller: Teller) -> str | None:
    claim = teller.milestone("big-five/a")
    return None if claim is None else claim.status


def test_progress_and_completion() -> None:
    """Three and four of five are told, then the whole; it is one address all along, and nothing ends."""
    teller = Teller()
    teller.publish(programme(*(category(each, "a", "b") for each in AWARDS)))
    seen = []
    for each in AWARDS:
        teller.win(each, "a")
        seen.append(_status(teller))
        assert not [update for update in teller.turns[-1].updates if update.ended and "big-five" in update.address]
    assert seen == [None, None, "3-of-5", "4-of-5", "complete"]


def test_either_part_of_a_split_award_counts() -> None:
    """Where picture is split by genre and screenplay by origin, one of each is enough."""
    teller = Teller()
    split = [
        category("picture-drama", "a", "b", award="picture"),
        category("picture-comedy", "a", "b", award="picture"),
        category("original", "b", award="screenplay"),
        category("adapted", "a", award="screenplay"),
        *(category(each, "a", "b") for each in ("director", "lead-actor", "lead-actress")),
    ]
    teller.publish(programme(*split))
    teller.win("picture-drama", "b")
    for each in ("picture-comedy", "adapted", "director", "lead-actor", "lead-actress"):
        teller.win(each, "a")
    assert _status(teller) == "complete"


def test_progress_passes_when_it_cannot_be_completed() -> None:
    """Once one of the five is lost, its progress has passed; without all five nominations it never comes."""
    teller = Teller()
    teller.publish(programme(*(category(each, "a", "b") for each in AWARDS)))
    for each in AWARDS[:4]:
        teller.win(each, "a")
    teller.win(AWARDS[4], "b")
    assert _status(teller) is None
    ended = {update.address: update.ended for update in teller.turns[-1].updates if update.ended}
    assert (ended["milestone/big-five/a"].how, ended["milestone/big-five/a"].status) == ("passed", "4-of-5")
    few = Teller()
    few.publish(programme(*(category(each, "a", "b") for each in AWARDS[:4])))
    for each in AWARDS[:4]:
        few.win(each, "a")
    assert _status(few) is None


def test_an_honorary_category_is_none_of_the_five() -> None:
    """Only competitive categories count."""
    teller = Teller()
    honorary = category("picture", "a", "b", competitive=False)
    teller.publish(programme(honorary, *(category(each, "a", "b") for each in AWARDS[1:])))
    for each in AWARDS:
        teller.win(each, "a")
    assert _status(teller) is None
