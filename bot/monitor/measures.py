"""The figures. None is about a person: no label holds a member's id or name, a place or a word of anybody's."""

import logging
from typing import TYPE_CHECKING, Any

import aiohttp
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from bot.monitor.standing import Standing
from bot.traffic import Traffic

if TYPE_CHECKING:
    from bot.client import Guildhall

_TOLD_APART = {401, 403, 404, 429}
_SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)


class Measures:
    """The figures of one client, each in a registry of its own: a host may run several."""

    def __init__(self, traffic: Traffic) -> None:
        self.registry = CollectorRegistry()
        self._counting = _Counting(self._counter("log_lines", "Lines logged at warning or above", "level"))
        self._responses = self._counter("discord_responses", "Discord's answers, by status", "status")
        acknowledged = Histogram(
            "guildhall_acknowledgement_seconds",
            "From the arrival of a command, press or form to Discord's yes to our acknowledgement",
            buckets=_SECONDS,
            registry=self.registry,
        )
        traffic.on_acknowledged = acknowledged.observe
        ProcessCollector(registry=self.registry)
        self._gauges: dict[str, Gauge] = {}

    def _counter(self, name: str, told: str, label: str) -> Counter:
        return Counter(f"guildhall_{name}", told, [label], registry=self.registry)

    def start(self) -> None:
        """Begin to count what is logged."""
        logging.getLogger().addHandler(self._counting)

    def stop(self) -> None:
        """Count no more of it."""
        logging.getLogger().removeHandler(self._counting)

    def watch(self, trace: aiohttp.TraceConfig) -> None:
        """Count what Discord answers to whatever is asked with a trace."""
        trace.on_request_end.append(self._answered)
        trace.on_request_exception.append(self._failed)

    async def _answered(self, _session: Any, _context: Any, told: aiohttp.TraceRequestEndParams) -> None:
        status = told.response.status
        self._responses.labels(str(status) if status in _TOLD_APART else f"{status // 100}xx").inc()

    async def _failed(self, _session: Any, _context: Any, _told: aiohttp.TraceRequestExceptionParams) -> None:
        self._responses.labels("none").inc()

    def page(self, bot: "Guildhall", standing: Standing) -> bytes:
        """Give all figures as Prometheus reads them."""
        for name, (told, value) in standing.figures(bot).items():
            self._set(name, told, value)
        return generate_latest(self.registry)

    def _set(self, name: str, told: str, value: float | None) -> None:
        """Set a figure; one that can't be known is left out, rather than told as a zero."""
        if value is None:
            if (gone := self._gauges.pop(name, None)) is not None:
                self.registry.unregister(gone)
            return
        if name not in self._gauges:
            self._gauges[name] = Gauge(f"guildhall_{name}", told, registry=self.registry)
        self._gauges[name].set(value)


class _Counting(logging.Handler):
    """Counts lines by their level; reads nothing of them."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(logging.WARNING)
        self._counter = counter

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        self._counter.labels("warning" if record.levelno < logging.ERROR else "error").inc()
