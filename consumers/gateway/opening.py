"""What must be at hand before a subscription begins: a whole feed, the subscriber's place, and the boards it names."""

import msgspec

from consumers.gateway.core.log import FeedLog
from consumers.gateway.core.options import FeedOptions, Refused
from consumers.gateway.feed import Feed
from consumers.gateway.past import Past, PastAway, held
from consumers.gateway.places import Places, PlacesAway

RETRY_SECONDS = 2
"""After so many seconds it is worth asking again."""


def whole_log(feed: Feed) -> FeedLog:
    """Return the log to serve.

    Raises:
        Refused: it is not whole yet.
    """
    log = feed.current
    if log is None:
        detail = "the feed is still being read from Kafka: try again in a moment"
        raise Refused("not-ready", detail, 503, retry_after=RETRY_SECONDS)
    return log


async def prepared(feed: Feed, options: FeedOptions, past: Past, places: Places) -> FeedOptions:
    """Return the options with the cursor kept for the subscriber, if it comes without; the boards named are held then.

    Raises:
        Refused: the feed is not whole, or Kafka cannot be asked for what this needs.
    """
    log = whole_log(feed)
    try:
        if options.subscriber is not None and options.cursor is None:
            options = msgspec.structs.replace(options, cursor=await places.find(options.subscriber))
        await held(log, past, options.filter.ceremonies)
    except (PlacesAway, PastAway) as away:
        raise Refused("kafka-away", str(away), 503, retry_after=RETRY_SECONDS) from None
    return options
