"""Tests of the conformance kit: that its judges find out what is wrong, and that ours pass."""
