"""Whether pictures are sent twice to a subscriber whose link loses.

Pure. A lost packet that is asked for again comes a round trip late, and what is sent again gets
lost as well: with 5 % loss and 100 ms that is too late for one picture in some hundred. Two steps
mend it, both by RTX (RFC 4588), 20 ms behind the first so that one burst does not take both:

- repairs go twice, which costs as much as is lost;
- where the link carries more than twice what is sent, everything does.

Links that are short of room get neither: their loss is mended by sending less.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

BEGIN_LOSS: Final = 0.015
"""From this share of packets lost on, smoothed over some seconds."""
END_LOSS: Final = 0.005
MOST_LOSS: Final = 0.2
"""With more the link is broken or overfull, whatever the estimate says."""
SPARE_FACTOR: Final = 2.2
"""So many times what is sent must the link carry for everything to go twice."""
KEPT_FACTOR: Final = 1.6
"""Below this it ends; in between it stays, against changing to and fro."""
SETTLED_SECONDS: Final = 5.0
"""For so long after its limit was lowered a link gets no copies."""


class Copies(IntEnum):
    """What of the pictures goes to one subscriber a second time."""

    NONE = 0
    REPAIRS = 1
    """What was asked for."""
    ALL = 2
    """Every packet too, unasked."""


def copies_after(
    before: Copies, loss_fraction: float, sending_bps: float, limit_bps: float, lowered_seconds_ago: float
) -> Copies:
    """What to send twice from now on.

    `sending_bps`: what is forwarded without copies; `limit_bps`: what the link is thought to carry.
    """
    least = BEGIN_LOSS if before is Copies.NONE else END_LOSS
    if not least <= loss_fraction <= MOST_LOSS or lowered_seconds_ago < SETTLED_SECONDS:
        return Copies.NONE
    factor = SPARE_FACTOR if before is not Copies.ALL else KEPT_FACTOR
    return Copies.ALL if sending_bps * factor <= limit_bps else Copies.REPAIRS
