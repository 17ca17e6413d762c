"""Tests of the importers' command."""
