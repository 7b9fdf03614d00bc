"""Which refusals each command can meet, beside `session_ended` and `not_allowed`, which any can.

For clients, that they may have a sentence ready; random sessions in the tests meet no others.
"""

from collections.abc import Mapping

from rooms import commands as c
from rooms.commands import Command
from rooms.refusals import Code

ANY_COMMAND = frozenset({Code.SESSION_ENDED, Code.NOT_ALLOWED})

_WORKSHEET = (Code.NO_SUCH_WORKSHEET, Code.WORKSHEET_CLOSED)

REASONS: Mapping[type[Command], tuple[Code, ...]] = {
    # coming and going
    c.Arrive: (
        Code.BANNED,
        Code.LINK_CLOSED,
        Code.TURNED_AWAY,
        Code.ROOM_LOCKED,
        Code.ROOM_FULL,
        Code.TEXT_EMPTY,
        Code.ALREADY_SEATED,
        Code.NO_SUCH_SEAT,
    ),
    c.Return: (Code.NO_SUCH_SEAT,),
    c.LoseConnection: (Code.NO_SUCH_SEAT,),
    # the lobby
    c.Admit: (Code.NOT_WAITING, Code.NO_STAFF_PRESENT, Code.ROOM_LOCKED, Code.ROOM_FULL),
    c.AdmitAll: (Code.NO_STAFF_PRESENT, Code.ROOM_LOCKED, Code.ROOM_FULL, Code.NOTHING_TO_CHANGE),
    c.TurnAway: (Code.NOT_WAITING,),
    c.GiveCheckIn: (),
    c.LockRoom: (Code.NOTHING_TO_CHANGE,),
    # seats
    c.Leave: (),
    c.Rename: (Code.NO_SUCH_SEAT, Code.TEXT_EMPTY, Code.NOTHING_TO_CHANGE),
    c.ChangeRole: (Code.NO_SUCH_SEAT, Code.LAST_FACILITATOR, Code.NOTHING_TO_CHANGE),
    c.SetSuccessor: (Code.NO_SUCH_SEAT, Code.NOTHING_TO_CHANGE),
    c.AcceptAgreement: (Code.WRONG_AGREEMENT_VERSION, Code.NOTHING_TO_CHANGE),
    c.StepAway: (Code.NOTHING_TO_CHANGE,),
    c.ComeBack: (Code.NOTHING_TO_CHANGE,),
    # hands and turns
    c.RaiseHand: (Code.HAND_ALREADY_RAISED, Code.STEPPED_AWAY),
    c.LowerHand: (Code.NO_HAND_RAISED,),
    c.LowerAllHands: (Code.NO_HAND_RAISED,),
    c.MoveHand: (Code.NO_HAND_RAISED, Code.NOTHING_TO_CHANGE),
    c.CallOn: (Code.NO_SUCH_SEAT, Code.STEPPED_AWAY, Code.NOTHING_TO_CHANGE),
    c.EndTurn: (Code.NO_TURN,),
    # chat
    c.SendMessage: (
        Code.CHAT_CLOSED,
        Code.SESSION_HELD,
        Code.NO_SUCH_SEAT,
        Code.NO_SUCH_MESSAGE,
        Code.TEXT_EMPTY,
        Code.TOO_MUCH_WRITTEN,
    ),
    c.DeleteMessage: (Code.NO_SUCH_MESSAGE,),
    c.ReactToMessage: (Code.NO_SUCH_MESSAGE, Code.NOTHING_TO_CHANGE),
    c.SetChatMode: (Code.NOTHING_TO_CHANGE,),
    c.ShowReaction: (Code.STEPPED_AWAY,),
    # sound and picture
    c.Publish: (
        Code.SOURCE_BLOCKED,
        Code.AGREEMENT_NEEDED,
        Code.MICROPHONES_CLOSED,
        Code.MUTED_ON_ENTRY,
        Code.SCREEN_TAKEN,
        Code.SESSION_HELD,
        Code.STEPPED_AWAY,
        Code.ALREADY_PUBLISHED,
        Code.NOT_PUBLISHED,
    ),
    c.Unpublish: (Code.NOT_PUBLISHED,),
    c.Mute: (Code.NO_SUCH_SEAT, Code.NOT_PUBLISHED),
    c.SetMicrophones: (Code.NOTHING_TO_CHANGE,),
    c.StopSource: (Code.NO_SUCH_SEAT, Code.NOT_PUBLISHED),
    c.StopAllCameras: (Code.NOTHING_TO_CHANGE,),
    c.BlockSource: (Code.NO_SUCH_SEAT, Code.NOTHING_TO_CHANGE),
    c.UnblockSource: (Code.NO_SUCH_SEAT, Code.NOTHING_TO_CHANGE),
    c.AskToUnmute: (
        Code.NO_SUCH_SEAT,
        Code.ALREADY_PUBLISHED,
        Code.STEPPED_AWAY,
        Code.SOURCE_BLOCKED,
        Code.MICROPHONES_CLOSED,
    ),
    c.DeclineToUnmute: (),
    c.SetSpotlight: (Code.NO_SUCH_SEAT, Code.NOTHING_TO_CHANGE),
    # keys of an end-to-end encrypted room
    c.PassKeys: (Code.NOT_ENCRYPTED, Code.NO_SUCH_SEAT, Code.SEAT_HELD),
    # help and limits
    c.AskForHelp: (Code.NOTHING_TO_CHANGE,),
    c.MarkHelpSeen: (Code.NO_HELP_ASKED, Code.NOTHING_TO_CHANGE),
    c.CloseHelp: (Code.NO_HELP_ASKED,),
    c.Remove: (Code.NO_SUCH_SEAT, Code.LAST_FACILITATOR),
    c.BanSeat: (Code.NO_SUCH_SEAT, Code.LAST_FACILITATOR),
    c.UndoRemoval: (Code.NO_SUCH_SEAT, Code.TOO_LATE_TO_UNDO, Code.ALREADY_SEATED, Code.ROOM_FULL),
    c.LiftBan: (Code.NO_SUCH_BAN,),
    c.EndForAll: (),
    # worksheets
    c.OpenWorksheet: (Code.NO_SUCH_TEMPLATE,),
    c.CloseWorksheet: _WORKSHEET,
    c.EditDocument: (*_WORKSHEET, Code.BAD_UPDATE, Code.DOCUMENT_TOO_LARGE),
    c.MoveCursor: (*_WORKSHEET, Code.NO_SUCH_FIELD),
    c.WriteField: (*_WORKSHEET, Code.NO_SUCH_FIELD, Code.NOTHING_TO_CHANGE),
    c.ShareField: (Code.NO_SUCH_WORKSHEET, Code.NO_SUCH_FIELD, Code.NOTHING_TO_CHANGE),
    c.UnshareField: (Code.NO_SUCH_WORKSHEET, Code.NO_SUCH_FIELD, Code.NOTHING_TO_CHANGE),
}
