"""What the tests of the fold share: every night that comes with Sweepcast, folded once."""

from pathlib import Path

import pytest

from streams.rehearse import Claimed, Rehearsed, claims, rehearse
from sweepcast.board import Board
from sweepcast.importers.sources import ceremonies_in
from sweepcast.retelling import in_order

CEREMONIES = Path(__file__).parents[2] / "ceremonies"

Told = list[tuple[Rehearsed, list[Claimed]]]


@pytest.fixture(scope="session")
def all_nights() -> Told:
    """Every announcement of the Golden Globes of 2017 and of 98 years of Oscars, with what it made and claimed.

    The Oscars of 2017 are told as they were announced, wrong envelope included.
    """
    files = [CEREMONIES / name for name in ("golden-globes-2017.json", "oscars/oscars.tsv", "oscars-2017.json")]
    ceremonies = in_order(each for file in files for each in ceremonies_in(file.read_bytes(), file.name).ceremonies)
    told: Told = []
    ceremony, board = "", Board()
    for rehearsed in rehearse(ceremonies):
        before = board if rehearsed.programme.ceremony == ceremony else {}
        ceremony, board = rehearsed.programme.ceremony, rehearsed.board
        told.append((rehearsed, claims(before, rehearsed)))
    return told
