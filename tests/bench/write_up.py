"""Results go to the terminal and, where the page has a place for them, into docs/performance.md.

A place lies between `<!-- bench NAME -->` and `<!-- end NAME -->`; what stood there is replaced.
"""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"


def write_up(name: str, *paragraphs: str) -> None:
    """Print the paragraphs, and put them into the page's place of this name if it has one."""
    text = "\n\n".join(paragraphs)
    print(text)
    page = PAGE.read_text()
    written = placed(page, name, text)
    if written is not None:
        PAGE.write_text(written)


def placed(page: str, name: str, text: str) -> str | None:
    """Return the page with `text` in the place of this name; None without such a place."""
    place = re.compile(rf"(<!-- bench {re.escape(name)} -->\n).*?(<!-- end {re.escape(name)} -->)", re.S)
    if place.search(page) is None:
        return None
    return place.sub(lambda found: f"{found[1]}{text}\n{found[2]}", page)
