"""What is left of an event when its words or answers are no longer kept. Pure.

Words: chat, and what staff wrote to one person. Answers: worksheets, documents, check-ins. Who came and
went, who moderated and when stays, so a session can still be rebuilt and its attendance counted.
"""

from msgspec.structs import replace

from rooms.events import (
    CheckInGiven,
    DocumentEdited,
    Event,
    FieldsShared,
    FieldWritten,
    MessageSent,
    SeatDetailed,
    SeatRemoved,
    TurnedAway,
    WaitingStarted,
)
from rooms.state import CheckIn

WITH_WORDS: tuple[type[Event], ...] = (MessageSent, TurnedAway, SeatRemoved)
WITH_ANSWERS: tuple[type[Event], ...] = (
    WaitingStarted,
    CheckInGiven,
    SeatDetailed,
    DocumentEdited,
    FieldWritten,
    FieldsShared,
)


def without_words(event: Event) -> Event:
    """Return the event without what people wrote to one another."""
    match event:
        case MessageSent(message=message):
            return replace(event, message=replace(message, text=""))
        case TurnedAway() | SeatRemoved():
            return replace(event, words="")
        case _:
            return event


def without_answers(event: Event) -> Event:
    """Return the event without check-ins, answers and documents."""
    match event:
        case WaitingStarted(waiting=waiting):
            return replace(event, waiting=replace(waiting, check_in=None))
        case SeatDetailed(detail=detail):
            return replace(event, detail=replace(detail, check_in=None))
        case CheckInGiven():
            return replace(event, check_in=CheckIn())
        case DocumentEdited():
            return replace(event, update=b"")
        case FieldWritten():
            return replace(event, value="")
        case FieldsShared(values=values):
            return replace(event, values=dict.fromkeys(values, ""))
        case _:
            return event
