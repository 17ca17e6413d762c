"""Why the desk does not do what it was asked for: a code for programs, words for people, and an HTTP status."""


class Refusal(Exception):
    """Carries a refusal to whoever asked; `more` are further fields of the answer."""

    def __init__(self, code: str, detail: str, status: int, **more: object) -> None:
        """Say why not, and what to do."""
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.status = status
        self.more = more


def bad_entry(detail: str) -> Refusal:
    """Return the refusal of an entry that cannot be read."""
    return Refusal("bad-entry", detail, 422)
