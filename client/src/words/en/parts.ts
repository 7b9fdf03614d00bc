// Words that stand on many screens.
export const parts = {
  product: "Hearth",
  leaveFast: "Leave this page fast",
  leaveFastShort: "Leave fast",
  close: "Close",
  back: "Back",
  send: "Send",
  cancel: "Cancel",
  tryAgain: "Try again",
  waiting: (word: string) => `${word}…`,
  language: "Language",
  crisisBefore: "Not safe right now? Call or text",
  crisisBetween: ", or",
  crisisAfter: "in an emergency. This app is not an emergency service.",
  crisisUnknown:
    "Not safe right now? Call your local crisis line or emergency number. This app is not an emergency service.",
  roles: {
    facilitator: "facilitator",
    co_host: "co-host",
    participant: "member",
    observer: "observer",
  },
  stepDone: "done",
  overlays: "Open windows",
  somebody: "Somebody",
};
