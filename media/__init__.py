"""Carrying sound and picture between the seats of a room, without decoding.

`media.sfu.Sfu` is what the rest of the program talks to. People are known here
only by opaque ids; the rules of a session live in `rooms/`.
"""
