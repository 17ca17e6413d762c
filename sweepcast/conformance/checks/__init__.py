"""The checks of a gateway, a file a subject; each file names its own in `CHECKS`."""
