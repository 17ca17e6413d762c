"""The first since: said with a clean sweep, a Big Five or a record of wins, and never beyond what the book knows.

A work's number n is compared with the largest earlier number m not above it: "the first of m or more since X", where
X is the latest earlier work with m or more. Without any earlier one it is the first ever.
A strict sweep is compared with strict ones, an effective one with all.
"""

from collections.abc import Iterator, Sequence

from streams.milestones.big_five import is_big_five
from streams.milestones.claim import Claim, Family, Situation, about
from streams.milestones.records import wins_record
from streams.milestones.sweep import clean_sweep
from streams.wording import WORK_WORD, dated
from sweepcast.board import Evidence, Holder
from sweepcast.programme import Work


def predecessor(number: int, earlier: Sequence[Holder], complete_from: int) -> tuple[int, Holder | None] | None:
    """Return m and the latest earlier holder of m or more (none: the first ever of m or more).

    `earlier` holds all earlier ones of `complete_from` or more; where the number is below that nothing can be said,
    and none is returned. Of several at the same ceremony the one with the highest number is named.
    """
    if number < complete_from:
        return None
    known = [holder for holder in earlier if holder.number >= complete_from]
    m = max((holder.number for holder in known if holder.number <= number), default=None)
    if m is None:
        m = number if known else complete_from
    reached = [holder for holder in known if holder.number >= m]
    return m, max(reached, key=lambda holder: (holder.edition, holder.number), default=None)


def _sweeps(situation: Situation) -> Iterator[Claim]:
    for work, count in situation.counted_works():
        known, sweep = situation.yardstick(work.medium), clean_sweep(count, situation.rules)
        if known.sweeps_from is not None and sweep is not None:
            smallest = max(known.sweeps_from, situation.rules.sweep_nominations)
            earlier = known.sweeps if sweep == "strict" else known.sweeps + known.effective_sweeps
            found = predecessor(count.nominations, earlier, smallest)
            if found is not None:
                m, latest = found
                yield _claim(situation, work, (count.nominations, m), f"clean sweep of {m} or more nominations", latest)


def _big_fives(situation: Situation) -> Iterator[Claim]:
    for work, count in situation.counted_works():
        known = situation.yardstick(work.medium).big_fives
        if known is not None and is_big_five(count, situation.rules):
            latest = max(known, key=lambda holder: holder.edition, default=None)
            five = len(situation.rules.big_five)
            yield _claim(situation, work, (five, five), "winner of the Big Five", latest)


def _records(situation: Situation) -> Iterator[Claim]:
    for work, count in situation.counted_works():
        record = wins_record(situation, work)
        if record is not None and count.wins >= record.number:
            what = f"{WORK_WORD[work.medium][0]} with {record.number} or more wins"
            yield _claim(situation, work, (count.wins, record.number), what, record.holders[-1])


def _claim(
    situation: Situation,
    work: Work,
    number_and_m: tuple[int, int],
    what: str,
    latest: Holder | None,
) -> Claim:
    number, m = number_and_m
    body = situation.programme.award_body_name
    since = f"since {dated(latest)}" if latest is not None else "ever"
    return Claim(
        subject=work.id,
        kind="first-since",
        status="since" if latest is not None else "first-ever",
        subjects=about(work),
        numbers={"number": number, "or_more": m},
        evidence=Evidence(holders=() if latest is None else (latest,)),
        headline=f"{work.title}: the first {what} at the {body} {since}",
        weight="major",
    )


_LINE = (("first-since", "since"), ("first-since", "first-ever"))
SWEEP = Family("first-since-sweep", _LINE, _sweeps)
BIG_FIVE = Family("first-since-big-five", _LINE, _big_fives)
RECORD = Family("first-since-record", _LINE, _records)
