"""Tests of consumers/gateway/door."""
