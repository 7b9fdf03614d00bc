"""What may happen in a session: pure rules, no I/O, no clock, no randomness.

Start reading at `commands` (what one may ask), `events` (what a room may tell) and `room` (how one becomes
the other).
"""
