"""A night's milestones as an Atom feed: what is told, what is taken back, and that any reader can read it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from consumers.gateway.http.atom import MOST_ENTRIES, AtomPlace, atom_feed
from streams.rehearse import rehearse
from sweepcast.board import CeremonyInfo, Ended, Evidence, Milestone, Ref, Update
from sweepcast.ceremony_file import decode_ceremony
from sweepcast.turns import SOURCE, TURNS, Cause, Position, Turn, TurnData, sequence_text, turn_of

NIGHT = "golden-globes-2017"
START = datetime(2017, 1, 8, 20, tzinfo=UTC)
PLACE = AtomPlace(feed="https://example.org/v1/feed.atom", page="https://example.org/?a=b&c=<d>")
ATOM = "{http://www.w3.org/2005/Atom}"
GLOBES = Path(__file__).parents[4] / "ceremonies" / "golden-globes-2017.json"


def milestone(
    headline: str, *, since: int, kind: str = "lead", weight: str = "minor", address: str = "lead/film"
) -> Update:
    """Return an update with a milestone."""
    value = Milestone(
        kind=kind, status="sole", subjects=(), numbers={}, evidence=Evidence(), since=since, since_time=START,
        headline=headline, weight=weight,  # type: ignore[arg-type]  # the tests name what they need
    )  # fmt: skip
    return Update(address=f"milestone/{address}", value=value)


def ended(headline: str, how: str, by: Update | None = None, address: str = "lead/film") -> Update:
    """Return an update that ends a milestone, and tells another in its place if there is one."""
    end = Ended(how=how, kind="lead", status="sole", headline=headline)  # type: ignore[arg-type]  # likewise
    value = None if by is None else by.value
    return Update(address=f"milestone/{address}", value=value, ended=end)


def turn(sequence: int, *updates: Update, at: datetime | None = None) -> bytes:
    """Return a turn, a minute after the one before."""
    time = at or START + timedelta(minutes=sequence)
    cause = Cause(id=f"cause-{sequence}", type="t", time=time, position=Position(partition=0, offset=sequence))
    data = TurnData(ceremony=NIGHT, award_body="golden-globes", sequence=sequence, cause=cause, updates=updates)
    return TURNS.encode(
        Turn(
            id=f"{NIGHT}/{sequence}",
            source=SOURCE,
            subject=NIGHT,
            time=time,
            sequence=sequence_text(sequence),
            data=data,
        )
    )


def read(turns: Iterable[bytes]) -> ET.Element:
    """Return the feed made of turns, as a reader sees it."""
    return ET.fromstring(atom_feed(NIGHT, turns, PLACE))  # noqa: S314  # our own bytes


def texts(feed: ET.Element, tag: str = "title") -> list[str | None]:
    """Return one element's text of each entry."""
    return [entry.findtext(ATOM + tag) for entry in feed.iter(ATOM + "entry")]


def test_the_newest_milestone_comes_first() -> None:
    """Each that began to hold is an entry, also when another has taken its place since; of one turn, the last first."""
    feed = read(
        [
            turn(1, milestone("A leads", since=1)),
            turn(
                2,
                ended("A leads", "passed", milestone("B leads", since=2)),
                milestone("B wins a double", since=2, address="d/b"),
            ),
            turn(3),
        ]
    )
    assert texts(feed) == ["B wins a double", "B leads", "A leads"]
    assert texts(feed, "updated") == ["2017-01-08T20:02:00Z", "2017-01-08T20:02:00Z", "2017-01-08T20:01:00Z"]
    assert feed.findtext(ATOM + "updated") == "2017-01-08T20:03:00Z"


def test_a_milestone_that_goes_on_keeps_its_entry() -> None:
    """While it holds since the same turn it is the same entry, under the same id, with the newest words and time."""
    first = read([turn(1, milestone("A leads with 3", since=1))])
    later = read([turn(1, milestone("A leads with 3", since=1)), turn(2, milestone("A leads with 4", since=1))])
    assert texts(later) == ["A leads with 4"]
    assert texts(later, "id") == texts(first, "id")
    assert texts(later, "published") == ["2017-01-08T20:01:00Z"]
    assert texts(later, "updated") == ["2017-01-08T20:02:00Z"]
    unchanged = read([turn(1, milestone("A leads", since=1)), turn(2, milestone("A leads", since=1))])
    assert texts(unchanged, "updated") == ["2017-01-08T20:01:00Z"]


def test_what_a_correction_retracts_is_taken_back_aloud() -> None:
    """There is a new entry for those who have read the first one, and the first one says it as well."""
    feed = read([turn(1, milestone("A leads", since=1)), turn(2, ended("A leads", "retracted"))])
    assert texts(feed) == ["Taken back: A leads", "A leads"]
    assert texts(feed, "content") == [
        "Taken back: A leads",
        "A leads. Taken back by a correction at 2017-01-08T20:02:00Z.",
    ]
    assert len(set(texts(feed, "id"))) == 2


