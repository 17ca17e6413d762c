"""The gateway's edges towards Kafka: new turns, old turns, and subscribers' places."""
