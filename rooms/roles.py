"""Roles, and the standings that the two policy tables are written in."""

from enum import StrEnum


class Role(StrEnum):
    """What a seat was given by its token or by staff. Whether it has been admitted is another matter."""

    FACILITATOR = "facilitator"
    CO_HOST = "co_host"
    PARTICIPANT = "participant"
    OBSERVER = "observer"


STAFF = frozenset({Role.FACILITATOR, Role.CO_HOST})


class Standing(StrEnum):
    """Who someone is for one decision: an admitted seat's role, or a place outside the room."""

    FACILITATOR = "facilitator"
    CO_HOST = "co_host"
    PARTICIPANT = "participant"
    OBSERVER = "observer"
    WAITING = "waiting"  # in the lobby, whatever the role will be
    HOST_APPLICATION = "host_application"  # the REST API, with an API key
    SERVER = "server"  # Hearth itself: connections coming and going
