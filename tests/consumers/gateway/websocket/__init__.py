"""Tests of consumers/gateway/websocket."""
