"""Records by a work at its body: most wins and most nominations, films and series apart.

A night is measured against the book as it stood before it; where the book does not know the record, nothing is said.
"""

from collections.abc import Iterator

from streams.milestones.claim import Claim, Family, Situation, about, category_evidence
from streams.tally import Count
from streams.wording import WORK_WORD, counted_word, held, wins
from streams.yardsticks import Record
from sweepcast.board import Evidence, Weight
from sweepcast.programme import Work


def wins_record(situation: Situation, work: Work) -> Record | None:
    """Return the wins record that the work is measured by, where there is one worth the name."""
    return _worth_it(situation, situation.yardstick(work.medium).wins)


def _nominations_record(situation: Situation, work: Work) -> Record | None:
    return _worth_it(situation, situation.yardstick(work.medium).nominations)


def _worth_it(situation: Situation, record: Record | None) -> Record | None:
    return record if record is not None and record.number >= situation.rules.record_number else None


def _wins(situation: Situation) -> Iterator[Claim]:
    for work, count in situation.counted_works():
        record = wins_record(situation, work)
        if record is not None and count.possible >= record.number:
            yield _wins_claim(situation, work, count, record)


def _wins_claim(situation: Situation, work: Work, count: Count, record: Record) -> Claim:
    title, holders = work.title, held(record.holders)
    which = _which(situation, work)
    weight: Weight
    if count.wins > record.number:
        kind, status, weight = "record-broken", "broken", "major"
        headline = f"{title} breaks the {which} record with {wins(count.wins)}, past the {record.number} of {holders}"
    elif count.wins == record.number:
        kind, status, weight = "record-tied", "tied", "major"
        headline = f"{title} ties the {which} record of {wins(count.wins)}, set by {holders}"
    elif count.wins == record.number - 1 and count.wins:
        kind, status, weight = "record-in-reach", "one-win-away", "minor"
        headline = f"{title} is one win from the {which} record of {record.number}, set by {holders}"
    else:
        kind, status, weight = "record-in-reach", "possible", "quiet"
        verb = "break" if count.possible > record.number else "tie"
        headline = f"{title} can still {verb} the {which} record of {wins(record.number)}"
    return _claim(
        work,
        (kind, status, headline, weight),
        {"wins": count.wins, "possible": count.possible, "record": record.number},
        Evidence(categories=category_evidence(count.entries), holders=record.holders),
    )


def _nominations(situation: Situation) -> Iterator[Claim]:
    for work, count in situation.counted_works():
        record = _nominations_record(situation, work)
        if record is not None and count.nominations >= record.number:
            yield _nominations_claim(situation, work, count, record)


def _nominations_claim(situation: Situation, work: Work, count: Count, record: Record) -> Claim:
    number, holders, which = count.nominations, held(record.holders), _which(situation, work)
    nominations = counted_word(number, "nomination", "nominations")
    if number > record.number:
        kind, status = "record-broken", "broken"
        headline = f"{work.title} breaks the {which} record with {nominations}, past the {record.number} of {holders}"
    else:
        kind, status = "record-tied", "tied"
        headline = f"{work.title} ties the {which} record of {nominations}, set by {holders}"
    return _claim(
        work,
        (kind, status, headline, "major"),
        {"nominations": number, "record": record.number},
        Evidence(categories=category_evidence(count.entries), holders=record.holders),
    )


def _which(situation: Situation, work: Work) -> str:
    """Return whose record it is: "Golden Globe Awards film"."""
    return f"{situation.programme.award_body_name} {WORK_WORD[work.medium][0]}"


def _claim(
    work: Work,
    told: tuple[str, str, str, Weight],
    numbers: dict[str, int],
    evidence: Evidence,
) -> Claim:
    kind, status, headline, weight = told
    return Claim(
        subject=work.id,
        kind=kind,
        status=status,
        subjects=about(work),
        numbers=numbers,
        evidence=evidence,
        headline=headline,
        weight=weight,
    )


_LINE = (
    ("record-in-reach", "possible"),
    ("record-in-reach", "one-win-away"),
    ("record-tied", "tied"),
    ("record-broken", "broken"),
)
WINS = Family("record-wins", _LINE, _wins)
NOMINATIONS = Family("record-nominations", _LINE, _nominations)
