"""Keeps a data folder to one run: a second broker in it would destroy what the first one writes."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stack.errors import StackError

LOCK_FILE = "in-use"


@contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """Have the folder, made where it is missing, to oneself until the end of the block, or of this process.

    Kafka locks its folder too, but only after it has written there.

    Raises:
        StackError: another process has it, or it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK_FILE).open("wb")
    except OSError as error:
        raise StackError(f"The data folder {folder} cannot be used: {error}.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StackError(
                f"Another run uses the data folder {folder}: stop it, or choose another folder with --data."
            ) from None
        yield
