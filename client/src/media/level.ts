// How loud the own microphone is, and the two soft notes of the speaker test.
import type { Level } from "./media_context";

const READ_EVERY_MS = 50;
/** Quieter than this is shown as nothing, louder than that as full: decibels below the loudest. */
const FLOOR_DB = -55;
const CEILING_DB = -15;

/** 0 … 1 from the root mean square of samples between -1 and 1; even for the ear, so by decibels. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / samples.length + 1e-12);
  return Math.min(1, Math.max(0, (decibels - FLOOR_DB) / (CEILING_DB - FLOOR_DB)));
}

/** Reads only while somebody looks. */
export class LevelMeter implements Level {
  #value = 0;
  readonly #listeners = new Set<() => void>();
  #context: AudioContext | null = null;
  #analyser: AnalyserNode | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  readonly get = (): number => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#keepReading();
    return () => {
      this.#listeners.delete(listener);
      this.#keepReading();
    };
  };

  /** The track to listen to, or none. */
  listenTo(track: MediaStreamTrack | null): void {
    this.#source?.disconnect();
    this.#source = null;
    if (track) {
      this.#context ??= new AudioContext();
      this.#analyser ??= new AnalyserNode(this.#context, { fftSize: 1024 });
      this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
      this.#source.connect(this.#analyser);
      void this.#context.resume();
    }
    this.#keepReading();
  }

  #keepReading(): void {
    clearInterval(this.#timer);
    if (this.#source && this.#listeners.size > 0)
      this.#timer = setInterval(() => {
        this.#read();
      }, READ_EVERY_MS);
    else this.#publish(0);
  }

  #read(): void {
    if (!this.#analyser) return;
    const samples = new Float32Array(this.#analyser.fftSize);
    this.#analyser.getFloatTimeDomainData(samples);
    // Rises at once and falls slowly, so that the bars can be read.
    this.#publish(Math.max(levelOf(samples), this.#value * 0.85));
  }

  #publish(value: number): void {
    if (value === this.#value) return;
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }
}

const NOTES_HZ = [523.25, 659.25];
const NOTE_SECONDS = 0.4;

/** Plays two soft notes through the chosen speaker; resolves when they have sounded. */
export async function playTestNotes(speaker: string | null): Promise<void> {
  const context = new AudioContext() as AudioContext & { setSinkId?: (id: string) => Promise<void> };
  if (speaker && context.setSinkId) await context.setSinkId(speaker).catch(() => undefined);
  await context.resume();
  const gain = new GainNode(context, { gain: 0 });
  gain.connect(context.destination);
  NOTES_HZ.forEach((frequency, index) => {
    const start = context.currentTime + 0.05 + index * NOTE_SECONDS;
    const note = new OscillatorNode(context, { type: "sine", frequency });
    note.connect(gain);
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(0.18, start + 0.04);
    gain.gain.linearRampToValueAtTime(0, start + NOTE_SECONDS);
    note.start(start);
    note.stop(start + NOTE_SECONDS);
  });
  await new Promise((resolve) => setTimeout(resolve, (NOTES_HZ.length * NOTE_SECONDS + 0.2) * 1000));
  await context.close();
}
