"""The nine announcements on the wire."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweepcast.announcements import (
    ANNOUNCEMENTS,
    Announcement,
    CategoryNamed,
    CategoryPostponed,
    CategoryUpNext,
    CeremonyClosed,
    CeremonyOpened,
    CompleteFor,
    Correction,
    History,
    HistoryRow,
    HistorySeeded,
    NominationWithdrawn,
    Outcome,
    Postponement,
    ProgrammePublished,
    WinnerAnnounced,
    WinnerCorrected,
    Withdrawal,
)
from sweepcast.cloudevents import Malformed, type_of
from sweepcast.programme import Category, Nomination, Person, Programme

ENVELOPE: dict[str, Any] = {
    "id": "one",
    "source": "test",
    "subject": "oscars-2017",
    "time": datetime(2017, 2, 26, tzinfo=UTC),
}
PROGRAMME = Programme(
    ceremony="oscars-2017",
    award_body="oscars",
    award_body_name="Academy Awards",
    name="89th Academy Awards",
    edition=89,
    ceremony_year=2017,
    film_year=2016,
    date=datetime(2017, 2, 26, tzinfo=UTC).date(),
    categories=(Category(id="picture", name="Best Picture", nominations=(Nomination(id="moonlight"),)),),
)
HISTORY = History(
    medium="film",
    before_edition=89,
    complete_for=CompleteFor(wins_at_least=11, nominations_at_least=14, clean_sweep_nominations_at_least=5),
    works=(HistoryRow(title="Ben-Hur", edition=32, ceremony_year=1960, film_year=1959, wins=11, nominations=12),),
    source="a test",
)

id_texts = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._~:-]{0,149}", fullmatch=True)
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
# Offsets in RFC 3339 have whole minutes; local mean times of old had seconds.
offsets = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.datetimes(timezones=offsets)
people = st.lists(st.builds(Person, id=id_texts, name=texts), max_size=3).map(tuple)
names = st.lists(id_texts, max_size=3).map(tuple)
data_of: dict[type[Any], st.SearchStrategy[Any]] = {
    ProgrammePublished: st.just(PROGRAMME),
    HistorySeeded: st.just(HISTORY),
    CategoryUpNext: st.builds(CategoryNamed, category=id_texts),
    WinnerAnnounced: st.builds(Outcome, category=id_texts, nominations=names, recipients=people),
    WinnerCorrected: st.builds(Correction, category=id_texts, nominations=names, recipients=people, reason=texts),
    CategoryPostponed: st.builds(Postponement, category=id_texts, reason=texts),
    NominationWithdrawn: st.builds(Withdrawal, category=id_texts, nomination=id_texts, reason=texts),
}


@st.composite
def announcements(draw: st.DrawFn) -> Announcement:
    """Draw any announcement."""
    kinds: list[type[Any]] = [*data_of, CeremonyOpened, CeremonyClosed]
    kind = draw(st.sampled_from(kinds))
    envelope: dict[str, Any] = {
        "id": draw(texts),
        "source": draw(texts),
        "subject": draw(id_texts),
        "time": draw(times),
    }
    data = {"data": draw(data_of[kind])} if kind in data_of else {}
    announcement: Announcement = kind(**envelope, **data)
    return announcement


@given(announcements())
def test_comes_back_as_it_was(announcement: Announcement) -> None:
    """What is written is read as the same announcement, and written again as the same bytes."""
    written = ANNOUNCEMENTS.encode(announcement)
    read = ANNOUNCEMENTS.decode(written)
    assert read == announcement
    assert ANNOUNCEMENTS.encode(read) == written


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_an_announcement_or_malformed(content: bytes) -> None:
    """No bytes make the codec fail in any other way."""
    with suppress(Malformed):
        ANNOUNCEMENTS.decode(content)


@pytest.mark.parametrize(
    ("announcement", "name"),
    [
        (ProgrammePublished(**ENVELOPE, data=PROGRAMME), "programme-published"),
        (CeremonyOpened(**ENVELOPE), "ceremony-opened"),
        (CategoryUpNext(**ENVELOPE, data=CategoryNamed(category="a")), "category-up-next"),
        (WinnerAnnounced(**ENVELOPE, data=Outcome(category="a")), "winner-announced"),
        (WinnerCorrected(**ENVELOPE, data=Correction(category="a", reason="b")), "winner-corrected"),
        (CategoryPostponed(**ENVELOPE, data=Postponement(category="a", reason="b")), "category-postponed"),
        (
            NominationWithdrawn(**ENVELOPE, data=Withdrawal(category="a", nomination="b", reason="c")),
            "nomination-withdrawn",
        ),
        (CeremonyClosed(**ENVELOPE), "ceremony-closed"),
        (HistorySeeded(**ENVELOPE, data=HISTORY), "history-seeded"),
    ],
)
def test_types(announcement: Announcement, name: str) -> None:
    """Each announcement bears its own type on the wire."""
    assert type_of(announcement) == f"sweepcast.announcement.{name}"
    assert msgspec.json.decode(ANNOUNCEMENTS.encode(announcement))["type"] == f"sweepcast.announcement.{name}"


def test_a_negative_count_is_refused() -> None:
    """Wins and nominations count from 0."""
    wrong = msgspec.structs.replace(HISTORY.works[0], wins=-1)
    written = ANNOUNCEMENTS.encode(HistorySeeded(**ENVELOPE, data=msgspec.structs.replace(HISTORY, works=(wrong,))))
    with pytest.raises(Malformed, match=r"\$\.data\.works\[0\]\.wins"):
        ANNOUNCEMENTS.decode(written)
