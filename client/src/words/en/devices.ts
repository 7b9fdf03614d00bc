// Microphone, camera, speaker and screen: names, choices, and what to do when one does not open.
export const devices = {
  microphone: "Microphone",
  camera: "Camera",
  speaker: "Speaker",
  choose: "Choose your devices",
  unnamed: (number: number) => `Device ${number}`,
  noChoiceOfSpeaker: "This browser plays sound where the system is set to.",
  faults: {
    microphone: {
      refused: "Your browser keeps the microphone off. You can join and listen, or allow it.",
      refused_by_system:
        "Your system keeps the microphone from this browser. You can join and listen, or allow it in the system’s privacy settings.",
      missing: "We find no microphone. You can join, listen, and write.",
      busy: "Another program holds the microphone. Close that program, then try again.",
      unplugged: "The microphone was unplugged. Plug it in, or choose another one.",
      unsupported: "This browser cannot open a microphone. You can listen and write.",
      unknown: "The microphone did not open. You can join and listen, or try again.",
    },
    camera: {
      refused: "Your browser keeps the camera off. You can join with sound, or see how to allow it.",
      refused_by_system:
        "Your system keeps the camera from this browser. You can join with sound, or allow it in the system’s privacy settings.",
      missing: "We find no camera. You can join with sound.",
      busy: "Another program holds the camera. Close that program, then try again.",
      unplugged: "The camera was unplugged. Plug it in, or choose another one.",
      unsupported: "This browser cannot open a camera. You can join with sound.",
      unknown: "The camera did not open. You can join with sound, or try again.",
    },
    both: {
      refused:
        "Your browser keeps the camera and the microphone off. You can join, listen and write, or see how to allow them.",
      refused_by_system:
        "Your system keeps the camera and the microphone from this browser. You can join, listen and write, or allow them in the system’s privacy settings.",
      missing: "We find no camera and no microphone. You can join: you hear the group and can write.",
      busy: "Another program holds the camera and the microphone. Close that program, then try again.",
      unplugged: "The camera and the microphone were unplugged. Plug them in, or choose others.",
      unsupported: "This browser cannot open a camera or a microphone. You can listen and write.",
      unknown: "The camera and the microphone did not open. You can join and listen, or try again.",
    },
    screen: {
      refused: "The screen was not shared.",
      refused_by_system:
        "Your system keeps the screen from this browser. Allow screen recording in the system’s privacy settings.",
      missing: "We find no screen to share.",
      busy: "Another program holds the screen.",
      unplugged: "The shared window was closed.",
      unsupported: "This browser cannot share a screen.",
      unknown: "The screen was not shared. Try again.",
    },
  },
  howToAllow: "How to allow it",
  allowSteps: {
    look: "Press the sign at the start of the address line, above this page.",
    allow: "Choose “Allow” for the camera and for the microphone.",
    again: "Come back here and press “Try again”.",
  },
};
