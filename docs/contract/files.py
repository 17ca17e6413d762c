"""The published files: their paths in the checkout, and what is in each. The same code always gives the same bytes."""

import json
from pathlib import Path
from typing import Any

import yaml

from docs.contract.asyncapi import asyncapi
from docs.contract.examples import examples
from docs.contract.families import FAMILIES
from docs.contract.openapi import openapi

FOLDER = Path(__file__).parents[1]
"""The folder of the documentation, in which all published files lie."""
HEAD = "# Written by `make contract` from the types in sweepcast/: change those, not this file.\n"


def published() -> dict[str, str]:
    """Return the text of each published file, by its path in the documentation's folder."""
    schemas = {f"schemas/{each.name}": _json(each.schema) for each in FAMILIES}
    return schemas | {"asyncapi.yaml": _yaml(asyncapi(examples())), "openapi.yaml": _yaml(openapi())}


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


class _Dumper(yaml.SafeDumper):
    """Writes what stands in several places each time anew: anchors are for programs, this is for people too."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # the library's own signature
        """Return that nothing is to be an alias of what was written before."""
        return True


def _yaml(document: dict[str, Any]) -> str:
    return HEAD + yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
