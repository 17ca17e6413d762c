"""Tests of the gateway: its pure core, its shells over real sockets, and the whole of it on a real Kafka."""
