"""Names for the identifiers that travel through a session, so that one cannot stand in for another."""

from typing import NewType

RoomId = NewType("RoomId", str)  # the lasting place: its name, settings and links
SessionId = NewType("SessionId", str)  # one meeting in that place
SeatId = NewType("SeatId", str)
AccountId = NewType("AccountId", str)  # who someone is outside the session; never sent to a client
MessageId = NewType("MessageId", str)
BanId = NewType("BanId", str)
InviteId = NewType("InviteId", str)  # of a link; never sent to a client
WorksheetId = NewType("WorksheetId", str)
TemplateId = NewType("TemplateId", str)
FieldId = NewType("FieldId", str)
