"""Every reason for which a room says no. The sentence that a person reads lives in the client's catalogue."""

from enum import StrEnum


class Code(StrEnum):
    """Stable refusal codes. Clients switch on these, never on a text."""

    NOT_ALLOWED = "not_allowed"  # the permission table says no
    NO_SUCH_SEAT = "no_such_seat"
    NOT_WAITING = "not_waiting"
    ALREADY_SEATED = "already_seated"
    ROOM_FULL = "room_full"
    ROOM_LOCKED = "room_locked"
    BANNED = "banned"
    LINK_CLOSED = "link_closed"  # this open link lets nobody new in: somebody who came by it was banned
    TURNED_AWAY = "turned_away"  # not in this session
    SESSION_ENDED = "session_ended"
    SESSION_HELD = "session_held"  # staff are gone for a moment
    NO_STAFF_PRESENT = "no_staff_present"
    LAST_FACILITATOR = "last_facilitator"  # the last one may not be demoted or removed
    AGREEMENT_NEEDED = "agreement_needed"
    WRONG_AGREEMENT_VERSION = "wrong_agreement_version"
    SOURCE_BLOCKED = "source_blocked"  # kept muted by staff
    MICROPHONES_CLOSED = "microphones_closed"  # staff closed all microphones for now
    MUTED_ON_ENTRY = "muted_on_entry"  # staff muted all: press the button yourself
    SCREEN_TAKEN = "screen_taken"  # somebody else shares already
    STEPPED_AWAY = "stepped_away"  # come back first
    ALREADY_PUBLISHED = "already_published"
    NOT_PUBLISHED = "not_published"
    HAND_ALREADY_RAISED = "hand_already_raised"
    NO_HAND_RAISED = "no_hand_raised"
    NO_TURN = "no_turn"
    CHAT_CLOSED = "chat_closed"
    NO_SUCH_MESSAGE = "no_such_message"
    TEXT_EMPTY = "text_empty"
    TOO_MUCH_WRITTEN = "too_much_written"  # by this person, in this session
    NO_SUCH_BAN = "no_such_ban"
    TOO_LATE_TO_UNDO = "too_late_to_undo"
    NO_HELP_ASKED = "no_help_asked"
    NO_SUCH_TEMPLATE = "no_such_template"
    NO_SUCH_WORKSHEET = "no_such_worksheet"
    NO_SUCH_FIELD = "no_such_field"
    WORKSHEET_CLOSED = "worksheet_closed"
    BAD_UPDATE = "bad_update"  # the shared document would not survive it
    DOCUMENT_TOO_LARGE = "document_too_large"
    NOT_ENCRYPTED = "not_encrypted"  # this room passes no keys
    SEAT_HELD = "seat_held"  # the connection is lost: nobody is there to receive it
    NOTHING_TO_CHANGE = "nothing_to_change"


class Refused(Exception):
    """A command was understood and not carried out; nothing has changed."""

    def __init__(self, code: Code, detail: str | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.detail = detail
