"""Tests of what says announcements."""
