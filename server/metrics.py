"""What the server counts, for `/metrics` (Prometheus text). No label names a room, a person or an address.

The media plane keeps its own counters; `app` adds them here when it builds the server.
"""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

registry = CollectorRegistry()
ProcessCollector(registry=registry)  # CPU, memory and open files, from /proc

connections = Gauge("hearth_connections", "Browsers connected to this process", registry=registry)
sessions = Gauge("hearth_sessions", "Open sessions that this process owns", registry=registry)
seats = Gauge("hearth_seats", "Seats in those sessions, held ones too", registry=registry)
connection_ends = Counter(
    "hearth_connection_ends", "Connections that ended, by cause", ["cause"], registry=registry
)
door_refusals = Counter(
    "hearth_door_refusals", "Connections refused before they had a seat, by code", ["code"], registry=registry
)
commands = Counter(
    "hearth_commands",
    "Commands by what became of them: ok, the room's refusal, malformed, busy, too_fast, internal",
    ["outcome"],
    registry=registry,
)
command_seconds = Histogram(
    "hearth_command_seconds",
    "From a command's arrival to its acknowledgement",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
    registry=registry,
)
deliveries = Counter("hearth_deliveries", "Frames handed to browsers", registry=registry)
storage_failures = Counter(
    "hearth_storage_failures", "Times the database could not be used", registry=registry
)
fenced = Counter("hearth_fenced", "Sessions lost to another process", registry=registry)
requests = Counter(
    "hearth_requests", "API requests, by route and status", ["route", "status"], registry=registry
)
webhooks = Counter(
    "hearth_webhooks",
    "Webhook deliveries: delivered, failed (to be retried), dead",
    ["outcome"],
    registry=registry,
)
erased_sessions = Counter(
    "hearth_erased_sessions", "Ended sessions of which something was erased", registry=registry
)
router_messages = Counter(
    "hearth_router_messages", "Messages to and from other processes", ["direction"], registry=registry
)
router_questions = Counter(
    "hearth_router_questions",
    "Questions put to other processes: answered, silent, gone",
    ["outcome"],
    registry=registry,
)
router_holes = Counter(
    "hearth_router_holes", "Times that something another process said was lost", registry=registry
)
tasks = Gauge("hearth_tasks", "Asyncio tasks that are not over", registry=registry)
loop_lag_seconds = Gauge(
    "hearth_loop_lag_seconds", "How late the event loop last woke for its own clock", registry=registry
)


def render() -> bytes:
    """Return every figure in Prometheus' text format."""
    return generate_latest(registry)
