"""Ids for what has none: readable, always the same for the same names, and never one id for two things."""

import hashlib
import re
import unicodedata
from collections.abc import Container

_LONGEST = 80
"""Room enough for what is put behind a name; the contract's ids end at 150 characters."""
_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ß": "ss",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "đ": "d",
        "&": " and ",
        "½": " 1 2",
        "'": "",
        "\N{RIGHT SINGLE QUOTATION MARK}": "",
    }
)
"""What Unicode's own decomposition would leave out, or would leave standing between words."""
_VALID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~:-]{0,149}")


def is_id(text: str) -> bool:
    """Return whether the contract takes the text as an id."""
    return _VALID.fullmatch(text) is not None


def slug(text: str) -> str:
    """Return the text in lower case with hyphens between its words, in ASCII; empty where no letter is left."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain)
    short = ""
    for word in words:
        longer = f"{short}-{word}" if short else word
        if len(longer) > _LONGEST:
            break
        short = longer
    return short or "".join(words)[:_LONGEST]


def made_id(text: str) -> str:
    """Return an id made of a name: its slug, or a digest of it where it has no letter that an id can hold."""
    return slug(text) or f"x-{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def sanitised(text: str) -> str:
    """Return an id as near to the text as the contract allows; the text itself where that is an id."""
    if is_id(text):
        return text
    plain = re.sub(r"[^A-Za-z0-9._~:-]+", "-", text).strip("._~:-")[:_LONGEST]
    return plain if is_id(plain) else made_id(text)


def untaken(wanted: str, taken: Container[str]) -> str:
    """Return the id wanted, or with the first number behind it that makes it one that is not taken."""
    number, free = 1, wanted
    while free in taken:
        number += 1
        free = f"{wanted}-{number}"
    return free
