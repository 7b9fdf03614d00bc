"""Medians with their spread, tables in Markdown, and what machine it was."""

import os
import platform
import statistics
from collections.abc import Sequence
from pathlib import Path

FILLING_SHARE = 0.2  # of a long run: while pools and histories fill


def median_and_spread(values: Sequence[float], digits: int = 1) -> str:
    """Return "median (least–most)" of some figures."""
    middle, least, most = statistics.median(values), min(values), max(values)
    return f"{middle:,.{digits}f} ({least:,.{digits}f}–{most:,.{digits}f})"


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share (0 to 1) of the figures lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def growth_per_hour(seconds: Sequence[float], values: Sequence[float]) -> float:
    """Return by how much a figure grows in an hour once everything has been filled, by least squares."""
    filled_at = FILLING_SHARE * seconds[-1]
    later = [(at, value) for at, value in zip(seconds, values, strict=True) if at >= filled_at]
    return 3600 * statistics.linear_regression(*zip(*later, strict=True)).slope


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def machine() -> str:
    """Describe where this was measured, in one line."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return f"{model}, {os.cpu_count()} CPUs, Linux {platform.release()}, Python {platform.python_version()}"
