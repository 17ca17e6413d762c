"""Turns histories that others keep into ceremony files: `python -m producers.importers --help`."""
