"""How a schema is made of types: names, descriptions, and what is required in which direction."""

import sys
from typing import Annotated, Literal

import msgspec
import pytest

from docs.contract.described import description_of, field_descriptions
from docs.contract.schemas import Direction, document
from sweepcast import board, cloudevents, programme

VOCABULARY = (cloudevents, programme, board)


class Named(msgspec.Struct):
    """Something with a name.

    It may have
    a nickname.

    Attributes:
        name: what it is called; over
            two lines.
        first, last: parts of it.
    """

    name: str
    first: str
    last: str
    plain: str = ""


class Numbered(Named):
    """It has a number as well."""

    number: int = 1
    """Counted from 1."""


def test_a_docstring_is_told_without_its_attributes() -> None:
    """Each paragraph is a line of the description; what is listed belongs to the fields."""
    assert description_of(Named) == "Something with a name.\nIt may have a nickname."


def test_fields_are_described_where_they_are_defined() -> None:
    """From the list in the docstring or from the docstring below the field, also in what a struct extends."""
    assert field_descriptions(Numbered) == {
        "name": "What it is called; over two lines.",
        "first": "Parts of it.",
        "last": "Parts of it.",
        "number": "Counted from 1.",
    }


def test_named_types_keep_their_names() -> None:
    """An id is a reference to what an id is, with what the code says of it."""
    definitions = document("x.json", ["Ref"], "", Direction.TOLD, VOCABULARY)["$defs"]
    assert definitions["Ref"]["properties"]["id"] == {"$ref": "#/$defs/Id"}
    assert definitions["Id"]["description"].startswith("An id of ours")
    assert set(definitions) == {"Ref", "Id"}


def test_what_we_always_write_is_required_of_us_alone() -> None:
    """A field with a default may be left out by others, who learn the default; it is never left out by us."""
    told, said = (
        document("x.json", ["Work"], "", direction, VOCABULARY)["$defs"]["Work"]
        for direction in (Direction.TOLD, Direction.SAID)
    )
    assert told["required"] == ["id", "title", "medium", "distributor", "card"]
    assert said["required"] == ["id", "title"]
    assert (told["properties"]["medium"], said["properties"]["medium"]) == (
        {"$ref": "#/$defs/Medium"},
        {"$ref": "#/$defs/Medium", "default": "film"},
    )


def test_an_unknown_type_is_named() -> None:
    """A slip in a family's list is told with its name."""
    with pytest.raises(ValueError, match="no module of the vocabulary has a type 'Bord'"):
        document("x.json", ["Bord"], "", Direction.TOLD, VOCABULARY)


Grade = Literal["good", "bad"]
Mark = Literal["good", "bad"]
Place = Annotated[int, msgspec.Meta(ge=1)]


def test_two_names_for_one_thing_are_refused() -> None:
    """A value that could bear two names would get one by chance."""
    with pytest.raises(ValueError, match="Grade and Mark are the same in JSON"):
        document("x.json", ["Place"], "", Direction.TOLD, (sys.modules[__name__],))
