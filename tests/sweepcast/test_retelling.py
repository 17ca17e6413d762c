"""A ceremony's file told as announcements."""

from datetime import datetime, timedelta, timezone

import pytest
from msgspec import structs

from sweepcast.announcements import (
    ANNOUNCEMENTS,
    TYPE_PREFIX,
    Announcement,
    CategoryUpNext,
    ProgrammePublished,
    WinnerAnnounced,
    WinnerCorrected,
)
from sweepcast.ceremony_file import CeremonyFile, decode_ceremony
from sweepcast.cloudevents import type_of
from sweepcast.retelling import published, retold
from tests.sweepcast.small_night import content, document

CET = timezone(timedelta(hours=1))


@pytest.fixture
def ceremony() -> CeremonyFile:
    """The small night."""
    return decode_ceremony(content(), "village.json")


@pytest.fixture
def said(ceremony: CeremonyFile) -> tuple[Announcement, ...]:
    """What is said of it."""
    return retold(ceremony, "test")


def _name(announcement: Announcement) -> str:
    category = getattr(announcement.data, "category", "")
    return f"{type_of(announcement).removeprefix(TYPE_PREFIX)} {category}".strip()


def test_says_everything_in_order(said: tuple[Announcement, ...]) -> None:
    """Programme, history, what was said before the opening, the night itself, and what was said after it."""
    assert [_name(each) for each in said] == [
        "programme-published",
        "history-seeded",
        "category-postponed stunt",
        "nomination-withdrawn picture",
        "ceremony-opened",
        "category-up-next song",
        "winner-announced song",
        "category-up-next life",
        "winner-announced life",
        "category-up-next stunt",
        "winner-announced stunt",
        "category-up-next picture",
        "winner-announced picture",
        "winner-corrected picture",
        "ceremony-closed",
        "winner-corrected song",
    ]


def test_every_announcement_is_sound_on_the_wire(said: tuple[Announcement, ...]) -> None:
    """What is told can be read by whoever reads announcements, and is about its ceremony."""
    for each in said:
        assert ANNOUNCEMENTS.decode(ANNOUNCEMENTS.encode(each)) == each
        assert (each.subject, each.source) == ("village-2020", "test")


def test_outcomes(said: tuple[Announcement, ...]) -> None:
    """A tie names all its winners, an honorary award its recipients by name, no award nobody."""
    outcomes = {each.data.category: each.data for each in said if isinstance(each, WinnerAnnounced)}
    assert outcomes["song"].nominations == ("splash", "nobodys-song")
    assert [each.name for each in outcomes["life"].recipients] == ["Ada Byron"]
    assert (outcomes["stunt"].nominations, outcomes["stunt"].recipients) == ((), ())
    corrected = [each.data for each in said if isinstance(each, WinnerCorrected)]
    assert [(each.nominations, each.reason) for each in corrected] == [
        (("pond",), "the wrong card was read"),
        ((), "a cover version"),
    ]


def test_times_are_those_of_the_night(said: tuple[Announcement, ...]) -> None:
    """An announcement bears the time at which it was said, in the offset of its place."""
    by_name = {_name(each): each.time for each in said}
    assert by_name["ceremony-opened"] == datetime(2020, 2, 1, 20, tzinfo=CET)
    assert by_name["winner-announced song"] == datetime(2020, 2, 1, 20, 10, tzinfo=CET)
    assert by_name["winner-announced song"].utcoffset() == timedelta(hours=1)
    assert by_name["ceremony-closed"] == datetime(2020, 2, 1, 20, 40, tzinfo=CET)


def test_a_category_is_called_up_after_the_former_one(said: tuple[Announcement, ...]) -> None:
    """A minute after the former word, or half-way where the winner follows sooner than two minutes."""
    called = {each.data.category: each.time for each in said if isinstance(each, CategoryUpNext)}
    assert called["song"] == datetime(2020, 2, 1, 20, 1, tzinfo=CET)
    assert called["life"] == datetime(2020, 2, 1, 20, 10, 30, tzinfo=CET)
    assert called["stunt"] == datetime(2020, 2, 1, 20, 12, tzinfo=CET)


def test_the_same_file_says_the_same(ceremony: CeremonyFile, said: tuple[Announcement, ...]) -> None:
    """Ids are all different, and the same again whoever tells the night: a second replay is no second night."""
    assert len({each.id for each in said}) == len(said)
    again = retold(decode_ceremony(content(), "another-name.json"), "somebody else")
    assert [each.id for each in again] == [each.id for each in said]
    assert retold(ceremony, "test") == said


def test_what_is_changed_in_the_file_is_said_anew(said: tuple[Announcement, ...]) -> None:
    """Another outcome is another announcement, and only that one."""
    changed = document()
    changed["night"]["announcements"][5]["nominations"] = ["pond"]
    again = retold(decode_ceremony(content(changed), "village.json"), "test")
    differing = [_name(new) for old, new in zip(said, again, strict=True) if old.id != new.id]
    assert differing == ["winner-announced picture"]


def test_ids_fit_however_long_the_ceremonys_is(ceremony: CeremonyFile) -> None:
    """The longest ceremony id still leaves room for an announcement's."""
    body = "v" * 145
    programme = structs.replace(ceremony.programme, ceremony=f"{body}-2020", award_body=body)
    for each in retold(structs.replace(ceremony, programme=programme), "test"):
        assert ANNOUNCEMENTS.decode(ANNOUNCEMENTS.encode(each)) == each


def test_without_a_night_there_is_a_programme_to_publish(ceremony: CeremonyFile) -> None:
    """Programme and history are said at the beginning of the day."""
    said = retold(structs.replace(ceremony, night=None), "test")
    assert [_name(each) for each in said] == ["programme-published", "history-seeded"]
    assert said[0].time.isoformat() == "2020-02-01T00:00:00+00:00"


def test_a_programme_can_be_published_at_any_time(ceremony: CeremonyFile) -> None:
    """Whoever publishes it says when."""
    time = datetime(2019, 12, 1, 9, tzinfo=CET)
    programme, history = published(ceremony, time, "desk")
    assert isinstance(programme, ProgrammePublished)
    assert programme.data == ceremony.programme
    assert (programme.time, history.time) == (time, time)
