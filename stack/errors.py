"""The one exception of the local run: what was wrong, where, and what to do, ready to be printed."""


class StackError(Exception):
    """Sweepcast cannot run on this machine as asked; the message is meant for the person at the terminal."""
