"""Viewer tokens: who may watch, until when. `python -m consumers.gateway.tokens --name newsroom --days 7` makes one.

They are JSON Web Tokens (RFC 7519) signed by HMAC-SHA-256, so that an operator's own login can issue them as well: with
`sub` the viewer's name, `iat`, `exp` and `"aud": "sweepcast-feed"`. Whoever holds the secret can make them; nothing is
kept of those that were made, so a token ends by its `exp`, or all end when their secret is taken away.
"""

import argparse
import os
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Final

import jwt
import msgspec
from msgspec import Meta

from consumers.gateway.core.options import Refused
from sweepcast.settings import PREFIX, SettingsError, read_settings

ALGORITHM: Final = "HS256"
AUDIENCE: Final = "sweepcast-feed"
SHORTEST_SECRET: Final = 32
"""Bytes of a secret, at least: as many as the hash has (RFC 7518, 3.2), or it could be guessed from one token."""
LONGEST_TOKEN: Final = 4096
DAY: Final = 86400.0
SETTING: Final = PREFIX + "TOKEN_SECRET"
ADVICE: Final = "ask the operator of this gateway for one"

OK, INVALID, USAGE = 0, 1, 2

Secrets = tuple[str, ...]
"""What tokens are signed with: the first signs, all verify; none where the feed is open to everyone."""

Moment = Annotated[float, Meta(ge=0, le=253402300799)]
"""Seconds since 1970, up to the year 9999."""


class Viewer(msgspec.Struct, frozen=True):
    """Whom a token names, and the moment (seconds since 1970) up to which it may watch."""

    name: Annotated[str, Meta(min_length=1, max_length=200)] = msgspec.field(name="sub")
    expires_at: Moment = msgspec.field(name="exp")
    begins_at: Moment = msgspec.field(name="nbf", default=0.0)


def secrets_of(setting: str) -> Secrets:
    """Return the secrets that a setting names, with commas between them.

    To change a secret without cutting anybody off, put the new one before the old one, and take the old one away when
    the last token that it signed has expired.

    Raises:
        SettingsError: one is too short or is a key of another kind; the message does not show it.
    """
    secrets = tuple(each.strip() for each in setting.split(",") if each.strip())
    for number, secret in enumerate(secrets, 1):
        if len(secret.encode()) < SHORTEST_SECRET:
            raise SettingsError(
                f"{SETTING}: secret {number} has {len(secret.encode())} bytes and needs {SHORTEST_SECRET} or more; "
                "make one with: openssl rand -hex 32"
            )
        try:
            jwt.encode({}, secret, ALGORITHM)
        except jwt.InvalidKeyError as error:
            raise SettingsError(f"{SETTING}: secret {number} cannot be used: {error}") from None
    return secrets


def sign(secrets: Secrets, name: str, expires_at: float, now: float) -> str:
    """Return a token for a viewer, issued `now`, that holds up to `expires_at`; moments are seconds since 1970."""
    claims = {"sub": name, "iat": int(now), "exp": int(expires_at), "aud": AUDIENCE}
    return jwt.encode(claims, secrets[0], ALGORITHM)


def check(secrets: Secrets, token: str | None, now: float) -> Viewer | None:
    """Return the viewer whom a token names, none where no tokens are asked for.

    Raises:
        Refused: `no-token`, `malformed-token` (also one that somebody else signed, or that is for something else), or
            `token-expired`.
    """
    if not secrets:
        return None
    if not token:
        raise Refused(
            "no-token", "this gateway asks for a viewer token: send it as Authorization: Bearer, or as ?token=…", 401
        )
    viewer = _read(secrets, token)
    if viewer.expires_at <= now:
        raise Refused("token-expired", f"your viewer token expired at {_shown(viewer.expires_at)}: {ADVICE}", 401)
    if viewer.begins_at > now:
        raise Refused("malformed-token", f"your viewer token holds only from {_shown(viewer.begins_at)} on", 401)
    return viewer


def presented_token(authorization: str | None, option: str | None) -> str | None:
    """Return the token that a request brings, in its `Authorization` header or else as its option `token`.

    Raises:
        Refused: `malformed-token`, where the header is there and holds no token.
    """
    if authorization is None:
        return option
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refused("malformed-token", "write the header as Authorization: Bearer <token>", 401)
    return token.strip()


def _read(secrets: Secrets, token: str) -> Viewer:
    why = "it is not signed by this gateway's operator"
    if len(token) <= LONGEST_TOKEN:
        for secret in secrets:
            try:
                return msgspec.convert(_claims(secret, token), Viewer)
            except jwt.InvalidSignatureError:
                continue
            except jwt.InvalidAudienceError:
                why = f"it is for something else than {AUDIENCE}"
            except jwt.MissingRequiredClaimError as error:
                why = f"it lacks the claim {error.claim}"
            except (jwt.InvalidTokenError, ValueError, RecursionError):
                why = "it is no JSON Web Token as this gateway reads it"
            break
    raise Refused("malformed-token", f"your viewer token cannot be used, since {why}: {ADVICE}", 401)


def _claims(secret: str, token: str) -> Mapping[str, object]:
    """Return a token's claims; the moments among them are looked at by the caller, with the clock that it was given."""
    return jwt.decode(
        token,
        secret,
        algorithms=[ALGORITHM],
        audience=AUDIENCE,
        options={
            "require": ["sub", "iat", "exp", "aud"],
            "verify_exp": False,
            "verify_nbf": False,
            "verify_iat": False,
        },
    )


def _shown(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def main(arguments: Sequence[str], environ: Mapping[str, str], now: float) -> int:
    """Print a new token, or what one says; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        secrets = secrets_of(read_settings(environ).token_secret)
        if not secrets:
            raise SettingsError(f"{SETTING} is not set: make a secret with openssl rand -hex 32")  # noqa: TRY301
    except SettingsError as error:
        return _fail(str(error), USAGE)
    if options.check is None:
        print(sign(secrets, options.name, now + options.days * DAY, now))  # noqa: T201  # the command's own output
        return OK
    try:
        viewer = check(secrets, sys.stdin.readline().strip() if options.check == "-" else options.check, now)
    except Refused as refused:
        return _fail(f"{refused.code}: {refused.detail}", INVALID)
    if viewer is not None:
        print(f"{viewer.name}, until {_shown(viewer.expires_at)}")  # noqa: T201  # the command's own output
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m consumers.gateway.tokens",
        description="Make a viewer token for the feed, or say whom one names and until when it holds.",
        epilog=(
            f"The secret is the first one in {SETTING}, the same as the gateway's. "
            "Exit codes: 0 done, 1 the token cannot be used, 2 wrong usage or no secret."
        ),
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--name", type=_name, help="whom the token is for; operators see it, viewers do not")
    what.add_argument("--check", metavar="TOKEN", help="say what this token says; - reads it from standard input")
    parser.add_argument("--days", type=_days, default=1.0, help="how long it holds (default: 1; parts as in 0.5)")
    return parser


def _name(text: str) -> str:
    if not 1 <= len(text) <= 200:  # as Viewer has it
        raise argparse.ArgumentTypeError("a name has from 1 to 200 characters")
    return text


def _days(text: str) -> float:
    try:
        days = float(text)
    except ValueError:
        days = 0.0
    if not 0 < days <= 3660:  # ten years; not a number is no such number either
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days above 0, up to 3660")
    return days


def _fail(message: str, code: int) -> int:
    print(f"sweepcast tokens: {message}", file=sys.stderr)  # noqa: T201  # the command's own words
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ, time.time()))
