"""Tests of consumers/gateway/kafka."""
