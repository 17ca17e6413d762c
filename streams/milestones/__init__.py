"""The milestones: one file a family, each a pure function from a situation to claims; this list is all of them."""

from streams.milestones import (
    big_five,
    first_since,
    lead,
    multiple,
    people_records,
    records,
    shutout,
    sweep,
    tie,
)
from streams.milestones.claim import Family

FAMILIES: tuple[Family, ...] = (
    sweep.FAMILY,
    records.WINS,
    records.NOMINATIONS,
    people_records.WINS,
    people_records.NOMINATIONS,
    big_five.FAMILY,
    first_since.SWEEP,
    first_since.BIG_FIVE,
    first_since.RECORD,
    lead.FAMILY,
    shutout.FAMILY,
    tie.FAMILY,
    multiple.FAMILY,
)
