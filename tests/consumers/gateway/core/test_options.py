"""Options of the feed: a table of what is asked and what becomes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.gateway.core.options import (
    FILTERS,
    MOST_FIELDS,
    MOST_FILTER_IDS,
    REFUSAL_CODES,
    SINGLE,
    FeedOptions,
    Refused,
    checked_ceremony,
    parse_options,
)
from sweepcast.filters import Filter

GLOBES = "golden-globes-2017"


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", FeedOptions()),
        (f"ceremony={GLOBES}", FeedOptions(filter=Filter(ceremonies=(GLOBES,)))),
        (
            f"ceremony=oscars-2017&ceremony={GLOBES}&ceremony={GLOBES}",
            FeedOptions(filter=Filter(ceremonies=(GLOBES, "oscars-2017"))),
        ),
        ("kind=standing&kind=milestone", FeedOptions(filter=Filter(kinds=("milestone", "standing")))),
        (
            "work=la-la-land&person=emma-stone&category=director",
            FeedOptions(filter=Filter(works=("la-la-land",), people=("emma-stone",), categories=("director",))),
        ),
        ("delay=30", FeedOptions(delay_seconds=30.0)),
        ("delay=0.5", FeedOptions(delay_seconds=0.5)),
        ("cursor=k8QQ-_a", FeedOptions(cursor="k8QQ-_a")),
        ("cursor=", FeedOptions(cursor="")),
        ("cursor=a%2Bb&subscriber=my-bot&token=x.y.z", FeedOptions(cursor="a+b", subscriber="my-bot", token="x.y.z")),  # noqa: S106  # no password
    ],
)
def test_options_are_read_from_the_query(query: str, options: FeedOptions) -> None:
    """Each option of the feed is taken from the query, ids sorted and each once; a cursor is not judged here."""
    assert parse_options(query) == options


@pytest.mark.parametrize(
    ("query", "code", "says"),
    [
        ("cermony=golden-globes-2017", "unknown-option", "it knows ceremony, kind, work, person, category, delay"),
        ("cursor=a&cursor=b", "repeated-option", "give it once"),
        ("ceremony=", "malformed-ceremony", "golden-globes-2017"),
        ("ceremony=golden-globes", "malformed-ceremony", "<award body>-<year>"),
        ("ceremony=golden%2Fglobes-2017", "malformed-ceremony", "golden/globes-2017"),
        ("ceremony=golden globes-2017", "malformed-ceremony", "golden globes-2017"),
        ("work=la/la/land", "malformed-id", "la/la/land"),
        ("kind=", "malformed-id", "la-la-land"),
        ("subscriber=my bot", "malformed-subscriber", "my bot"),
        ("delay=-1", "malformed-delay", "from 0 to 600"),
        ("delay=601", "malformed-delay", "from 0 to 600"),
        ("delay=soon", "malformed-delay", "soon"),
        ("delay=nan", "malformed-delay", "nan"),
        ("delay=inf", "malformed-delay", "inf"),
        ("cursor=%ff", "malformed-query", "cannot be read"),
        ("&".join(f"work=w{each}" for each in range(MOST_FILTER_IDS + 1)), "filter-too-large", "at most 200"),
        ("&".join("work=a" for _ in range(MOST_FIELDS + 1)), "malformed-query", "cannot be read"),
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


FIELDS = st.lists(st.tuples(st.sampled_from([*FILTERS, *SINGLE]), st.text()))


@given(st.text() | FIELDS.map(lambda fields: "&".join(f"{name}={value}" for name, value in fields)))
def test_any_query_is_understood_or_refused(query: str) -> None:
    """Whatever stands behind the question mark, nothing but a refusal with a code of the table comes of it."""
    refusal = None
    try:
        parse_options(query)
    except Refused as refused:
        refusal = refused
    assert refusal is None or (refusal.code in REFUSAL_CODES and len(refusal.detail) < 1000)
