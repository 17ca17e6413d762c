"""The embedded Kafka and the supervised local run."""
