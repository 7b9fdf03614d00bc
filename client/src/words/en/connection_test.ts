// The connection test, and where it is offered.
export const connectionTest = {
  title: "Connection test",
  ask: "Test the connection",
  askWhy: "What is blocked?",
  ways: "Ways to the room",
  wait: "Testing. This can take ten seconds.",
  trying: "Testing",
  open: "Open",
  blocked: "Blocked",
  spare: "Blocked, not needed",
  again: "Test again",
  names: {
    signalling: "Chat, hands and the lobby",
    direct: "Sound and picture, straight",
    relay_udp: "Sound and picture, by a detour",
    relay_tcp: "The detour for strict networks",
    relay_tls: "The detour for the strictest networks",
  },
  notes: {
    signalling: "Live line over HTTPS",
    direct: "UDP to the server",
    relay_udp: "Relay (TURN) over UDP",
    relay_tcp: "Relay (TURN) over TCP",
    relay_tls: "Relay (TURN) over TLS",
  },
  verdicts: {
    all: { title: "All is well", text: "Sound, picture and chat get through.", advice: [] as readonly string[] },
    detour: {
      title: "You get through, by a detour",
      text: "This network blocks the straight way. Sound and picture take another one by themselves. There is nothing to do.",
      advice: [] as readonly string[],
    },
    no_media: {
      title: "Sound and picture do not get through",
      text: "You can come in, read and write, but nobody will hear or see you. This may help:",
      advice: [
        "Try another network: mobile data, or the Wi-Fi at home.",
        "If you use a VPN or a privacy filter, turn it off for this evening.",
        "At work, in a clinic or at school: show this list to whoever runs the network. One open way is enough.",
      ] as readonly string[],
    },
    no_relay: {
      title: "Sound and picture do not get through",
      text: "This network blocks the straight way, and there is no detour here. You can come in, read and write. This may help:",
      advice: [
        "Try another network: mobile data, or the Wi-Fi at home.",
        "If you use a VPN or a privacy filter, turn it off for this evening.",
        "Tell staff that you needed a detour. Whoever runs the server can add one: a relay (TURN).",
      ] as readonly string[],
    },
    no_signalling: {
      title: "The room cannot be reached from here",
      text: "This page came through, but its live line is blocked. This may help:",
      advice: [
        "Try another network: mobile data, or the Wi-Fi at home.",
        "If you use a VPN, a privacy filter or a virus scanner that reads web pages, turn it off for this evening.",
        "At work, in a clinic or at school: show this list to whoever runs the network.",
      ] as readonly string[],
    },
    unreachable: {
      title: "The server does not answer",
      text: "This device has a network, but the server cannot be reached just now. This may help:",
      advice: [
        "Open some other page. If it does not come either, the network has no way out: try another one.",
        "If other pages open, wait a minute and test again. The server may be starting anew.",
        "If it stays like this, call or write to staff.",
      ] as readonly string[],
    },
    offline: {
      title: "This device has no network",
      text: "This may help:",
      advice: [
        "Look whether flight mode is off, and Wi-Fi or mobile data on.",
        "Go closer to the Wi-Fi, or use mobile data.",
        "Then test again.",
      ] as readonly string[],
    },
    untested: {
      title: "The test cannot be run now",
      text: "Your link has opened this page and does not open the test again. What you can do:",
      advice: ["If sound or picture do not come, try another network.", "Ask staff for a new link."] as readonly string[],
    },
  },
};
