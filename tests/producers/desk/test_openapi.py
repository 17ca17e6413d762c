"""docs/desk-openapi.yaml and what is served are one: paths, methods, events, words of the audit log; answers elsewhere.

Every answer in the other tests is held against the description as well (`tests.producers.desk.world.Caller`).
"""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator, ValidationError

from producers.desk import answers
from producers.desk.audit import Action
from tests.producers.desk.described import FILE, document, validate
from tests.producers.desk.test_events import SCHEMAS
from tests.producers.desk.world import TheDesk, running


async def test_what_is_served_is_described_and_the_other_way_round(tmp_path: Path) -> None:
    """Each path and method of the application is in the document, and each of the document is served."""
    async with running(tmp_path) as the_desk:
        served = {
            (route.method, re.sub(r":[^{}]*(?:\{[^{}]*\})?[^{}]*\}", "}", route.resource.canonical))
            for route in _routes(the_desk)
            if route.resource is not None and route.resource.canonical.startswith(("/v1/", "/healthz"))
        }
    described = {
        (method.upper(), path)
        for path, operations in document()["paths"].items()
        for method in operations
        # Files of a page are served by their folder, not by a path each (tests.producers.desk.test_access).
        if method != "parameters" and not path.startswith("/consumers/")
    }
    assert {each for each in served if each[0] != "HEAD"} == described


def _routes(the_desk: TheDesk) -> Any:  # noqa: ANN401 (aiohttp's own)
    return the_desk.application.router.routes()


def test_every_schema_is_a_schema() -> None:
    """Each component can be used, and lists as needed only what it has."""
    for name, schema in document()["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert set(schema.get("required", ())) <= set(schema.get("properties", ())), name


@pytest.mark.parametrize(
    "name", ["Entry", "Draft", "HistoryTurn", "NightSummary", "NightAnswer", "Receipt", "Holder", "Outcome"]
)
def test_answers_have_the_fields_that_are_described(name: str) -> None:
    """A field that is added to an answer is added to the document, or this fails."""
    schema = document()["components"]["schemas"][name]
    assert set(getattr(answers, name).__struct_fields__) == set(schema["properties"]) == set(schema["required"])


def test_every_event_is_in_the_table() -> None:
    """The events that are sent are those that are told, each with its schema."""
    told = dict(re.findall(r"\| `([a-z]+)` \| `(\w+)`", FILE.read_text(encoding="utf-8")))
    assert told == SCHEMAS


def test_the_words_of_the_document_are_those_of_the_code() -> None:
    """Roles, ways of confirming, statuses and the audit log's actions."""
    schemas = document()["components"]["schemas"]
    assert tuple(schemas["Role"]["enum"]) == answers.ROLES
    assert set(schemas["Desk"]["properties"]["confirm"]["enum"]) == set(get_args(answers.Confirm))
    assert set(schemas["Entry"]["properties"]["status"]["enum"]) == set(get_args(answers.Status))
    assert set(schemas["AuditLine"]["properties"]["action"]["enum"]) == set(get_args(Action))
    assert set(schemas["HolderEvent"]["properties"]["why"]["enum"]) == set(get_args(answers.HolderWhy))


def test_an_answer_that_is_not_as_described_is_noticed() -> None:
    """The check of the other tests bites: on a field too many, one too few, and a board's value."""
    person = {"name": "Anna", "role": "enter", "expires_at": "2017-01-08T20:00:00Z"}
    validate("Person", person)
    for wrong in ({**person, "more": 1}, {"name": "Anna"}, {**person, "role": "king"}):
        with pytest.raises(ValidationError):
            validate("Person", wrong)
    with pytest.raises(ValidationError):
        validate({"$ref": "./schemas/board.json#/$defs/Board"}, {"stage": {"type": "stage"}})
