"""What is stored and what is acknowledged, and when."""

from sweepcast.dealt_with import DealtWith


def test_acknowledgements_are_gathered_for_a_second_however_much_comes() -> None:
    """A feed that never rests is acknowledged all the same, once a second, with the newest cursor."""
    dealt_with = DealtWith(None, None, acknowledges=True)
    taken: list[tuple[float, str | None]] = []
    for tenth in range(26):
        dealt_with.note(f"c{tenth}", tenth / 10)
        if dealt_with.is_due(tenth / 10):
            taken.append((tenth / 10, dealt_with.take()))
    assert taken == [(1.0, "c10"), (2.1, "c21")]


def test_what_is_acknowledged_is_not_due_again() -> None:
    """Neither at the start, nor after it was said; doubt makes it due once more."""
    dealt_with = DealtWith("kept", None, acknowledges=True)
    dealt_with.note("kept", 0)
    assert (dealt_with.due_at, dealt_with.take()) == (None, None)
    dealt_with.note("new", 1)
    assert (dealt_with.due_at, dealt_with.take(), dealt_with.take()) == (2, "new", None)
    dealt_with.doubt()
    dealt_with.note("new", 3)
    assert (dealt_with.due_at, dealt_with.take()) == (4, "new")


def test_no_cursor_is_nothing_to_keep() -> None:
    """While snapshots are needed there is no place; the one before stays."""
    dealt_with = DealtWith("kept", None, acknowledges=True)
    dealt_with.note(None, 0)
    assert (dealt_with.due_at, dealt_with.take()) == (None, None)


def test_who_is_no_subscriber_has_nothing_due() -> None:
    """However much was dealt with."""
    dealt_with = DealtWith(None, None, acknowledges=False)
    dealt_with.note("new", 0)
    assert (dealt_with.due_at, dealt_with.is_due(100), dealt_with.take()) == (None, False, None)
