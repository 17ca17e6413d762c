"""The schemas take what is right, and refuse what is wrong."""

import json
from copy import deepcopy
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from docs.contract.asyncapi import ANSWERS, FRAMES, REQUESTS, UNASKED
from docs.contract.families import FAMILIES, Family
from docs.contract.schemas import Json
from sweepcast.cloudevents import Codec, Malformed
from sweepcast.frames import Refused
from sweepcast.turns import Turn
from tests.docs.contract.messages import EXAMPLES, HOMES, TOLD, holder, places
from tests.docs.contract.validating import schema, validator

OPEN = {"board", "numbers", "filter"}
"""Fields whose value has as many members as there are."""
each_example = pytest.mark.parametrize(("kind", "plain"), EXAMPLES, ids=[kind.__name__ for kind, _ in EXAMPLES])


def test_every_message_has_an_example() -> None:
    """Whoever reads the description sees each message once as it is."""
    assert {kind for kind, _ in EXAMPLES} == set(HOMES)


def test_every_frame_is_either_an_answer_or_told_unasked() -> None:
    """A new frame must be given its place in the description."""
    assert {*UNASKED, *ANSWERS.values(), Refused} == set(FRAMES)
    assert set(ANSWERS) == set(REQUESTS)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda each: each.name)
def test_schemas_are_sound(family: Family) -> None:
    """Each is a schema of its dialect, with a relative id."""
    content = schema(family.name)
    Draft202012Validator.check_schema(content)
    assert content["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert content["$id"] == family.name


@each_example
def test_examples_are_right(kind: type, plain: Json) -> None:
    """Each fits its schema with nothing to spare, and is read as what it is."""
    name, codec = HOMES[kind]
    validator(name, closed=True).validate(plain)
    validator(name, kind.__name__, closed=True).validate(plain)
    assert msgspec.json.decode(codec.encode(codec.decode(msgspec.json.encode(plain)))) == plain


@each_example
def test_a_missing_field_is_noticed(kind: type, plain: Json) -> None:
    """Whatever we always write is required, at every depth; of others we ask for what our own code asks for."""
    name, codec = HOMES[kind]
    for path in places(plain):
        broken = deepcopy(plain)
        del holder(broken, path)[path[-1]]
        if kind not in TOLD:
            assert validator(name).is_valid(broken) == _is_read(codec, broken), path
        elif not isinstance(path[-1], int) and OPEN.isdisjoint(path[-2:-1]):
            assert not validator(name).is_valid(broken), path


@each_example
def test_a_value_of_another_kind_is_noticed(kind: type, plain: Json) -> None:
    """A schema says of every value of what kind it is: a list of lists fits nowhere."""
    name, codec = HOMES[kind]
    for path in places(plain):
        broken = deepcopy(plain)
        holder(broken, path)[path[-1]] = [[]]
        assert not validator(name).is_valid(broken), path
        assert not _is_read(codec, broken), path


BROKEN = {
    "no-object": ("frames.json", "[]"),
    "nothing": ("frames.json", "{}"),
    "unknown-type": ("frames.json", '{"type": "sweepcast.feed.hullo"}'),
    "turn-without-cursor": ("frames.json", {"of": Turn}),
    "turn-with-cursor-of-no-text": ("turns.json", {"of": Turn, "sequence": 2}),
    "moment-without-offset": ("turns.json", {"of": Turn, "time": "2017-01-08T20:00:00"}),
    "no-moment": ("turns.json", {"of": Turn, "time": "soon"}),
    "slash-in-an-id": ("turns.json", {"of": Turn, "subject": "golden/globes"}),
    "end-of-line-behind-an-id": ("turns.json", {"of": Turn, "subject": "golden-globes-2017\n"}),
    "empty-id": ("turns.json", {"of": Turn, "id": ""}),
    "another-envelope": ("turns.json", {"of": Turn, "specversion": "0.3"}),
    "rejected-for-fun": ("rejections.json", '{"type": "sweepcast.rejection", "data": {"reason": "fun"}}'),
    "unknown-request": ("requests.json", '{"type": "shout"}'),
    "no-request": ("requests.json", '"ack"'),
    "field-of-no-request": ("requests.json", '{"type": "delay", "seconds": 1, "minutes": 1}'),
    "field-of-no-filter": ("requests.json", '{"type": "filter", "filter": {"kind": ["milestone"]}}'),
    "delay-before-now": ("requests.json", '{"type": "delay", "seconds": -1}'),
    "delay-too-long": ("requests.json", '{"type": "delay", "seconds": 601}'),
    "delay-in-words": ("requests.json", '{"type": "delay", "seconds": "30"}'),
    "empty-request-id": ("requests.json", '{"type": "delay", "seconds": 1, "id": ""}'),
    "long-request-id": ("requests.json", json.dumps({"type": "delay", "seconds": 1, "id": "x" * 101})),
    "empty-cursor": ("requests.json", '{"type": "ack", "cursor": ""}'),
    "no-cursor": ("requests.json", '{"type": "ack"}'),
    "value-of-no-type": ("board.json", '{"stage": {"status": "open"}}'),
    "value-of-unknown-type": ("board.json", '{"stage": {"type": "curtain"}}'),
    "stage-of-no-status": ("board.json", '{"stage": {"type": "stage", "status": "dark"}}'),
    "announced-by-nobody": ("announcements.json", '{"type": "sweepcast.announcement.ceremony-opened"}'),
    "refusal-without-advice": ("answers.json", '{"error": "not-found"}'),
}


@pytest.mark.parametrize(("name", "broken"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_refused(name: str, broken: str | dict[str, Any]) -> None:
    """No schema takes everything."""
    assert not validator(name).is_valid(_broken(broken))


def _broken(written: str | dict[str, Any]) -> object:
    """Return what is written, or the example of a message with what is written in place of its own."""
    if isinstance(written, str):
        return json.loads(written)
    plain = next(each for kind, each in EXAMPLES if kind is written["of"])
    return plain | {name: value for name, value in written.items() if name != "of"}


def test_frames_may_have_more() -> None:
    """Clients ignore what they do not know, so the published schema takes it at every depth."""
    for kind, plain in EXAMPLES:
        if kind in FRAMES:
            assert validator("frames.json").is_valid({**plain, "new": 1, "data": {**plain["data"], "new": [{}]}})


def _is_read(codec: Codec[Any], plain: object) -> bool:
    try:
        codec.decode(msgspec.json.encode(plain))
    except Malformed:
        return False
    return True
