"""All parts on one machine: the embedded Kafka and the supervised local run."""
