"""The three Kafka topics, by name. All have equal partition counts and the award body as their key."""

ANNOUNCEMENTS = "sweepcast.announcements"
UPDATES = "sweepcast.updates"
REJECTIONS = "sweepcast.rejections"

LARGEST_ANNOUNCEMENT = 1024 * 1024
"""Bytes of the largest announcement that Kafka takes, its own default. What the worker makes of one may be larger."""
ENVELOPE_BYTES = 4096
"""Room for what stands around an announcement's data: its envelope, the record's key, Kafka's batch."""

ALL = (ANNOUNCEMENTS, UPDATES, REJECTIONS)
