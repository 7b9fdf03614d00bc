"""Names and texts as people typed them, made safe to show: nothing invisible, no two people with one name."""

import unicodedata
from collections.abc import Iterable

# Print as nothing or as a gap and yet are letters or symbols to Unicode: Hangul fillers, blank braille.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Joiners are needed inside words of several scripts and inside emoji, so they stay in what is shown.
_JOINERS = frozenset("\u200c\u200d")


def clean_name(name: str) -> str:
    """A name fit to be shown: one line, single spaces, no control or direction characters; may be empty."""
    composed = unicodedata.normalize("NFC", name)
    spaced = "".join(" " if _is_gap(char) else char for char in composed)
    shown = "".join(char for char in spaced if char in _JOINERS or not _is_invisible(char))
    tidy = " ".join(shown.split())
    return tidy if likeness(tidy) else ""


def clean_text(text: str) -> str:
    """A chat line fit to be shown: line breaks and tabs stay, other control characters go; may be empty."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char in "\n\t" or unicodedata.category(char) != "Cc").strip()


def likeness(name: str) -> str:
    """What two names share that a reader could confuse: width, case and invisible characters fall away."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    visible = (char for char in folded if not _is_invisible(char) and not _is_variation(char))
    return " ".join("".join(" " if _is_gap(char) else char for char in visible).split())


def unique_name(name: str, taken: Iterable[str]) -> str:
    """The name itself, or with the first free number behind it: "Ana", "Ana (2)", "Ana (3)"."""
    likenesses = {likeness(other) for other in taken}
    candidate, number = name, 1
    while likeness(candidate) in likenesses:
        number += 1
        candidate = f"{name} ({number})"
    return candidate


def _is_gap(char: str) -> bool:
    return char in _BLANK_LETTERS or char.isspace()


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn")


def _is_variation(char: str) -> bool:
    """Unicode's Variation_Selector: asks for another drawing of the letter before it; and the like U+034F."""
    return char == "\u034f" or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
