"""The three Kafka topics, by name. All have equal partition counts and the award body as their key."""

ANNOUNCEMENTS = "sweepcast.announcements"
UPDATES = "sweepcast.updates"
REJECTIONS = "sweepcast.rejections"

ALL = (ANNOUNCEMENTS, UPDATES, REJECTIONS)
