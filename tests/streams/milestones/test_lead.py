"""The lead in wins: alone or shared, films and series apart."""

from tests.streams.nights import Teller, category, programme


def _lead(teller: Teller, medium: str = "film") -> tuple[str, str] | None:
    claim = teller.milestone(f"lead/{medium}")
    return None if claim is None else (claim.status, claim.headline)


def test_the_lead_goes_and_comes() -> None:
    """Sole, shared, sole of another: at one address, and whoever loses the lead is told as passed."""
    teller = Teller()
    teller.publish(programme(*(category(f"c{n}", "a", "b") for n in range(9))))
    assert _lead(teller) is None
    teller.win("c0", "a")
    assert _lead(teller) == ("sole", "A leads all films with 1 win")
    teller.win("c1", "b")
    assert _lead(teller) == ("shared", "A and B share the film lead with 1 win")
    ended = {update.address: update.ended.how for update in teller.turns[-1].updates if update.ended}
    assert ended["milestone/lead/film"] == "passed"
    teller.win("c2", "b")
    assert _lead(teller) == ("sole", "B leads all films with 2 wins")
    assert not [update for update in teller.turns[-1].updates if update.ended and "lead" in update.address]


def test_a_growing_lead_is_the_same_lead() -> None:
    """With more wins it holds since the turn that made it, not since the last one."""
    teller = Teller()
    teller.publish(programme(*(category(f"c{n}", "a", "b") for n in range(9))))
    for n in range(3):
        teller.win(f"c{n}", "a")
    lead = teller.milestone("lead/film")
    assert lead is not None
    assert (lead.since, lead.numbers) == (2, {"wins": 3})


def test_films_and_series_apart() -> None:
    """A series with fewer wins leads the series."""
    teller = Teller()
    teller.publish(programme(*(category(f"c{n}", "a", "b", "t", "u") for n in range(9)), tv=["t", "u"]))
    for n, winner in enumerate("aat"):
        teller.win(f"c{n}", winner)
    assert _lead(teller) == ("sole", "A leads all films with 2 wins")
    assert _lead(teller, "tv") == ("sole", "T leads all series with 1 win")


def test_clinched() -> None:
    """A lead is clinched as soon as nobody can draw level, whatever happens; level leaders clinch nothing."""
    teller = Teller()
    teller.publish(programme(*(category(f"c{n}", "a", "b") for n in range(4))))
    teller.win("c0", "a")
    teller.win("c1", "a")
    assert _lead(teller) == ("sole", "A leads all films with 2 wins")
    teller.win("c2", "a")
    assert _lead(teller) == ("clinched", "A clinches the film lead with 3 wins")
    assert not [update for update in teller.turns[-1].updates if update.ended and "lead" in update.address]
    level = Teller()
    level.publish(programme(*(category(f"c{n}", "a", "b") for n in range(2))))
    level.win("c0", "a")
    level.win("c1", "b")
    assert _lead(level) == ("shared", "A and B share the film lead with 1 win")


def test_a_clinched_lead_is_retracted_by_a_correction() -> None:
    """What was clinched on a wrong card is open again."""
    teller = Teller()
    teller.publish(programme(*(category(f"c{n}", "a", "b") for n in range(4))))
    for n in range(3):
        teller.win(f"c{n}", "a")
    teller.correct("c2", "b")
    assert _lead(teller) == ("sole", "A leads all films with 2 wins")
    ended = {update.address: update.ended for update in teller.turns[-1].updates if update.ended}
    assert (ended["milestone/lead/film"].how, ended["milestone/lead/film"].kind) == ("retracted", "clinched")
