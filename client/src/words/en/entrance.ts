// Everything on the way in and out that is not the room: faults of the link, endings, and coming back.
export const entrance = {
  opening: "Opening the room",
  openingLong: "We are still reaching the server. This can take a moment on a weak network.",
  codeIs: (code: string) => `Code for staff: ${code}`,
  closeWindow: "You can close this window.",
  comeBack: "Come back",
  tryLobby: "Go back to the lobby",
  wordsFrom: "From staff",
  faults: {
    no_link: {
      hero: "This page needs your link",
      lead: "Rooms have no address that one can guess. Open the link from your invitation again, all of it.",
    },
    token_invalid: {
      hero: "This link is not whole",
      lead: "A part of it may be missing. Copy all of it from your invitation, or ask for a new one.",
    },
    token_expired: {
      hero: "This link is past its time",
      lead: "Links are short-lived, so that nobody else can use them. Ask the person who invited you for a new one.",
    },
    token_not_yet_valid: {
      hero: "You are early",
      lead: "This link opens a little before the group. Come back then; it will work.",
    },
    token_used: {
      hero: "This link was opened before",
      lead: "It opens once, on one device. If that was you, go on in that window. If not, ask for a new link and tell staff.",
    },
    banned: {
      hero: "This group is closed to you for now",
      lead: "Staff decided this. You can ask them about it, and you can ask for other support.",
    },
    link_closed: {
      hero: "This link is closed",
      lead: "It lets nobody new in any more. You did nothing wrong by coming: ask the person who invited you for a new one.",
    },
    removed: {
      hero: "You have left tonight’s group",
      lead: "Staff asked you to step out. This is about this evening; it is not the end of your place here.",
    },
    session_ended: {
      hero: "The group has ended",
      lead: "This meeting is over. You did nothing wrong. Your next invitation has a link of its own.",
    },
    seat_gone: {
      hero: "Your seat was given up",
      lead: "You were away for longer than a seat is kept. Open your link again; staff let you in through the lobby.",
    },
    room_full: {
      hero: "Every seat is taken",
      lead: "You did nothing wrong by coming. Try again in a moment, or write to the person who invited you.",
    },
    room_locked: {
      hero: "The door is closed now",
      lead: "The group has begun and people are speaking. You did nothing wrong by coming.",
    },
    protocol_unknown: {
      hero: "This page is out of date",
      lead: "The server was renewed. Load the page again; your seat is kept.",
    },
    try_again: {
      hero: "The server is very busy",
      lead: "It could not let you in just now. We try again by ourselves.",
    },
    unreachable: {
      hero: "We cannot reach the server",
      lead: "Your network may be down, or ours. We keep trying. Your link stays good.",
    },
    unsupported: {
      hero: "This browser cannot join",
      lead: "It lacks what live sound and picture need. Use a newer Chrome, Firefox, Safari or Edge, or another device.",
    },
    cannot_encrypt: {
      hero: "This browser cannot join this group",
      lead: "Sound and picture of this group are encrypted from person to person, which this browser cannot do. Use a newer Chrome, Edge, Firefox or Safari, or another device.",
    },
    insecure: {
      hero: "This address is not protected",
      lead: "Camera and microphone open only on protected pages. The address must begin with https.",
    },
    other: {
      hero: "We could not let you in",
      lead: "Something unforeseen stood in the way. Try again, or tell staff the code below.",
    },
  },
  loadAgain: "Load the page again",
  turnedAway: {
    hero: "We cannot let you in tonight",
    lead: "You did nothing wrong by coming.",
  },
  removed: {
    hero: "You have left tonight’s group",
    lead: "Staff asked you to step out. This is about this evening; it is not the end of your place here.",
    notTold: "Nobody in the group was told why.",
  },
  banned: {
    hero: "You have left the group",
    lead: "Staff asked you to leave, and not to come back for now. You can ask them about it.",
  },
  left: {
    hero: "You have left the room",
    lead: "Thank you for being there. To come back, open your link again; staff let you in through the lobby.",
  },
  leftForNow: {
    hero: "Your seat is kept",
    lead: "The others see that you are away. Come back in the next minutes; after that you come in through the lobby.",
  },
  ended: {
    hero: "The group has ended",
    lead: "Thank you for being there. Take a moment before you go on.",
  },
  heldTooLong: {
    hero: "The group closes for tonight",
    lead: "Staff could not come back in time. You did nothing wrong.",
  },
  replaced: {
    hero: "You went on in another window",
    lead: "Your seat is open on another device or in another window. This one is silent and sends nothing.",
    take: "Go on here instead",
  },
  reconnecting: {
    hero: "Your connection dropped. We are bringing you back.",
    leadLobby: "Your place in the lobby is kept.",
    now: "Try now",
  },
};
