"""All checks of a gateway, in the order in which they are run."""

from sweepcast.conformance.checking import Check
from sweepcast.conformance.checks import (
    acknowledging,
    delaying,
    filtering,
    greeting,
    http_side,
    limits,
    living,
    refusing,
    requesting,
    resuming,
    seam,
    sse,
)

ALL: tuple[Check, ...] = (
    *greeting.CHECKS,
    *seam.CHECKS,
    *resuming.CHECKS,
    *filtering.CHECKS,
    *delaying.CHECKS,
    *requesting.CHECKS,
    *acknowledging.CHECKS,
    *living.CHECKS,
    *limits.CHECKS,
    *refusing.CHECKS,
    *sse.CHECKS,
    *http_side.CHECKS,
)
