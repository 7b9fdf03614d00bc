"""What a process costs, from `/proc` (Linux), and where it may run."""

import os
from pathlib import Path

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """CPU time of all living threads, user and system, to the nanosecond (`schedstat`)."""
    total = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        try:
            total += int((thread / "schedstat").read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has just ended; no thread that matters here does
    return total / 1e9


def resident_bytes(pid: int) -> int:
    """Memory that the process holds in RAM."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(pid)


def pin(pid: int, cpu: int) -> None:
    """Keep all threads of a process, and those that they start, on one CPU."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), [cpu])


def machine_cpu_seconds() -> float:
    """Busy time of all CPUs since the machine started."""
    user, nice, system, _, _, irq, soft_irq, steal, *_ = (
        int(each) for each in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    )
    return (user + nice + system + irq + soft_irq + steal) / _TICKS_PER_SECOND
