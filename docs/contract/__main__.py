"""Writes docs/schemas, docs/asyncapi.yaml and docs/openapi.yaml anew from the types."""

import argparse
import sys
from pathlib import Path

from docs.contract.files import FOLDER, published


def main(arguments: list[str] | None = None, folder: Path = FOLDER) -> int:
    """Write the files into the folder of the documentation, or check them; return the exit code: 1 if one is stale."""
    parser = argparse.ArgumentParser(prog="python -m docs.contract", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, and fail if a file is out of date")
    check = parser.parse_args(arguments).check
    stale = {name: text for name, text in published().items() if not _is(folder / name, text)}
    for name, text in stale.items():
        if not check:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        print(f"docs/{name} {'is out of date: run make contract' if check else 'written'}")
    if not stale:
        print("docs/schemas, docs/asyncapi.yaml and docs/openapi.yaml are up to date")
    return 1 if check and stale else 0


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
