"""Tests of consumers/gateway/http."""
