"""The schemas and the code say the same of the same message: whatever one takes, the other takes."""

from copy import deepcopy
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docs.contract.schemas import Json
from sweepcast.announcements import ANNOUNCEMENTS
from sweepcast.cloudevents import Codec, Malformed
from sweepcast.frames import FRAMES
from sweepcast.requests import REQUESTS
from sweepcast.turns import REJECTIONS
from tests.docs.contract.messages import EXAMPLES, HOMES, holder, places
from tests.docs.contract.validating import validator

MESSAGES = 150
"""Random messages for each family; each takes about a millisecond."""

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 700),
    # No 1.0: to JSON Schema it is a whole number, to our code it is not.
    st.sampled_from([0.5, 600.5, -0.5]),
    st.sampled_from(["", "x", "la-la-land", "a/b", "a b", "a\n", "é", "x" * 101, "x" * 201, "film", "milestone"]),
    st.sampled_from(
        [
            "2017-01-08",
            "2017-01-08T20:00:00Z",
            "2017-01-08T20:00:00.5-05:00",
            "2017-01-08T20:00:00",
            "2017-13-08T20:00:00Z",
        ]
    ),
    st.lists(st.sampled_from(["la-la-land", "", 1, None]), max_size=3),
    st.dictionaries(st.sampled_from(["id", "type", "kinds", "x"]), st.sampled_from(["stage", 1]), max_size=2),
)
"""Values that are right in one place and wrong in another."""


@st.composite
def nearly_right(draw: st.DrawFn, codec: Codec[Any]) -> Json:
    """Return the example of a message with some of its values changed, removed or added."""
    plain = deepcopy(draw(st.sampled_from([each for kind, each in EXAMPLES if HOMES[kind][1] is codec])))
    for _ in range(draw(st.integers(0, 2))):
        path = draw(st.sampled_from(list(places(plain))))
        change = draw(st.sampled_from(["replace", "remove", "add"]))
        inside = holder(plain, path)
        if change == "replace":
            inside[path[-1]] = draw(VALUES)
        elif change == "remove":
            del inside[path[-1]]
        elif isinstance(inside, dict):
            inside["x"] = draw(VALUES)
    return plain


@pytest.mark.parametrize(
    ("name", "codec"),
    [("requests.json", REQUESTS), ("announcements.json", ANNOUNCEMENTS)],
    ids=["requests", "announcements"],
)
@given(data=st.data())
@settings(max_examples=MESSAGES)
def test_what_others_say_is_judged_alike(name: str, codec: Codec[Any], data: st.DataObject) -> None:
    """A producer or a client that keeps to the schema is heard, and one that does not is not."""
    message = data.draw(nearly_right(codec))
    assert validator(name).is_valid(message) == (_read(codec, message) is not None)


@pytest.mark.parametrize(
    ("name", "codec"), [("frames.json", FRAMES), ("rejections.json", REJECTIONS)], ids=["frames", "rejections"]
)
@given(data=st.data())
@settings(max_examples=MESSAGES)
def test_what_we_say_is_judged_alike(name: str, codec: Codec[Any], data: st.DataObject) -> None:
    """Whatever a schema takes, our own client reads; whatever our code can say, the schema takes."""
    message = data.draw(nearly_right(codec))
    read = _read(codec, message)
    if validator(name).is_valid(message):
        assert read is not None
    if read is not None:
        validator(name, closed=True).validate(msgspec.json.decode(codec.encode(read)))


def _read(codec: Codec[Any], message: Json) -> Json:
    """Return what our code reads of a message, or none where it refuses it."""
    try:
        return codec.decode(msgspec.json.encode(message))
    except Malformed:
        return None
