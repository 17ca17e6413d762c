"""Records by a person over a whole career at the body: most wins and most nominations, all media together.

Told only where the whole history was folded, and against the book as it stood before the night.
"""

from collections.abc import Iterator

from streams.milestones.claim import Claim, Family, Situation, category_evidence
from streams.tally import Count
from streams.wording import counted_word, held
from streams.yardsticks import Record
from sweepcast.board import Evidence, Subject, Weight
from sweepcast.programme import Person


def _wins(situation: Situation) -> Iterator[Claim]:
    people = situation.measures.people
    for person, count in situation.counted_people():
        if people.wins is not None and count.wins:
            total = people.before.get(person.id, (0, 0))[0] + count.wins
            yield from _claims(situation, person, count, (total, "win", "wins"), people.wins)


def _nominations(situation: Situation) -> Iterator[Claim]:
    people = situation.measures.people
    for person, count in situation.counted_people():
        if people.nominations is not None:
            total = people.before.get(person.id, (0, 0))[1] + count.nominations
            yield from _claims(situation, person, count, (total, "nomination", "nominations"), people.nominations)


def _claims(
    situation: Situation, person: Person, count: Count, reached: tuple[int, str, str], record: Record
) -> Iterator[Claim]:
    number, one, many = reached
    if number < max(record.number, situation.rules.career_record_number):
        return
    holders = held(record.holders)
    body, words = situation.programme.award_body_name, counted_word(number, one, many)
    own = [holder.id for holder in record.holders] == [person.id]
    weight: Weight = "minor"
    if number == record.number:
        kind, status = "record-tied", "tied"
        headline = f"{person.name} ties the {body} career record of {words}, set by {holders}"
    elif own:
        kind, status = "record-broken", "broken"
        headline = f"{person.name} extends the {body} career record to {words}"
    else:
        kind, status, weight = "record-broken", "broken", "major"
        headline = f"{person.name} breaks the {body} career record with {words}, past the {record.number} of {holders}"
    yield Claim(
        subject=person.id,
        kind=kind,
        status=status,
        subjects=(Subject(kind="person", id=person.id, name=person.name),),
        numbers={many: number, "tonight": count.wins if one == "win" else count.nominations, "record": record.number},
        evidence=Evidence(categories=category_evidence(count.entries), holders=record.holders),
        headline=headline,
        weight=weight,
    )


_LINE = (("record-tied", "tied"), ("record-broken", "broken"))
WINS = Family("record-person-wins", _LINE, _wins)
NOMINATIONS = Family("record-person-nominations", _LINE, _nominations)
