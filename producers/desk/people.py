"""Who is at the desk: a name and a role, as a token says. Pure."""

from datetime import datetime

import msgspec

from producers.desk.answers import ROLES, PersonAnswer, Role
from producers.desk.refusal import Refusal


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whom a token names, up to when it holds; `token` is what it is known by in the file of tokens."""

    name: str
    role: Role
    expires_at: datetime
    token: str

    def may(self, role: Role) -> bool:
        """Return whether the person may do what this role may."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def answer(self) -> PersonAnswer:
        """Return who it is, as it goes over the wire."""
        return PersonAnswer(name=self.name, role=self.role, expires_at=self.expires_at)


def need(person: Person, role: Role) -> None:
    """Let a person pass who may do what a role may.

    Raises:
        Refusal: `role`.
    """
    if not person.may(role):
        raise Refusal(
            "role", f"this needs the role {role}, and {person.name} has {person.role}: ask an admin for a token", 403
        )
