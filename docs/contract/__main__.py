"""Writes docs/schemas, docs/asyncapi.yaml and docs/openapi.yaml anew from the types."""

import argparse
import sys

from docs.contract.files import FOLDER, published


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or check them; return the exit code: 1 if a file is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m docs.contract", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, and fail if a file is out of date")
    check = parser.parse_args(arguments).check
    stale = [name for name, text in published().items() if not _is(name, text)]
    for name in stale:
        print(f"docs/{name} {'is out of date: run make contract' if check else 'written'}")
        if not check:
            (FOLDER / name).parent.mkdir(exist_ok=True)
            (FOLDER / name).write_text(published()[name], encoding="utf-8")
    if not stale:
        print("docs/schemas, docs/asyncapi.yaml and docs/openapi.yaml are up to date")
    return 1 if check and stale else 0


def _is(name: str, text: str) -> bool:
    path = FOLDER / name
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
