"""Options of the feed: a table of what is asked and what becomes of it."""

import pytest

from consumers.gateway.options import FeedOptions, Refused, checked_ceremony, parse_options


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", FeedOptions()),
        ("ceremony=golden-globes-2017", FeedOptions(ceremony="golden-globes-2017")),
        ("cursor=k8QQ-_a", FeedOptions(cursor="k8QQ-_a")),
        ("cursor=", FeedOptions(cursor="")),
        ("cursor=a%2Bb&ceremony=oscars-1930-2", FeedOptions(ceremony="oscars-1930-2", cursor="a+b")),
    ],
)
def test_options_are_read_from_the_query(query: str, options: FeedOptions) -> None:
    """Each option of the feed is taken from the query; a cursor is not judged here."""
    assert parse_options(query) == options


@pytest.mark.parametrize(
    ("query", "code", "says"),
    [
        ("cermony=golden-globes-2017", "unknown-option", "it knows ceremony and cursor"),
        ("ceremony=a-2017&ceremony=b-2017", "repeated-option", "give it once"),
        ("ceremony=", "malformed-ceremony", "golden-globes-2017"),
        ("ceremony=golden-globes", "malformed-ceremony", "<award body>-<year>"),
        ("ceremony=golden%2Fglobes-2017", "malformed-ceremony", "golden/globes-2017"),
        ("ceremony=golden globes-2017", "malformed-ceremony", "golden globes-2017"),
        ("cursor=%ff", "malformed-query", "cannot be read"),
        ("&".join("cursor=a" for _ in range(30)), "malformed-query", "cannot be read"),
    ],
)
def test_what_cannot_be_served_is_refused_with_a_reason(query: str, code: str, says: str) -> None:
    """A refusal has a code for programs, a sentence for people that says what to do, and the status 400."""
    with pytest.raises(Refused) as refused:
        parse_options(query)
    assert refused.value.code == code
    assert says in refused.value.detail
    assert refused.value.status == 400


def test_a_refusal_does_not_repeat_all_of_a_long_text() -> None:
    """A client cannot make the gateway write long answers."""
    with pytest.raises(Refused) as refused:
        checked_ceremony("x" * 100_000)
    assert len(refused.value.detail) < 400
