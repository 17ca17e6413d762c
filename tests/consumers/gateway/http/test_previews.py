"""What a link to the page says of itself where it is shared."""

import json
import struct
from html.parser import HTMLParser

import pytest

from consumers.gateway.gateway import PAGE as PAGE_FOLDER
from consumers.gateway.http.previews import (
    LONGEST,
    PICTURE,
    UNKNOWN,
    Known,
    Preview,
    milestone_address,
    preview,
    with_preview,
)

PAGE = "<!doctype html><html><head><title>Sweepcast</title></head><body><p>the page</p></body></html>"
URL = "https://awards.example/?ceremony=golden-globes-2017"


class Tags(HTMLParser):
    """Reads a page as a browser does: its meta tags, and all its other elements."""

    def __init__(self, page: str) -> None:
        """Read it."""
        super().__init__()
        self.meta: dict[str, str] = {}
        self.others: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        if tag != "meta":
            self.others.append(tag)
            return
        given = {name: value or "" for name, value in attrs}
        assert set(given) in ({"name", "content"}, {"property", "content"})
        self.meta[given.get("name") or given["property"]] = given["content"]

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


def night(name: str = "74th Golden Globe Awards", headline: str | None = None, **stage: object) -> Known:
    """Return a night with that name, perhaps at a stage, perhaps with a milestone."""
    return Known(
        ceremony=json.dumps({"type": "ceremony", "name": name, "date": "2017-01-08", "more": {}}).encode(),
        stage=json.dumps({"type": "stage", "decided": 3, "categories": 25, **stage}).encode() if stage else None,
        milestone=None if headline is None else json.dumps({"type": "milestone", "headline": headline}).encode(),
    )


@pytest.mark.parametrize(
    ("known", "title", "description"),
    [
        (UNKNOWN, "Sweepcast", "An awards night as it happens: winners, standings, sweeps and records."),
        (night(), "74th Golden Globe Awards", "January 8, 2017. Not yet begun."),
        (night(status="published"), "74th Golden Globe Awards", "January 8, 2017. Not yet begun."),
        (night(status="open"), "74th Golden Globe Awards", "January 8, 2017. Under way: 3 of 25 categories decided."),
        (
            night(status="closed"),
            "74th Golden Globe Awards",
            "January 8, 2017. The night is over: winners, standings, sweeps and records.",
        ),
        (
            night(status="closed", headline="La La Land wins all 7 of its nominations"),
            "La La Land wins all 7 of its nominations",
            "74th Golden Globe Awards, January 8, 2017",
        ),
        (Known(ceremony=b'{"name": 7}'), "Sweepcast", "An awards night as it happens"),
        (Known(milestone=b'{"headline": "a night that nobody knows"}'), "Sweepcast", "An awards night as it happens"),
        (night()._replace(stage=b"[]", milestone=b"{"), "74th Golden Globe Awards", "January 8, 2017. Not yet begun."),
    ],
)
def test_a_preview_tells_the_night_and_how_far_it_is(known: Known, title: str, description: str) -> None:
    """Not who has won, unless the link is to a milestone; what cannot be read is left out."""
    told = preview(known, URL)
    assert (told.title, told.url) == (title, URL)
    assert told.description.startswith(description)


@pytest.mark.parametrize(
    "name",
    [
        '"><script>alert(1)</script>',
        "'><img src=x onerror=alert(1)>",
        "</head><body onload=alert(1)>",
        "</title></script><!--",
        "--> & &amp; &lt;b&gt; &#34;",
        "a\nb\r\n\tc",
        "مهرجان القاهرة السينمائي",
        "\u202egnp.exe \x00 \ud7ff 청룡영화상",
        "<" * 1000,
        "",
    ],
)
def test_names_cannot_break_out_of_their_tags(name: str) -> None:
    """Whatever a night, a milestone or an address is called, the page's elements and its text stay the same."""
    plain = Tags(with_preview(PAGE, preview(night("A"), URL)))
    for known, url in ((night(name), URL), (night("A", headline=name), URL), (night("A"), f"http://h/?{name}")):
        read = Tags(with_preview(PAGE, preview(known, url)))
        assert (read.others, read.text, set(read.meta)) == (plain.others, plain.text, set(plain.meta))
    read = Tags(with_preview(PAGE, preview(night(name), URL)))
    line = " ".join(name.split()).replace("\x00", "\ufffd")
    assert read.meta["og:title"].replace("\x00", "\ufffd") == (
        line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
    )


def test_the_tags_of_a_preview() -> None:
    """What Open Graph and Twitter ask for, at the end of the head."""
    page = with_preview(PAGE, Preview("A title", "A description", URL))
    assert Tags(page).meta == {
        "og:type": "website",
        "og:site_name": "Sweepcast",
        "og:title": "A title",
        "og:description": "A description",
        "og:url": URL,
        "og:image": "https://awards.example/link-preview.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": PICTURE.alt,
        "twitter:card": "summary_large_image",
        "twitter:title": "A title",
        "twitter:description": "A description",
        "twitter:image": "https://awards.example/link-preview.png",
        "twitter:image:alt": PICTURE.alt,
    }
    assert page.index("<title>") < page.index("og:title") < page.index("</head>")


def test_the_picture_is_as_large_as_its_tags_say() -> None:
    """It is a PNG of that size (its first chunk says so: PNG, 11.2.1), and light enough for a phone's messages."""
    content = (PAGE_FOLDER / PICTURE.name).read_bytes()
    assert content[:16] == b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
    assert struct.unpack(">II", content[16:24]) == (PICTURE.width, PICTURE.height)
    assert len(content) < 60_000


def test_a_page_without_a_head_stays_as_it_is() -> None:
    """There is nowhere to say it."""
    assert with_preview("<p>bare", preview(UNKNOWN, URL)) == "<p>bare"


@pytest.mark.parametrize(
    ("at", "address"),
    [
        ("milestone/record-wins/la-la-land", "milestone/record-wins/la-la-land"),
        ("milestone/record-wins/la-la-land@45", "milestone/record-wins/la-la-land"),
        ("category/picture", None),
        ("standing/work/la-la-land", None),
        ("", None),
    ],
)
def test_only_milestones_are_told(at: str, address: str | None) -> None:
    """A link to anything else says no more than a link to its night."""
    assert milestone_address(at) == address
