"""What both descriptions say of Sweepcast as a whole."""

import sweepcast

LICENCE = {"name": "Apache-2.0"}

TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "A viewer token, where the operator asks for one.",
}
"""The security scheme, in the words that AsyncAPI and OpenAPI share."""


def version() -> str:
    """Return Sweepcast's version."""
    return sweepcast.__version__
