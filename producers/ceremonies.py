"""Finds ceremony files: by path, or by a ceremony's id among those that come with Sweepcast."""

from pathlib import Path

from sweepcast.ceremony_file import CeremonyFile, CeremonyFileError, decode_ceremony
from sweepcast.importers.sources import ceremonies_in
from sweepcast.programme import Problem

SHIPPED = Path(__file__).resolve().parent.parent / "ceremonies"
"""The folder of the ceremonies that come with Sweepcast."""
HISTORIES = (".csv", ".tsv")
"""What the files of whole histories end with; any other file is a ceremony's JSON."""


def read_ceremony(named: str, shipped: Path = SHIPPED) -> CeremonyFile:
    """Return the ceremony of the file `named`; a bare ceremony id means the file of that name in `shipped`.

    Raises:
        CeremonyFileError: there is no such file, it cannot be read, or it holds no sound ceremony.

    """
    path, content = _content(named, shipped)
    return decode_ceremony(content, str(path))


def read_ceremonies(named: str, shipped: Path = SHIPPED) -> tuple[CeremonyFile, ...]:
    """Return the ceremonies of a file in any format, a whole history where it holds one.

    Raises:
        CeremonyFileError: as above, or something in a history could not be understood: all of it, by row.

    """
    path, content = _content(named, shipped)
    if path.suffix in HISTORIES:
        return ceremonies_in(content, str(path)).ceremonies
    return (decode_ceremony(content, str(path)),)


def _content(named: str, shipped: Path) -> tuple[Path, bytes]:
    path = Path(named)
    if not path.exists() and path.suffix != ".json" and path.name == named:
        path = shipped / f"{named}.json"
    try:
        return path, path.read_bytes()
    except FileNotFoundError:
        known = ", ".join(sorted(each.stem for each in shipped.glob("*.json"))) or "none"
        problem = Problem(str(path), f"no such file: name a ceremony file, or the id of one that is here ({known})")
        raise CeremonyFileError(named, [problem]) from None
    except OSError as error:
        raise CeremonyFileError(named, [Problem(str(path), f"cannot be read: {error.strerror}")]) from None
