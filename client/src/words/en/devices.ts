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
  tookOver: (name: string) => `Your microphone was unplugged. The others now hear you through “${name}”.`,
  tookOverUnnamed: "Your microphone was unplugged. The others now hear you through another one.",
  silenced: {
    microphone: "Your device has silenced the microphone. Nobody hears you now.",
    camera: "Your device has stopped the camera. Nobody sees you now.",
  },
  restore: { microphone: "Restore sound", camera: "Restore picture" },
  headphonesGone:
    "Your headphones are gone. We stopped the sound here, so that nobody near you hears the group.",
  playHere: "Play sound here",
  blur: "Blur my background",
  blurHint: "Only you stay sharp. This is done on your device and needs some of its power.",
  blurCannot:
    "This browser cannot blur the background: it may not use the graphics of this device (WebGL 2). Turn on hardware acceleration in its settings, or take another browser.",
  noBlur: "Your background could not be blurred on this device, so your camera stayed off.",
  withoutBlur: "Show me without blur",
  sound: "How your microphone sounds",
  sounds: { voice: "Clear voice", quiet: "Quiet around me", original: "Original sound" },
  soundHints: {
    voice: "The usual. Right for speaking.",
    quiet: "Takes away more: a fan, traffic, typing. Needs some of your device’s power.",
    original: "All of the sound, for music, bells and practice. Wear headphones, or the others hear an echo.",
  },
  quietFailed: "Your device could not take the noise away. The others hear you with the usual sound.",
  speakerWindow: "Keep the speaker in sight",
  speakerWindowClose: "Close the small window",
  speakerWindowHint: "A small window with whoever speaks stays on top while you read.",
  dataSaver: "Save data",
  dataSaverHint: "At most four small pictures, of those who speak. Your own picture goes out small, too.",
  howToAllow: "How to allow it",
  allowSteps: {
    look: "Press the sign at the start of the address line, above this page.",
    allow: "Choose “Allow” for the camera and for the microphone.",
    again: "Come back here and press “Try again”.",
  },
};
