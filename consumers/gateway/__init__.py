"""The gateway: reads turns from Kafka and serves them on the public feed; it knows no awards rules."""
