"""Writes a ceremony file for each ceremony in a history: `python -m producers.importers csv FILE.csv -o DIR`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from producers.shell import OK, USAGE, print_line, print_problem
from sweepcast.ceremony_file import CeremonyFile, CeremonyFileError
from sweepcast.importers.sources import ceremonies_in
from sweepcast.importers.writing import encode_ceremony

NOT_UNDERSTOOD = 1
_FOLDER_TAKEN = "is there already: choose another folder, or say --force to write over it"


class FolderError(ValueError):
    """Files cannot be written where they are wanted; the message says why and what to do."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m producers.importers",
        description="Write a ceremony file for each ceremony in a history.",
        epilog="Exit codes: 0 all was imported, 1 something was not understood and is listed by row, 2 a wrong call, "
        "or a file that cannot be read or written. The formats are described in docs/importing.md.",
    )
    formats = parser.add_subparsers(dest="format", required=True, metavar="FORMAT")
    for name, told in (
        ("csv", "any body's history, one nomination a row"),
        ("oscars", "the Academy's nominations, the TSV of DLu/oscar_data"),
    ):
        one = formats.add_parser(name, help=told, description=f"Import {told}.")
        one.add_argument("file", type=Path, metavar="FILE")
        one.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="where the files go")
        one.add_argument(
            "--broken",
            choices=("refuse", "skip-editions", "skip-rows"),
            default="refuse",
            help="where a row cannot be understood: import nothing (the default), leave out the editions that hold "
            "such rows, or leave out the rows alone, which makes the editions wrong by them",
        )
        one.add_argument("--force", action="store_true", help="write over files that are there")
        one.add_argument("--quiet", action="store_true", help="do not list what is only worth a look")
    return parser


def write(ceremonies: Sequence[CeremonyFile], folder: Path, *, force: bool) -> list[Path]:
    """Write each ceremony to `<folder>/<its id>.json` and return the paths.

    Raises:
        FolderError: a file is there already, and `force` does not allow to replace it: then none was written; or the
            folder cannot be written to.

    """
    paths = [folder / f"{each.programme.ceremony}.json" for each in ceremonies]
    taken = [path for path in paths if path.exists()]
    if taken and not force:
        more = f" (and {len(taken) - 1} more)" if len(taken) > 1 else ""
        raise FolderError(f"{taken[0]}{more} {_FOLDER_TAKEN}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, ceremony in zip(paths, ceremonies, strict=True):
            unfinished = path.with_suffix(".unfinished")
            unfinished.write_bytes(encode_ceremony(ceremony))
            unfinished.replace(path)
    except OSError as error:
        raise FolderError(f"{error.filename or folder}: cannot be written: {error.strerror}") from None
    return paths


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        content = options.file.read_bytes()
    except OSError as error:
        print_problem(f"{options.file}: cannot be read: {error.strerror}")
        return USAGE
    try:
        imported = ceremonies_in(content, str(options.file), format_=options.format, broken=options.broken)
        written = write(imported.ceremonies, options.output, force=options.force)
    except CeremonyFileError as error:
        print_problem(f"{error}\nNothing was imported.")
        return NOT_UNDERSTOOD
    except FolderError as error:
        print_problem(str(error))
        return USAGE
    if not options.quiet:
        for notice in imported.notices:
            print_problem(f"{options.file}: notice: {notice}")
    for problem in imported.problems:
        print_problem(f"{options.file}: {problem}")
    for path in written:
        print_line(str(path))
    return NOT_UNDERSTOOD if imported.problems else OK


if __name__ == "__main__":
    sys.exit(main())
