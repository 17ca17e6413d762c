"""What a link to the page says of itself where it is shared: Open Graph and Twitter's tags in the page's head. Pure.

A preview says no more than the board does, and less: which night it is and how far, but not who has won; a night is
looked forward to by those who have not seen it. Only a link to a milestone says what that milestone says. The picture
is the same for every link, and tells nothing of any night.
"""

from datetime import date
from html import escape
from typing import NamedTuple, TypeVar

import msgspec

HEAD_ENDS = "</head>"
LONGEST = 300
"""Characters of a title or a description; those who make previews cut them much shorter."""
MILESTONES = "milestone/"


class Preview(NamedTuple):
    """What a link says of itself; `url` is where it leads, as who shared it reached it."""

    title: str
    description: str
    url: str


class Picture(NamedTuple):
    """A picture among the page's files, in pixels; `alt` is what is to be seen on it."""

    name: str
    width: int
    height: int
    alt: str


PICTURE = Picture(
    "link-preview.png", 1200, 630, "A golden star above the name Sweepcast: an awards night as it happens."
)
"""As large as those who make previews recommend for a large card: 1.91 to 1."""


class Known(NamedTuple):
    """What is known of the night that a link leads to: values of its board as JSON, none where there is none."""

    ceremony: bytes | None = None
    stage: bytes | None = None
    milestone: bytes | None = None


UNKNOWN = Known()


class _Ceremony(msgspec.Struct):
    name: str
    date: date


class _Stage(msgspec.Struct):
    status: str
    decided: int
    categories: int


class _Milestone(msgspec.Struct):
    headline: str


_Value = TypeVar("_Value")


_CEREMONIES = msgspec.json.Decoder(_Ceremony)
_STAGES = msgspec.json.Decoder(_Stage)
_MILESTONES = msgspec.json.Decoder(_Milestone)

ABOUT = "An awards night as it happens: winners, standings, sweeps and records."


def milestone_address(at: str) -> str | None:
    """Return the address of the milestone that a link's `at` names, none if it names none.

    A link may say since which turn the milestone holds, as in `milestone/record-wins/la-la-land@45`. What stands at
    the address is one story, and where it has gone on since, the link tells how it stands now.
    """
    address, _, _ = at.partition("@")
    return address if address.startswith(MILESTONES) else None


def preview(known: Known, url: str) -> Preview:
    """Return the preview of a link to a night, or to one of its milestones.

    What cannot be read, as from a worker newer than this gateway, is left out: the page comes all the same.
    """
    ceremony = _read(_CEREMONIES, known.ceremony)
    if ceremony is None:
        return Preview("Sweepcast", ABOUT, url)
    night = f"{ceremony.name}, {_day(ceremony.date)}"
    milestone = _read(_MILESTONES, known.milestone)
    if milestone is not None:
        return Preview(milestone.headline, night, url)
    return Preview(ceremony.name, f"{_day(ceremony.date)}. {_progress(_read(_STAGES, known.stage))}", url)


def with_preview(page: str, told: Preview) -> str:
    """Return the page with the preview's tags at the end of its head; without a head, as it is."""
    before, head_ends, after = page.partition(HEAD_ENDS)
    return f"{before}{_tags(told)}{head_ends}{after}" if head_ends else page


def _tags(told: Preview) -> str:
    title, description = _cut(told.title), _cut(told.description)
    # Whole, since those who make previews resolve no address; it is beside the page, which is all before the query.
    picture = told.url.partition("?")[0] + PICTURE.name
    tags = (
        ("property", "og:type", "website"),
        ("property", "og:site_name", "Sweepcast"),
        ("property", "og:title", title),
        ("property", "og:description", description),
        ("property", "og:url", told.url),
        ("property", "og:image", picture),
        ("property", "og:image:type", "image/png"),
        ("property", "og:image:width", str(PICTURE.width)),
        ("property", "og:image:height", str(PICTURE.height)),
        ("property", "og:image:alt", PICTURE.alt),
        ("name", "twitter:card", "summary_large_image"),
        ("name", "twitter:title", title),
        ("name", "twitter:description", description),
        ("name", "twitter:image", picture),
        ("name", "twitter:image:alt", PICTURE.alt),
    )
    return "".join(f'<meta {kind}="{name}" content="{escape(content)}">\n' for kind, name, content in tags)


def _progress(stage: _Stage | None) -> str:
    if stage is None or stage.status == "published":
        return "Not yet begun."
    if stage.status == "closed":
        return "The night is over: winners, standings, sweeps and records."
    return f"Under way: {stage.decided} of {stage.categories} categories decided."


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _cut(text: str) -> str:
    """Return the text in one line, and not longer than anybody shows it."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _read(decoder: "msgspec.json.Decoder[_Value]", content: bytes | None) -> _Value | None:
    if content is None:
        return None
    try:
        return decoder.decode(content)
    except msgspec.MsgspecError:
        return None
