"""The figures of one process as a person reads them: what `hearth stats` shows of `/metrics`. Pure.

Takes two readings of Prometheus' text format; writes plain tables with totals, and with how much of each
was added per second between the two.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from prometheus_client.parser import text_string_to_metric_families

_KIBI = 1024.0
_PERCENTILES = (0.5, 0.99)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a process said at one moment: each sample's sum over its labels, and by its single label."""

    at: float
    sums: Mapping[str, float]
    labelled: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def value(self, figure: "Figure") -> float | None:
        """Return a figure's value; None if this process does not tell it."""
        if figure.label is not None:
            return self.labelled.get((figure.sample, figure.label))
        return self.sums.get(figure.sample)


def read(text: str, at: float) -> Reading:
    """Read `/metrics`; raise `ValueError` for anything else."""
    sums: dict[str, float] = {}
    labelled: dict[tuple[str, str], float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            sums[sample.name] = sums.get(sample.name, 0.0) + sample.value
            if len(sample.labels) == 1:
                labelled[sample.name, next(iter(sample.labels.values()))] = sample.value
    if not sums:
        raise ValueError("no figures")
    return Reading(at, sums, labelled)


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:,.1f} ms"


def _mebibytes(octets: float) -> str:
    return f"{octets / _KIBI / _KIBI:,.1f} MiB"


def _bit_rate(bits: float) -> str:
    return f"{bits / 1e6:,.2f} Mbit/s"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: its words, the sample, which one of several by label, and how it is written."""

    words: str
    sample: str
    label: str | None = None
    write: Callable[[float], str] = _whole
    rate: Callable[[float], str] | None = None
    """How its growth per second is written; None: it is not a total."""


def _rate(value: float) -> str:
    return f"{value:,.1f}/s"


def _total(words: str, sample: str, label: str | None = None) -> Figure:
    return Figure(words, f"{sample}_total", label, rate=_rate)


def _octets(words: str, sample: str) -> Figure:
    return Figure(words, f"{sample}_total", write=_mebibytes, rate=lambda octets: _bit_rate(8 * octets))


TABLES: Mapping[str, Sequence[Figure]] = {
    "people": (
        Figure("connected browsers", "hearth_connections"),
        Figure("sessions", "hearth_sessions"),
        Figure("seats, held ones too", "hearth_seats"),
        _total("refused at the door", "hearth_door_refusals"),
    ),
    "signalling": (
        _total("commands", "hearth_commands"),
        _total("  of these carried out", "hearth_commands", "ok"),
        _total("  of these failed by a fault of ours", "hearth_commands", "internal"),
        _total("messages to browsers", "hearth_deliveries"),
        _total("messages to other processes", "hearth_router_messages", "sent"),
        _total("lost on the way from them", "hearth_router_holes"),
        _total("database failures", "hearth_storage_failures"),
    ),
    "sound and picture": (
        Figure("seats with media", "hearth_media_peers"),
        Figure("  of these with a weak connection", "hearth_media_quality", "weak"),
        Figure("  of these without a connection", "hearth_media_quality", "lost"),
        Figure("bandwidth towards the median of them", "hearth_media_limit_bps", "0.5", _bit_rate),
        Figure("bandwidth towards the worst off", "hearth_media_limit_bps", "0.0", _bit_rate),
        Figure("streams forwarded", "hearth_media_streams"),
        Figure("slots filled by them", "hearth_media_filled_slots"),
        _total("packets in", "hearth_media_packets_received"),
        _octets("octets in", "hearth_media_octets_received"),
        _total("packets out", "hearth_media_packets_forwarded"),
        _octets("octets out, payload", "hearth_media_octets_forwarded"),
        _total("asked for again", "hearth_media_packets_asked_for"),
        _total("never came", "hearth_media_packets_abandoned"),
        _total("sent again", "hearth_media_packets_resent"),
        _total("sent twice, to links that lose", "hearth_media_packets_copied"),
        _total("not sent, the network was full", "hearth_media_packets_blocked"),
        _total("dropped, a sender was too fast", "hearth_media_over_allowance"),
        _total("dropped, more sound than any microphone sends", "hearth_media_sound_over_ceiling"),
        _total("dropped, not authentic", "hearth_media_decryption_failed"),
        _total("faults of ours, each for one seat", "hearth_media_faults"),
    ),
    "process": (
        Figure("CPU seconds", "process_cpu_seconds_total", rate=lambda share: f"{share:.0%} of a core"),
        Figure("memory", "process_resident_memory_bytes", write=_mebibytes),
        Figure("open files", "process_open_fds"),
        Figure("tasks", "hearth_tasks"),
        Figure("event loop late by", "hearth_loop_lag_seconds", write=_milliseconds),
    ),
}


def tables(now: Reading, before: Reading | None = None) -> str:
    """Write all tables; with an earlier reading also what was added per second since then."""
    parts = []
    for title, some in TABLES.items():
        rows = [_row(figure, now, before) for figure in some if now.value(figure) is not None]
        if title == "signalling":
            rows += [(words, value, "") for words, value in _answer_times(now, before)]
        if rows:
            parts.append(
                "\n".join([title, *(f"  {words:<38}{a:>14}{b:>18}".rstrip() for words, a, b in rows)])
            )
    return "\n\n".join(parts)


def _row(figure: Figure, now: Reading, before: Reading | None) -> tuple[str, str, str]:
    value = now.value(figure) or 0.0
    added = ""
    if before is not None and figure.rate is not None and now.at > before.at:
        grown = max(0.0, value - (before.value(figure) or 0.0))  # a process that began anew counts from 0
        added = figure.rate(grown / (now.at - before.at))
    return figure.words, figure.write(value), added


def _answer_times(now: Reading, before: Reading | None) -> list[tuple[str, str]]:
    """Within which bucket of the histogram these shares of commands were answered; of late, if known."""
    name = "hearth_command_seconds_bucket"
    counts = {
        float(label): count - (before.labelled.get((name, label), 0.0) if before else 0.0)
        for (sample, label), count in now.labelled.items()
        if sample == name
    }
    everything = counts.get(float("inf"), 0.0)
    if everything <= 0:
        return []
    rows = []
    for share in _PERCENTILES:
        within = next(bound for bound in sorted(counts) if counts[bound] >= share * everything)
        value = "longer" if within == float("inf") else _milliseconds(within)
        rows.append((f"{share:.0%} of answers within", value))
    return rows
