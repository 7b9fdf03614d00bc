"""Everything the media plane counts, for `/metrics`: numbers only, no ids."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Counters:
    """Totals since the process started; each only grows."""

    packets_received: int = 0
    octets_received: int = 0
    packets_forwarded: int = 0
    octets_forwarded: int = 0
    """Of payload, as `octets_received` is of whole datagrams; without what waited for its turn."""
    packets_not_wanted: int = 0
    """Media nobody watches: dropped before decryption."""
    packets_repaired: int = 0
    """Came by retransmission from a publisher."""
    packets_recovered: int = 0
    """Voices that a later packet carried again (RFC 2198)."""
    packets_duplicate: int = 0
    """Neither new nor missing: taken before, given up, or overtaken by more than SRTP remembers."""
    packets_resent: int = 0
    """Answers to subscribers' NACKs."""
    packets_copied: int = 0
    """Of pictures, sent a second time unasked to links that lose."""
    resends_refused: int = 0
    """Asked for, but too old, not theirs, or over the peer's allowance."""
    packets_asked_for: int = 0
    packets_abandoned: int = 0
    """Never came, in spite of asking."""
    packets_held: int = 0
    """Had to wait, since their link's burst exceeded its budget."""
    packets_held_in_vain: int = 0
    """Waited too long, or for a picture that another replaced."""
    padding_sent: int = 0
    """Packets of padding, to find out whether a link carries more."""
    packets_stray: int = 0
    """Of a source that a slot has left: never forwarded."""
    packets_blocked: int = 0
    """The socket's buffer was full, or the network refused."""
    key_frames_asked_for: int = 0
    key_frames_wanted_by_subscribers: int = 0
    codec_missing: int = 0
    """A slot could not take a stream, since its client lacks the codec."""
    rtcp_received: int = 0
    rtcp_empty: int = 0
    """Empty receiver reports, dropped before decryption."""
    rtcp_sent: int = 0
    checks_answered: int = 0
    checks_refused: int = 0
    """STUN that was truncated, unknown, or not authentic."""
    datagrams_unknown: int = 0
    """From an address nobody has authenticated."""
    datagrams_oversized: int = 0
    datagrams_malformed: int = 0
    decryption_failed: int = 0
    encryption_failed: int = 0
    """libsrtp refused: never, unless a fault of ours lets a number be used again or fall too far behind."""
    over_allowance: int = 0
    """Dropped because more came under one peer's address than any honest one sends."""
    sound_over_ceiling: int = 0
    """Packets of one microphone, or of a screen's sound, beyond what any honest one sends."""
    streams_unknown: int = 0
    """Packets whose SSRC belongs to no line of their sender's offer."""
    peers_connected: int = 0
    peers_stalled: int = 0
    """Fell silent while media flowed, and were told to offer again."""
    peers_expired: int = 0
    offers_refused: int = 0
    faults: int = 0
    """Of ours, while something was done for one seat: logged, and the others served all the same."""
