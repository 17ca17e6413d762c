"""Doubles, triples and more by one person in a night."""

from tests.streams.nights import Teller, category, programme


def test_the_line_of_a_person() -> None:
    """Two wins are a double, three a triple, at one address; the same person twice on one nomination counts once."""
    teller = Teller()
    teller.publish(programme(*(category(f"c{n}", "a/ann+ann", "b/bob") for n in range(4))))
    seen = []
    for n in range(4):
        teller.win(f"c{n}", "a.ann.ann")
        claim = teller.milestone("multiple/ann")
        seen.append(claim and (claim.kind, claim.headline))
    assert seen == [
        None,
        ("double", "Ann wins a double: 2 awards tonight"),
        ("triple", "Ann wins a triple: 3 awards tonight"),
        ("quadruple", "Ann wins a quadruple: 4 awards tonight"),
    ]
    assert teller.milestone("multiple/bob") is None


def test_more_than_there_are_words_for() -> None:
    """Seven wins are told by their number, under the largest word."""
    teller = Teller()
    teller.publish(programme(*(category(f"c{n}", "a/ann", "b") for n in range(7))))
    for n in range(7):
        teller.win(f"c{n}", "a.ann")
    claim = teller.milestone("multiple/ann")
    assert claim is not None
    assert (claim.kind, claim.numbers) == ("sextuple", {"wins": 7})
