"""Who may enter the desk: tokens, of which only hashes are kept, in a file that the server and the command share.

A token has 256 random bits, so that its SHA-256 cannot be turned round, and no slow hash is needed.
"""

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from producers.desk.answers import Role
from producers.desk.people import Person
from producers.desk.refusal import Refusal

PREFIX = "swd_"
"""What every token begins with, so that one that leaked is known for what it is."""
NAME = "tokens.json"
FIRST_HOURS = 24.0
SESSION_HOURS = 12.0
"""How long the first token waits to be used, and how long the session holds that it is exchanged for."""

_UNKNOWN = (
    "this token lets nobody in: it was used up, taken away, or mistyped; ask an admin for another "
    "(python -m producers.desk.tokens make)"
)
PersonName = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A token as it is kept: without what would let anybody in."""

    id: str
    name: PersonName
    role: Role
    hash: str
    made_at: datetime
    expires_at: datetime
    once: bool = False
    """Whether it can only be exchanged for a session, one time."""
    session: bool = False
    """Whether it is such a session: nobody was handed it, and it ends when its person leaves."""


class TokenFileError(Exception):
    """The file of tokens cannot be used; the message says why and what to do."""


class TokenBook:
    """The tokens in a folder. Every look sees what others have written since."""

    def __init__(self, folder: Path) -> None:
        """Keep them in `folder`, which is made where it is missing."""
        self._path = folder / NAME
        self._read: tuple[tuple[int, int] | None, tuple[Kept, ...]] = (None, ())

    def make(
        self, name: str, role: Role, hours: float, now: datetime, *, once: bool = False, session: bool = False
    ) -> tuple[str, Kept]:
        """Make a token that holds so many hours; return it, which is the only time that it is seen, and what is kept.

        Raises:
            TokenFileError: the file cannot be written.
            ValueError: the name is empty, too long, or has control characters.
        """
        token = PREFIX + secrets.token_urlsafe(32)
        kept = Kept(
            id=secrets.token_hex(4),
            name=msgspec.convert(name.strip(), PersonName),
            role=role,
            hash=_hash(token),
            made_at=now,
            expires_at=now + timedelta(hours=hours),
            once=once,
            session=session,
        )
        with self._changing() as tokens:
            # Those that expired are of no use to anybody; their names stay in the audit log.
            tokens[:] = [each for each in tokens if each.expires_at > now] + [kept]
        return token, kept

    def revoke(self, id_: str) -> Kept | None:
        """Take a token away at once; return it, none where there is none with that id.

        Raises:
            TokenFileError: the file cannot be written.
        """
        with self._changing() as tokens:
            gone = next((each for each in tokens if each.id == id_), None)
            tokens[:] = [each for each in tokens if each is not gone]
        return gone

    def valid(self, now: datetime) -> list[Kept]:
        """Return the tokens that hold.

        Raises:
            TokenFileError: the file cannot be read.
        """
        return [each for each in self._tokens() if each.expires_at > now]

    def check(self, token: str, now: datetime) -> Person:
        """Return whom a token names.

        Raises:
            Refusal: `bad-token`, or `token-expired`.
            TokenFileError: the file cannot be read.
        """
        kept = self._find(token, now)
        if kept.once:
            raise Refusal("bad-token", "this token is for logging in, one time: exchange it at /v1/desk/login", 401)
        return _person(kept)

    def log_in(self, token: str, now: datetime) -> tuple[str, Person]:
        """Return the token for a session, and whose it is: the same one, or a new one for one that is good once.

        Raises:
            Refusal: `bad-token`, or `token-expired`.
            TokenFileError: the file cannot be read or written.
        """
        kept = self._find(token, now)
        if not kept.once:
            return token, _person(kept)
        if self.revoke(kept.id) is None:
            raise _bad()
        session, made = self.make(kept.name, kept.role, SESSION_HOURS, now, session=True)
        return session, _person(made)

    def log_out(self, token: str) -> Kept | None:
        """Return whose token it is, none where it is nobody's; a session ends, a token of one's own stays.

        Raises:
            TokenFileError: the file cannot be read or written.
        """
        kept = self._known(token)
        return self.revoke(kept.id) if kept is not None and kept.session else kept

    def holds(self, person: Person, now: datetime) -> bool:
        """Return whether the token by which somebody came still holds."""
        return any(each.id == person.token for each in self.valid(now))

    def _find(self, token: str, now: datetime) -> Kept:
        kept = self._known(token)
        if kept is None:
            raise _bad()
        if kept.expires_at <= now:
            raise Refusal("token-expired", f"your token expired at {kept.expires_at:%Y-%m-%d %H:%M %Z}", 401)
        return kept

    def _known(self, token: str) -> Kept | None:
        wanted = _hash(token)
        return next((each for each in self._tokens() if secrets.compare_digest(each.hash, wanted)), None)

    def _tokens(self) -> tuple[Kept, ...]:
        try:
            state = self._path.stat()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise TokenFileError(f"{self._path} cannot be read: {error.strerror}") from None
        seen = (state.st_mtime_ns, state.st_ino)
        if self._read[0] != seen:
            self._read = (seen, self._load())
        return self._read[1]

    def _load(self) -> tuple[Kept, ...]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=tuple[Kept, ...])
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise TokenFileError(f"{self._path} cannot be read: {error.strerror}") from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise TokenFileError(
                f"{self._path} is no file of tokens ({error}): move it away, and make new ones"
            ) from None

    @contextmanager
    def _changing(self) -> Iterator[list[Kept]]:
        """Give the tokens to be changed, while nobody else changes them, and write them in one go."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise TokenFileError(f"{self._path.parent} cannot be written: {error.strerror}") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            tokens = list(self._load())
            yield tokens
            self._write(tokens)
        finally:
            os.close(lock)

    def _write(self, tokens: list[Kept]) -> None:
        new = self._path.with_suffix(".new")
        try:
            file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(file, "wb") as out:
                out.write(msgspec.json.format(msgspec.json.encode(tokens), indent=1) + b"\n")
                out.flush()
                os.fsync(out.fileno())
            new.replace(self._path)
        except OSError as error:
            raise TokenFileError(f"{self._path} cannot be written: {error.strerror}") from None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def _person(kept: Kept) -> Person:
    return Person(name=kept.name, role=kept.role, expires_at=kept.expires_at, token=kept.id)


def _bad() -> Refusal:
    return Refusal("bad-token", _UNKNOWN, 401)
