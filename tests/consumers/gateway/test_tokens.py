"""Viewer tokens, and the command that makes them."""

import base64
import json
from collections.abc import Mapping

import jwt
import pytest

from consumers.gateway.core.options import Refused
from consumers.gateway.tokens import AUDIENCE, Viewer, check, main, presented_token, secrets_of, sign
from sweepcast.settings import Settings, SettingsError, read_settings

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105  # of this test alone
OTHER = "fedcba9876543210fedcba9876543210"
NOW = 1_483_900_000.0
CLAIMS = {"sub": "newsroom", "iat": NOW, "exp": NOW + 60, "aud": AUDIENCE}


def refusal(token: str | None, now: float = NOW, secrets: tuple[str, ...] = (SECRET,)) -> Refused:
    """Return how a token is refused."""
    with pytest.raises(Refused) as raised:
        check(secrets, token, now)
    assert raised.value.status == 401
    return raised.value


def signed(claims: Mapping[str, object], secret: str = SECRET, algorithm: str = "HS256") -> str:
    """Return a token as somebody else's program would make it."""
    return jwt.encode(dict(claims), secret, algorithm)


def test_a_token_holds_to_its_moment() -> None:
    """It names its viewer and the moment up to which it holds; at that moment it has expired."""
    token = sign((SECRET,), "newsroom", NOW + 60, NOW)
    assert check((SECRET,), token, NOW + 59) == Viewer("newsroom", NOW + 60)
    refused = refusal(token, NOW + 60)
    assert refused.code == "token-expired"
    assert "2017-01-08 18:27:40 UTC" in refused.detail


def test_without_secrets_no_token_is_asked_for() -> None:
    """The feed is open to everyone, and a token that somebody brings all the same is not looked at."""
    assert check((), None, NOW) is None
    assert check((), "nonsense", NOW) is None


@pytest.mark.parametrize("token", [None, ""])
def test_without_a_token_nobody_is_let_in(token: str | None) -> None:
    """The refusal says how to send one."""
    refused = refusal(token)
    assert refused.code == "no-token"
    assert "Authorization: Bearer" in refused.detail


def test_secrets_can_be_changed_without_cutting_anybody_off() -> None:
    """The first signs, all verify; a token ends with its secret."""
    old = sign((SECRET,), "newsroom", NOW + 60, NOW)
    both = (OTHER, SECRET)
    assert check(both, old, NOW) is not None
    new = sign(both, "newsroom", NOW + 60, NOW)
    assert check((OTHER,), new, NOW) is not None
    assert refusal(old, secrets=(OTHER,)).code == "malformed-token"


def segment(content: object) -> str:
    """Return a part of a token."""
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("token", "says"),
    [
        ("nonsense", "no JSON Web Token"),
        ("a.b.c", "no JSON Web Token"),
        ("ä.ö.ü", "no JSON Web Token"),
        ("\udc80.b.c", "no JSON Web Token"),
        (base64.urlsafe_b64encode(b"[" * 3000).decode() + ".e30.AAAA", "no JSON Web Token"),
        (signed(CLAIMS, OTHER), "not signed by this gateway's operator"),
        (signed(CLAIMS) + "x" * 5000, "not signed by this gateway's operator"),
        # Whoever may choose the algorithm chooses none.
        (f"{segment({'alg': 'none', 'typ': 'JWT'})}.{segment(CLAIMS)}.", "no JSON Web Token"),
        (signed(CLAIMS, SECRET * 2, "HS512"), "no JSON Web Token"),
        (signed(CLAIMS | {"aud": "another-service"}), "something else than sweepcast-feed"),
        *((signed({k: v for k, v in CLAIMS.items() if k != name}), f"lacks the claim {name}") for name in CLAIMS),
        (signed(CLAIMS | {"exp": "tomorrow"}), "no JSON Web Token as this gateway reads it"),
        (signed(CLAIMS | {"exp": 1e300}), "no JSON Web Token as this gateway reads it"),
        (signed(CLAIMS | {"exp": float("nan")}), "no JSON Web Token as this gateway reads it"),
        (signed(CLAIMS | {"sub": ""}), "no JSON Web Token as this gateway reads it"),
        (signed(CLAIMS | {"nbf": NOW + 30}), "holds only from 2017-01-08 18:27:10 UTC on"),
    ],
)
def test_what_is_no_token_of_ours_is_refused(token: str, says: str) -> None:
    """Whatever is brought is refused in words, which do not repeat it."""
    refused = refusal(token)
    assert refused.code == "malformed-token"
    assert says in refused.detail
    assert token not in refused.detail


