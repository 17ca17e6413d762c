"""Slips of the pen in what is to be announced: harmless to whoever reads the wire, and fatal on the night. Pure.

On the wire a field that nothing reads is ignored, and an outcome without nominations is no award. Together they would
make "nobody won" of a winner whose field is misspelt, or was lost on the way. So the desk takes neither.
"""

from collections.abc import Iterator, Mapping

from sweepcast.announcements import Announcement, Correction, Outcome
from sweepcast.programme import Problem
from sweepcast.unknown_fields import unknown_fields

_SHOWN = 5


def slips(data: object, announcement: Announcement) -> str:
    """Return what is wrong with the data that an announcement was read from, by its path; empty where nothing is."""
    return "; ".join(str(each) for each in list(_slips(data, announcement))[:_SHOWN])


def _slips(data: object, announcement: Announcement) -> Iterator[Problem]:
    for each in unknown_fields(data, type(announcement.data)):
        yield Problem(each.path.replace("$", "$.data", 1), each.message)
    if (
        isinstance(announcement.data, Outcome | Correction)
        and isinstance(data, Mapping)
        and not data.keys() & {"nominations", "recipients"}
    ):
        yield Problem("$.data", "names no nominations and no recipients: write nominations, [] if nobody is to win")
