"""How fast the pure fold is: announcements a second over 98 years of Academy Awards, against only reading them.

The floor is decoding each announcement and encoding its turn, which whatever stands in the worker's place must do.
"""

import argparse
import statistics
import time
from pathlib import Path

from streams.fold import Folded, fold
from streams.record_book import Book
from sweepcast.announcements import ANNOUNCEMENTS
from sweepcast.importers.sources import ceremonies_in
from sweepcast.retelling import in_order, retold
from sweepcast.turns import TURNS, Position, TurnData, turn_of

HISTORY = Path(__file__).parents[1] / "ceremonies" / "oscars" / "oscars.tsv"


def announcements() -> list[bytes]:
    """Return the whole history as announcements, in order."""
    ceremonies = in_order(ceremonies_in(HISTORY.read_bytes(), HISTORY.name).ceremonies)
    return [ANNOUNCEMENTS.encode(each) for ceremony in ceremonies for each in retold(ceremony, "benchmark")]


def folded(contents: list[bytes]) -> tuple[float, list[TurnData]]:
    """Return the seconds of processor time that folding takes, and the turns."""
    night, board, book, ceremony = None, None, Book(award_body="oscars"), ""
    turns: list[TurnData] = []
    began = time.process_time()
    for offset, content in enumerate(contents):
        announcement = ANNOUNCEMENTS.decode(content)
        if announcement.subject != ceremony:
            night, board, ceremony = None, None, announcement.subject
        made = fold(night, book, announcement, Position(partition=0, offset=offset), before=board)
        if not isinstance(made, Folded):
            raise SystemExit(f"announcement {offset} was refused: {made}")
        night, board, book = made.night, made.board, made.book or book
        turns.append(made.turn)
        TURNS.encode(turn_of(made.turn))
    return time.process_time() - began, turns


def floor(contents: list[bytes], turns: list[TurnData]) -> float:
    """Return the seconds of processor time that reading the announcements and writing these turns takes."""
    began = time.process_time()
    for content, turn in zip(contents, turns, strict=True):
        ANNOUNCEMENTS.decode(content)
        TURNS.encode(turn_of(turn))
    return time.process_time() - began


def main() -> None:
    """Measure several times, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="how often to fold the whole history (default: 5)")
    runs = parser.parse_args().runs
    contents = announcements()
    seconds, floors = [], []
    for _ in range(runs):
        taken, turns = folded(contents)
        seconds.append(taken)
        floors.append(floor(contents, turns))
    fold_seconds, floor_seconds = statistics.median(seconds), statistics.median(floors)
    print(f"announcements folded         {len(contents)} of 98 ceremonies, {runs} runs, medians")
    print(f"fold                         {len(contents) / fold_seconds:8.0f} a second")
    print(f"decode and encode alone      {len(contents) / floor_seconds:8.0f} a second")
    print(f"ratio fold / floor           {fold_seconds / floor_seconds:8.2f} of processor time")


if __name__ == "__main__":
    main()
