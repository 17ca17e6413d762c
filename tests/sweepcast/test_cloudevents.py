"""The envelope and its codec: what is read, what is refused, and in which words."""

import json
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from sweepcast.announcements import ANNOUNCEMENTS, CategoryUpNext, CeremonyOpened
from sweepcast.cloudevents import Id, Malformed, type_of

EVENT = {
    "specversion": "1.0",
    "id": "one",
    "source": "test",
    "type": "sweepcast.announcement.category-up-next",
    "subject": "golden-globes-2017",
    "time": "2017-01-08T20:00:00-05:00",
    "data": {"category": "director"},
}


def _with(**changes: object) -> bytes:
    return json.dumps({**EVENT, **changes}).encode()


def test_reads_an_envelope_with_its_data() -> None:
    """The type chooses the class, and the time keeps its offset."""
    event = ANNOUNCEMENTS.decode(_with())
    assert isinstance(event, CategoryUpNext)
    assert event.data.category == "director"
    assert event.time.utcoffset() == timedelta(hours=-5)


def test_writes_a_complete_cloudevent() -> None:
    """All attributes that CloudEvents asks for are written, and the same message gives the same bytes."""
    event = CeremonyOpened(id="one", source="test", subject="oscars-2017", time=datetime(2017, 2, 26, tzinfo=UTC))
    written = ANNOUNCEMENTS.encode(event)
    assert json.loads(written) == {
        "specversion": "1.0",
        "id": "one",
        "source": "test",
        "type": "sweepcast.announcement.ceremony-opened",
        "subject": "oscars-2017",
        "time": "2017-02-26T00:00:00Z",
        "datacontenttype": "application/json",
        "data": {},
    }
    assert ANNOUNCEMENTS.encode(ANNOUNCEMENTS.decode(written)) == written


def test_ignores_what_it_does_not_know() -> None:
    """Extension attributes and unknown fields of the data change nothing, however deep they go."""
    known = ANNOUNCEMENTS.decode(_with())
    assert ANNOUNCEMENTS.decode(_with(traceparent="00-1", more={"a": [[[1]]]})) == known
    assert ANNOUNCEMENTS.decode(_with(data={"category": "director", "mood": "tense"})) == known


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b'{"type": "\xff"}', "not JSON in UTF-8"),
        (b"null", "Expected `object`, got `null`"),
        (b"[]", "Expected `object`, got `array`"),
        (b"{}", "missing required field `type`"),
        (b'{"deep": ' + b"[" * 100_000, "not JSON"),
        (
            _with(type="sweepcast.announcement.weather"),
            "'sweepcast.announcement.weather' - at `$.type`: an unknown type",
        ),
        (_with(type=5), "`$.type`"),
        (_with(specversion="0.3"), "`$.specversion`"),
        (_with(id=""), "`$.id`"),
        (_with(id="x" * 201), "`$.id`"),
        (_with(time="yesterday"), "`$.time`"),
        (_with(time="2017-01-08T20:00:00"), "`$.time`: write a time with its offset from UTC"),
        (_with(subject="golden globes"), "Expected an id - at `$.subject`: an id holds letters"),
        (_with(data={}), "missing required field `category` - at `$.data`"),
        (_with(data={"category": 5}), "`$.data.category`"),
        (_with(datacontenttype="text/xml"), "`$.datacontenttype`"),
    ],
)
def test_refuses_with_the_place_and_what_to_do(content: bytes, told: str) -> None:
    """A message that does not fit is one clear error, which names the path in the message."""
    with pytest.raises(Malformed) as raised:
        ANNOUNCEMENTS.decode(content)
    assert str(raised.value).startswith("not a valid announcement: ")
    assert told in str(raised.value)


@pytest.mark.parametrize("good", ["a", "A24", "one-flew.over_the~nest:1975", "x" * 150])
def test_ids(good: str) -> None:
    """An id holds letters, digits and a little punctuation, up to 150 characters."""
    assert msgspec.convert(good, Id) == good


@pytest.mark.parametrize("bad", ["", "-a", ".a", "a b", "a/b", "a\n", "\na", "é", "a\x00", "x" * 151])
def test_no_ids(bad: str) -> None:
    """What could break an address, a line or a header is no id: a line's end behind it is none either."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(bad, Id)


def test_type_of_a_message() -> None:
    """The type on the wire can be had of a message."""
    event = CeremonyOpened(id="one", source="test", subject="oscars-2017", time=datetime(2017, 2, 26, tzinfo=UTC))
    assert type_of(event) == "sweepcast.announcement.ceremony-opened"
