"""What the code says of its types: docstrings of structs, of their fields, and of named types, as descriptions."""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from functools import cache
from types import ModuleType, UnionType
from typing import Annotated, Literal, Union, get_origin

import msgspec

_ATTRIBUTES = "\n\nAttributes:\n"
_ATTRIBUTE = re.compile(r"^    (?P<names>\w+(?:, \w+)*): (?P<about>.*(?:\n      .*)*)", re.MULTILINE)


def description_of(struct: type[msgspec.Struct]) -> str:
    """Return a struct's docstring without the list of its attributes, a paragraph a line."""
    return _paragraphs(inspect.cleandoc(struct.__doc__ or "").partition(_ATTRIBUTES)[0])


def field_descriptions(struct: type[msgspec.Struct]) -> dict[str, str]:
    """Return what the docstrings of a struct and of those that it extends say of its fields, by name."""
    found: dict[str, str] = {}
    for each in reversed(struct.__mro__):
        if issubclass(each, msgspec.Struct) and each is not msgspec.Struct:
            found |= _listed(each) | dict(_below_fields(each))
    return {name: about for name, about in found.items() if name in struct.__struct_encode_fields__}


def aliases_of(module: ModuleType) -> Iterator[tuple[str, object, str]]:
    """Yield the named types that a module defines beside its classes: name, type, description (the first paragraph)."""
    for name, about in _documented(ast.parse(inspect.getsource(module)).body):
        kind = vars(module).get(name)
        if not name.startswith("_") and get_origin(kind) in {Annotated, Literal, Union, UnionType, dict}:
            yield name, kind, about.partition("\n")[0]


def _listed(struct: type[msgspec.Struct]) -> dict[str, str]:
    """Return what the section `Attributes` of a docstring says, by field."""
    section = inspect.cleandoc(struct.__doc__ or "").partition(_ATTRIBUTES)[2]
    return {
        name: _sentence(match["about"]) for match in _ATTRIBUTE.finditer(section) for name in match["names"].split(", ")
    }


@cache
def _below_fields(struct: type[msgspec.Struct]) -> tuple[tuple[str, str], ...]:
    """Return the docstrings that stand below fields, each with its field's name."""
    definition = ast.parse(textwrap.dedent(inspect.getsource(struct))).body[0]
    body = definition.body if isinstance(definition, ast.ClassDef) else []
    return tuple((name, about) for name, about in _documented(body) if about)


def _documented(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Yield the names that statements assign or annotate, each with the docstring below it, or nothing."""
    for place, statement in enumerate(body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                match body[place + 1 : place + 2]:
                    case [ast.Expr(value=ast.Constant(value=str() as about))]:
                        yield name, _paragraphs(inspect.cleandoc(about))
                    case _:
                        yield name, ""


def _paragraphs(text: str) -> str:
    """Return the text with each of its paragraphs on one line."""
    return "\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _sentence(text: str) -> str:
    """Return a listed description as a sentence of its own."""
    words = " ".join(text.split())
    return words[:1].upper() + words[1:]
