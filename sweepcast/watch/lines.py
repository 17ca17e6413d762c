"""Tells what happens as lines, for logs, pipes and screen readers."""

from typing import TextIO

from sweepcast.feed_errors import Link
from sweepcast.progress import News
from sweepcast.watch.plain import link_line, news_lines
from sweepcast.watch.watching import Watching, with_link, with_news


class Teller:
    """Writes a line an event, and one for each change of the connection that is worth one."""

    def __init__(self, watching: Watching, out: TextIO, notes: TextIO | None = None) -> None:
        """Start with a state, and say where the feed is looked for; `notes` gets what is about the connection."""
        self._watching = watching
        self._out = out
        self._notes = out if notes is None else notes
        self._say(link_line(watching.link, watching.url), self._notes)

    def on_link(self, link: Link) -> None:
        """Tell a change of the connection, but not each try that fails like the one before."""
        before, self._watching = self._watching.link, with_link(self._watching, link)
        if link.status == "live" or (link.status == "waiting" and link.reason != before.reason):
            self._say(link_line(link, self._watching.url), self._notes)

    def on_news(self, frame: News) -> None:
        """Tell what a frame brings."""
        before, self._watching = self._watching, with_news(self._watching, frame)
        for line in news_lines(before, self._watching, frame.data.ceremony):
            self._say(line, self._out)

    def _say(self, line: str, out: TextIO) -> None:
        print(line, file=out, flush=True)
