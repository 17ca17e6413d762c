"""Tests of consumers/gateway/core."""