def test_what_holds_again_is_told_again() -> None:
    """A lead that is retracted, and comes back later, is a new entry."""
    feed = read(
        [
            turn(1, milestone("A leads", since=1)),
            turn(2, ended("A leads", "retracted", milestone("B leads", since=2))),
            turn(3, ended("B leads", "retracted", milestone("A leads", since=3))),
        ]
    )
    assert texts(feed) == ["A leads", "Taken back: B leads", "B leads", "Taken back: A leads", "A leads"]
    assert len(set(texts(feed, "id"))) == 5


def test_quiet_ones_are_not_told() -> None:
    """They are only shown on boards; and what was not told is not taken back."""
    quiet = milestone("A is on course", since=1, weight="quiet")
    assert texts(read([turn(1, quiet), turn(2, ended("A is on course", "retracted"))])) == []
    loud = milestone("A sweeps", since=2, weight="major")
    assert texts(read([turn(1, quiet), turn(2, loud)])) == ["A sweeps"]


@pytest.mark.parametrize(
    "name", ["لا لا لاند", "기생충", "<b>&amp;</b>", "\"quoted\" 'twice'", "🏆", "]]>", "a\nb", "e\u0301"]
)
def test_names_come_through_as_they_are(name: str) -> None:
    """Whatever script or markup a name has, a reader sees just the name."""
    assert texts(read([turn(1, milestone(name, since=1))])) == [name]
    assert texts(read([turn(1, milestone(name, since=1))]), "content") == [name]


def test_what_xml_cannot_hold_is_marked() -> None:
    """Control characters would make the whole feed unreadable."""
    assert texts(read([turn(1, milestone("a\x00b\x0bc\ufffe", since=1))])) == ["a\ufffdb\ufffdc\ufffd"]


def test_everything_that_the_standard_asks_for_is_there() -> None:
    """RFC 4287, 4.1: ids, titles, times and an author; links that lead back; ids that are URIs, each once."""
    about = CeremonyInfo(
        id=NIGHT, award_body=Ref(id="golden-globes", name="Golden Globes"), name="74th Golden Globe Awards", edition=74,
        ceremony_year=2017, film_year=2016, date=START.date(), time_zone="UTC", running_order=(),
    )  # fmt: skip
    feed = read([turn(1, Update(address="ceremony", value=about)), turn(2, milestone("A leads", since=2, kind="lead"))])
    assert feed.tag == ATOM + "feed"
    assert feed.findtext(ATOM + "title") == "74th Golden Globe Awards: milestones"
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    (entry,) = feed.iter(ATOM + "entry")
    for each in (feed, entry):
        for tag in ("id", "title", "updated"):
            assert len(each.findall(ATOM + tag)) == 1
            assert each.findtext(ATOM + tag)
        assert datetime.fromisoformat(each.findtext(ATOM + "updated") or "").tzinfo is not None
        assert (each.findtext(ATOM + "id") or "").startswith("urn:uuid:")
    assert feed.findtext(ATOM + "id") != entry.findtext(ATOM + "id")
    links = {link.get("rel"): link.get("href") for link in feed.findall(ATOM + "link")}
    assert links == {"self": PLACE.feed, "alternate": PLACE.page}
    assert [link.get("href") for link in entry.findall(ATOM + "link")] == [PLACE.page]
    assert [each.get("term") for each in entry.findall(ATOM + "category")] == ["lead"]


def test_a_night_of_which_nothing_is_to_be_told_is_a_feed_too() -> None:
    """Its programme alone gives a feed without entries, with the turn's time; times are told in UTC."""
    local = datetime.fromisoformat("2017-01-08T17:00:00-08:00")
    feed = read([turn(1, at=local)])
    assert texts(feed) == []
    assert feed.findtext(ATOM + "title") == f"{NIGHT}: milestones"
    assert feed.findtext(ATOM + "updated") == "2017-01-09T01:00:00Z"


def test_a_long_night_is_told_by_its_newest() -> None:
    """The feed has an end, however long the night."""
    turns = [turn(each, milestone(str(each), since=each, address=f"d/{each}")) for each in range(1, MOST_ENTRIES + 11)]
    assert texts(read(turns)) == [str(each) for each in range(MOST_ENTRIES + 10, 10, -1)]


def test_what_this_version_does_not_know_is_passed_over() -> None:
    """New fields and addresses are no reason to tell nothing; what is no turn at all is an error."""
    told = msgspec.json.decode(turn(1, milestone("A leads", since=1)))
    told["data"]["updates"][0]["value"]["new"] = {"field": 1}
    told["data"]["updates"].append({"address": "new/address", "value": [1], "ended": None})
    assert texts(read([msgspec.json.encode(told)])) == ["A leads"]
    with pytest.raises(msgspec.MsgspecError):
        read([b"{}"])


def test_a_real_night_is_told() -> None:
    """The 2017 Golden Globes end with the clean sweep; each milestone has an id of its own."""
    night = rehearse([decode_ceremony(GLOBES.read_bytes(), GLOBES.name)])
    turns = [TURNS.encode(turn_of(each.outcome)) for each in night if isinstance(each.outcome, TurnData)]
    feed = read(turns)
    assert texts(feed)[0] == "Clean sweep: La La Land wins all 7 of its nominations"
    assert len(texts(feed)) > 10
    assert len(set(texts(feed, "id"))) == len(texts(feed))
