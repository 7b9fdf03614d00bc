// Four short sounds, made here from plain tones: softer than speech, under one second, no file to fetch.
import type { SoundName } from "../remembered";

interface Tone {
  /** Hertz. */
  pitch: number;
  /** Seconds from the beginning of the sound. */
  at: number;
  /** Seconds. */
  length: number;
  /** 0 … 1, before the person's own volume. */
  loudness: number;
  shape: OscillatorType;
}

const tone = (pitch: number, at: number, length: number, loudness = 0.5, shape: OscillatorType = "sine"): Tone => ({ pitch, at, length, loudness, shape });

const SOUNDS: Readonly<Record<SoundName, readonly Tone[]>> = {
  knock: [tone(190, 0, 0.09, 0.7, "triangle"), tone(170, 0.16, 0.11, 0.6, "triangle")],
  hand: [tone(523.25, 0, 0.22, 0.35)],
  // Two soft notes, rising: heard by staff alone.
  help: [tone(440, 0, 0.3), tone(587.33, 0.26, 0.45)],
  turn: [tone(392, 0, 0.3, 0.45), tone(493.88, 0.2, 0.5, 0.4)],
};

/** Never louder than this part of the full scale. */
const LOUDEST = 0.25;
const FADE_SECONDS = 0.02;

let context: AudioContext | null = null;

/** Plays a sound at `volume` 0 … 100. A browser that plays nothing before a touch stays silent. */
export function playSound(name: SoundName, volume: number): void {
  if (volume <= 0 || typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume();
  for (const each of SOUNDS[name]) playTone(context, each, (volume / 100) * LOUDEST);
}

function playTone(audio: AudioContext, { pitch, at, length, loudness, shape }: Tone, volume: number): void {
  const start = audio.currentTime + at;
  const oscillator = new OscillatorNode(audio, { frequency: pitch, type: shape });
  const gain = new GainNode(audio, { gain: 0 });
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(loudness * volume, start + FADE_SECONDS);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + length);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + length);
}
