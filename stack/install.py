"""Brings everything that the embedded Kafka needs onto this machine: a Java runtime, the jars, the start-up archive."""

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from stack.broker import BrokerError, Kafka
from stack.jars import kafka_classpath
from stack.java import find_java
from stack.startup_archive import make_archive, with_archive

Tell = Callable[[str], None]
"""Is told, in one line each, what takes its time."""


def find_kafka(cache: Path, tell: Tell, environ: Mapping[str, str] = os.environ) -> Kafka:
    """Return the embedded Kafka of this machine, after fetching what is missing of it.

    Raises:
        JavaMissingError: there is no Java runtime.
        JarsError: the jars could not be had.
    """
    java = find_java(environ)
    jars = kafka_classpath(cache, environ, tell)
    return with_archive(Kafka(java, jars), cache)


def prepare(cache: Path, tell: Tell, environ: Mapping[str, str] = os.environ) -> Kafka:
    """Do all that is done once on a machine, so that later starts are fast and need no network.

    Raises:
        JavaMissingError: there is no Java runtime.
        JarsError: the jars could not be had.
    """
    kafka = Kafka(find_java(environ), kafka_classpath(cache, environ, tell))
    started = time.monotonic()
    try:
        cache.mkdir(parents=True, exist_ok=True)
        made = make_archive(kafka, cache)
    except (BrokerError, OSError) as error:
        # Only speed is lost; what is wrong with the broker, its real start says better.
        tell(f"no start-up archive could be made, Kafka starts a second slower: {error}")
    else:
        if made and (seconds := time.monotonic() - started) > 1:
            tell(f"made the start-up archive of Kafka in {seconds:.0f} s; that was done once")
    return with_archive(kafka, cache)
