"""The feed itself: a log that all share, and each subscriber's way through it. Pure: no sockets, no clock, no Kafka."""
