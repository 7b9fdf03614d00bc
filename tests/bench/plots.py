"""Small plots for docs/performance.md, as SVG files beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.bench.write_up import PAGE

FOLDER = PAGE.parent / "plots"
_OPTIONS: Mapping[str, Any] = {
    "width": 720,
    "height": 320,
    "js": (),  # a picture, which loads nothing
    "no_prefix": True,
    "show_dots": False,
    "legend_at_bottom": True,
}


def lines(name: str, title: str, minutes: Sequence[float], values: Mapping[str, Sequence[float]]) -> None:
    """Draw values over time, one line for each name."""
    plot = _plot("XY", title=title, x_title="minutes", show_legend=len(values) > 1)
    for what, some in values.items():
        plot.add(what, list(zip(minutes, some, strict=True)))
    _write(name, plot)


def bars(name: str, title: str, groups: Sequence[str], values: Mapping[str, Sequence[float]]) -> None:
    """Draw a bar of each name in each group."""
    plot = _plot("Bar", title=title, show_legend=len(values) > 1)
    plot.x_labels = [group.strip("*") for group in groups]
    for what, some in values.items():
        plot.add(what, list(some))
    _write(name, plot)


def _plot(kind: str, **options: Any) -> Any:
    # Not sooner: this package leaves an import hook behind that the tests, which read scenarios, would meet.
    import pygal
    from pygal.style import CleanStyle

    return getattr(pygal, kind)(**_OPTIONS, style=CleanStyle, **options)


def _write(name: str, plot: Any) -> None:
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.svg").write_bytes(plot.render())
