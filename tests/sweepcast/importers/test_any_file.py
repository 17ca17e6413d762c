"""Whatever stands in a file, it is understood or told: no importer ever raises."""

import csv
import io
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sweepcast.ceremony_file import Winner, ceremony_problems
from sweepcast.importers.csv_rows import COLUMNS
from sweepcast.importers.imported import Broken, Imported
from sweepcast.importers.oscars import read_oscars
from sweepcast.importers.plain_csv import read_plain_csv

OSCARS = Path(__file__).parents[3] / "ceremonies" / "oscars" / "oscars.tsv"

_BROKEN = st.sampled_from(["refuse", "skip-editions", "skip-rows"])
_ODD = st.text(max_size=8)
_NAMES = st.sampled_from(["", "A", "B", "A|B", "B|A", "é", "千", "a b", "A||B"])
_FIELDS = {
    "body": st.sampled_from(["Village", "village", "Town"]) | _ODD,
    "edition": st.sampled_from(["1", "2", "3"]) | _ODD,
    "ceremony_year": st.sampled_from(["2001", "0001", "9999"]) | _ODD,
    "film_year": st.sampled_from(["2000", "1999/00", "2000/99"]) | _ODD,
    "medium": st.sampled_from(["film", "tv", ""]) | _ODD,
    "competitive": st.sampled_from(["true", "False", ""]),
    "order": st.sampled_from(["", "1", "2", "-1"]),
    "won": st.sampled_from(["true", "FALSE", "", "1"]),
    **dict.fromkeys(("category", "award", "song", "note"), st.sampled_from(["A", "B", "", "!"]) | _ODD),
    **dict.fromkeys(("works", "work_ids", "people", "person_ids"), _NAMES | _ODD),
}
_ROWS = st.lists(st.fixed_dictionaries({column: _FIELDS[column] for column in COLUMNS}), min_size=1, max_size=6)


def _is_whole(imported: Imported, broken: Broken) -> bool:
    """Return whether what was imported is sound, and with `refuse` either all or nothing."""
    sound = not any(ceremony_problems(each) for each in imported.ceremonies)
    ids = [each.programme.ceremony for each in imported.ceremonies]
    decided = broken != "refuse" or bool(imported.problems) != bool(imported.ceremonies)
    return sound and decided and len(set(ids)) == len(ids)


@given(_ROWS, _BROKEN)
def test_any_rows_of_a_csv(rows: list[dict[str, str]], broken: Broken) -> None:
    """Any fields give sound ceremonies, or problems, and never an error."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    assert _is_whole(read_plain_csv(text.getvalue().encode(), broken=broken), broken)


@given(st.binary(max_size=60), _BROKEN)
def test_any_bytes(content: bytes, broken: Broken) -> None:
    """No bytes at all are an error of the program."""
    for read in (read_plain_csv, read_oscars):
        for head in (b"", OSCARS.read_bytes()[:130] + b"\n", ",".join(COLUMNS).encode() + b"\n"):
            assert _is_whole(read(head + content, broken=broken), broken) or not content.strip()


def test_the_same_history_in_both_formats() -> None:
    """The Academy's nominations, written as a plain CSV and read again, are the same in every ceremony."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    academy = read_oscars(OSCARS.read_bytes()).ceremonies
    for ceremony in academy:
        programme, night = ceremony.programme, ceremony.night
        assert night is not None
        names = {each.id: each.title for each in programme.works} | {each.id: each.name for each in programme.people}
        won = {
            (each.category, id_) for each in night.announcements if isinstance(each, Winner) for id_ in each.nominations
        }
        for category in (each for each in programme.categories if each.competitive):
            for each in category.nominations:
                writer.writerow(
                    {
                        "body": "oscars",
                        "edition": programme.edition,
                        "ceremony_year": programme.ceremony_year,
                        "film_year": programme.film_year,
                        "category": category.name,
                        "award": category.award,
                        "medium": "film",
                        "competitive": "true",
                        "works": "|".join(names[id_] for id_ in each.works),
                        "work_ids": "|".join(each.works),
                        "people": "|".join(names[id_] for id_ in each.people),
                        "person_ids": "|".join(each.people),
                        "song": each.song,
                        "won": (category.id, each.id) in won,
                    }
                )
    imported = read_plain_csv(text.getvalue().encode())
    assert imported.problems == ()
    for one, other in zip(academy, imported.ceremonies, strict=True):
        assert one.programme.ceremony == other.programme.ceremony
        competitive = [each for each in one.programme.categories if each.competitive]
        for category, same in zip(competitive, other.programme.categories, strict=True):
            assert (category.name, category.award, category.nominations) == (same.name, same.award, same.nominations)
