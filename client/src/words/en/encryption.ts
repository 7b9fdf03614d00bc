// The end-to-end encrypted room, and the words by which people check it.
export const encryption = {
  sign: "Encrypted",
  open: "Encrypted. Check the words.",
  title: "Check that only this group hears and sees",
  lead: "Sound and picture are encrypted on your device. The server passes them on and cannot look in.",
  ask: "Read these words aloud. If all hear the same words, nobody is listening in between.",
  list: "The words to read aloud",
  inLanguage: (language: string) => `In ${language}:`,
  wait: "One moment. The words are being worked out.",
  alone: "There are words as soon as somebody else is here.",
  changes: "The words change when somebody comes, goes, or loads the page again.",
  differ: "If somebody has other words, stop, and tell the people who run this server.",
  withoutKey: (names: string) =>
    `${names}: no key yet. You cannot hear or see them, nor they you. If it stays so, their program cannot do this.`,
  limits: "Names, chat and worksheets are not part of this. The server can read them.",
};
