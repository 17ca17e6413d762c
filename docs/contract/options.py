"""What the query of the feed's address may say, for both descriptions: over a websocket, and as Server-Sent Events."""

from typing import Any, NamedTuple

from docs.contract.schemas import Schema, plain_schema
from sweepcast.cloudevents import Id, Text
from sweepcast.requests import Delay


class Option(NamedTuple):
    """One option: its name, what it does, the type of a value, whether it may be given several times, an example."""

    name: str
    about: str
    kind: object
    repeatable: bool
    example: str | float

    @property
    def schema(self) -> Schema:
        """The schema of the option: of an array where it may be given several times."""
        one = plain_schema(self.kind)
        return {"type": "array", "items": one} if self.repeatable else one


OPTIONS = (
    Option(
        "ceremony",
        "Only this night, which may be one that has not begun, or one of years ago. Without it: all current ones.",
        Id,
        repeatable=True,
        example="golden-globes-2017",
    ),
    Option(
        "kind",
        "Only values of this kind: `ceremony`, `stage`, `category`, `work`, `standing`, `milestone`, or the kind of a "
        "milestone, such as `clean-sweep`.",
        Id,
        repeatable=True,
        example="milestone",
    ),
    Option("work", "Only what is about this work.", Id, repeatable=True, example="la-la-land"),
    Option("person", "Only what is about this person.", Id, repeatable=True, example="emma-stone"),
    Option("category", "Only what is about this category.", Id, repeatable=True, example="director"),
    Option("delay", "Tell everything so many seconds later.", Delay, repeatable=False, example=30),
    Option(
        "cursor", "Go on at this place: the cursor of the newest frame.", Text, repeatable=False, example="k8QQAAEC"
    ),
    Option(
        "subscriber",
        "Go on at the place that this subscriber acknowledged last, unless there is a `cursor`.",
        Id,
        repeatable=False,
        example="my-bot",
    ),
    Option(
        "token",
        "A viewer token, where the gateway asks for one; better as the header `Authorization: Bearer …`.",
        Text,
        repeatable=False,
        example="eyJhbGci",
    ),
)


def query_schema() -> dict[str, Any]:
    """Return the schema of the whole query, as an object."""
    properties = {each.name: {"description": each.about} | each.schema for each in OPTIONS}
    return {"type": "object", "properties": properties, "additionalProperties": False}
