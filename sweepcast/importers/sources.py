"""Reads the ceremonies of a file in any format that is known: a ceremony's JSON, the plain CSV, the Academy's TSV."""

from pathlib import PurePath
from typing import Literal, get_args

from sweepcast.ceremony_file import CeremonyFileError, decode_ceremony
from sweepcast.importers.imported import Broken, Imported
from sweepcast.importers.oscars import read_oscars
from sweepcast.importers.plain_csv import read_plain_csv
from sweepcast.programme import Problem

Format = Literal["json", "csv", "oscars"]
FORMATS: tuple[Format, ...] = get_args(Format)
_BY_SUFFIX: dict[str, Format] = {".json": "json", ".csv": "csv", ".tsv": "oscars"}


def ceremonies_in(content: bytes, name: str, *, format_: Format | None = None, broken: Broken = "refuse") -> Imported:
    """Return the ceremonies in `content`; `name` tells the format by its suffix where `format_` does not.

    Raises:
        CeremonyFileError: with `refuse`, anything that could not be understood, all of it together; else that there
            is no ceremony in the file.

    """
    chosen = format_ or _BY_SUFFIX.get(PurePath(name).suffix.lower())
    if chosen is None:
        known = ", ".join(_BY_SUFFIX)
        raise CeremonyFileError(name, [Problem("$", f"is of no known format ({known}): say the format")])
    if chosen == "json":
        return Imported(ceremonies=(decode_ceremony(content, name),))
    imported = (read_plain_csv if chosen == "csv" else read_oscars)(content, broken=broken)
    if imported.problems and (broken == "refuse" or not imported.ceremonies):
        raise CeremonyFileError(name, imported.problems)
    return imported
