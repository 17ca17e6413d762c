"""Serves /metrics."""

from collections.abc import Callable

from aiohttp import web

from consumers.gateway.metrics import Metrics


class MetricsPage:
    """Tells Prometheus the gateway's numbers."""

    def __init__(self, metrics: Metrics, measure: Callable[[], None]) -> None:
        """Have `measure` tell the metrics how things stand, each time before they are read."""
        self._metrics = metrics
        self._measure = measure

    def routes(self) -> list[web.RouteDef]:
        """Return the route."""
        return [web.get("/metrics", self.metrics)]

    async def metrics(self, _: web.Request) -> web.StreamResponse:
        """Return the numbers."""
        self._measure()
        content_type, text = self._metrics.render()
        return web.Response(body=text, headers={"Content-Type": content_type, "Cache-Control": "no-store"})
