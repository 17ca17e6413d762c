"""The contract that every part of Sweepcast shares: the words on the wire, and how they are read and written."""

__version__ = "0.1.0"
