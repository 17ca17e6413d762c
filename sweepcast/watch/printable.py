"""Names come from outside, and a terminal obeys what it is sent: nothing but text goes there."""


def printable(text: str) -> str:
    """Return the text with a question mark for each character that is none to read: escapes, controls, line ends."""
    return text if text.isprintable() else "".join(each if each.isprintable() else "?" for each in text)