def test_a_token_of_another_program_is_taken() -> None:
    """An operator's own login can issue tokens: further claims, and moments with a fraction, do not matter."""
    token = signed(CLAIMS | {"exp": NOW + 0.5, "nbf": NOW - 1, "aud": ["a", AUDIENCE], "email": "a@b.example"})
    assert check((SECRET,), token, NOW) == Viewer("newsroom", NOW + 0.5, NOW - 1)


@pytest.mark.parametrize(
    ("authorization", "option", "token"),
    [
        (None, None, None),
        (None, "from-query", "from-query"),
        ("Bearer from-header", "from-query", "from-header"),
        ("bearer   from-header ", None, "from-header"),
    ],
)
def test_where_a_token_is_looked_for(authorization: str | None, option: str | None, token: str | None) -> None:
    """The header stands above the option of the query."""
    assert presented_token(authorization, option) == token


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Basic abc", "abc"])
def test_another_authorization_is_refused(authorization: str) -> None:
    """The refusal says how to write it, even where the query has a token as well."""
    with pytest.raises(Refused, match="Authorization: Bearer") as raised:
        presented_token(authorization, "from-query")
    assert (raised.value.code, raised.value.status) == ("malformed-token", 401)


def test_secrets_of_a_setting() -> None:
    """Several stand with commas between them; none is an open feed."""
    assert secrets_of(f" {SECRET} , {OTHER}") == (SECRET, OTHER)
    assert secrets_of("") == ()


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("short", "secret 1 has 5 bytes and needs 32 or more"),
        (f"{SECRET},31-bytes-are-not-enough-for-one", "secret 2 has 31 bytes"),
        ("-----BEGIN PUBLIC KEY-----\n" + "A" * 40 + "\n-----END PUBLIC KEY-----", "secret 1 cannot be used"),
    ],
)
def test_a_secret_that_could_be_guessed_is_an_error(setting: str, says: str) -> None:
    """The error names the setting, and which of several it is, and shows none of them."""
    with pytest.raises(SettingsError) as raised:
        secrets_of(setting)
    assert "SWEEPCAST_TOKEN_SECRET" in str(raised.value)
    assert says in str(raised.value)
    assert all(part not in str(raised.value) for part in setting.split(","))


def test_the_secret_is_never_printed() -> None:
    """What a part prints at its start masks it; what it hands to its own processes does not."""
    settings = read_settings({"SWEEPCAST_TOKEN_SECRET": SECRET})
    assert SECRET not in str(settings.describe())
    assert settings.environment()["SWEEPCAST_TOKEN_SECRET"] == SECRET
    assert Settings().token_secret == ""


def test_the_command_makes_a_token_and_says_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    """What --name prints is a token for that name; --check tells whose and until when."""
    environ = {"SWEEPCAST_TOKEN_SECRET": f"{OTHER},{SECRET}"}
    assert main(["--name", "newsroom", "--days", "7"], environ, NOW) == 0
    token = capsys.readouterr().out.strip()
    assert check((OTHER,), token, NOW) == Viewer("newsroom", NOW + 7 * 86400)
    assert main(["--check", token], environ, NOW) == 0
    assert capsys.readouterr().out == "newsroom, until 2017-01-15 18:26:40 UTC\n"
    assert main(["--check", token], environ, NOW + 7 * 86400) == 1
    assert "token-expired" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({}, "SWEEPCAST_TOKEN_SECRET is not set"),
        ({"SWEEPCAST_TOKEN_SECRET": "short"}, "needs 32 or more"),
        ({"SWEEPCAST_TOKN_SECRET": SECRET}, "is not a setting"),
    ],
)
def test_the_command_without_a_secret(environ: dict[str, str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It says what to set."""
    assert main(["--name", "newsroom"], environ, NOW) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert says in told.err


@pytest.mark.parametrize(
    "arguments", [[], ["--name", "a", "--days", "0"], ["--name", "a", "--days", "nan"], ["--name", ""]]
)
def test_the_command_used_wrongly(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """It says how it is used."""
    with pytest.raises(SystemExit) as ended:
        main(arguments, {"SWEEPCAST_TOKEN_SECRET": SECRET}, NOW)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err
