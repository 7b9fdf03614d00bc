// A voice without the fan, the traffic and the typing behind it: RNNoise as an audio worklet, from files of our own.
// Loaded only when it is wanted.
import { loadRnnoise, RnnoiseWorkletNode } from "@sapphi-red/web-noise-suppressor";
import program from "@sapphi-red/web-noise-suppressor/rnnoise.wasm?url";
import fastProgram from "@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url";
import worklet from "@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js?url";
import { plain, type Capture } from "../capture";

/** What RNNoise was trained on. */
const SAMPLES_PER_SECOND = 48_000;
const LOOK_EVERY_MS = 2_000;
/** Less sound than this share of real time means that the device cannot keep up: the voice would be in pieces. */
const LEAST_SHARE = 0.9;
/** So many bad looks in a row are no hiccup. */
const BAD_LOOKS = 3;

export interface Quieted {
  capture: Capture;
  /** Resolves when it can go on no longer: too slow, or the sound system was stopped. The microphone itself still works. */
  failed: Promise<void>;
}

/** Rejects when it does not start; the microphone is then the caller's still. */
export async function quieted(device: MediaStreamTrack): Promise<Quieted> {
  const sound = new AudioContext({ sampleRate: SAMPLES_PER_SECOND });
  try {
    const [wasmBinary] = await Promise.all([
      loadRnnoise({ url: program, simdUrl: fastProgram }),
      sound.audioWorklet.addModule(worklet),
    ]);
    await sound.resume();
    const suppressor = new RnnoiseWorkletNode(sound, { wasmBinary, maxChannels: 1 });
    const out = new MediaStreamAudioDestinationNode(sound, { channelCount: 1 });
    sound.createMediaStreamSource(new MediaStream([device])).connect(suppressor).connect(out);
    const [track] = out.stream.getAudioTracks();
    if (!track) throw new Error("a destination without a track");
    const watch = new Watch(sound, suppressor);
    const stop = () => {
      watch.stop();
      suppressor.destroy();
      track.stop();
      device.stop();
      void sound.close();
    };
    return { capture: { ...plain(device), track, stop }, failed: watch.failed };
  } catch (error) {
    void sound.close();
    throw error;
  }
}

/** Looks from time to time whether sound really comes out. */
class Watch {
  readonly failed: Promise<void>;
  #timer: ReturnType<typeof setInterval> | undefined;
  #bad = 0;

  constructor(sound: AudioContext, suppressor: AudioWorkletNode) {
    this.failed = new Promise((resolve) => {
      suppressor.addEventListener("processorerror", () => {
        resolve();
      });
      let [heard, at] = [sound.currentTime, performance.now()];
      this.#timer = setInterval(() => {
        const share = ((sound.currentTime - heard) * 1000) / (performance.now() - at);
        [heard, at] = [sound.currentTime, performance.now()];
        void sound.resume(); // a phone call may have stopped it
        this.#bad = share < LEAST_SHARE ? this.#bad + 1 : 0;
        if (this.#bad >= BAD_LOOKS) resolve();
      }, LOOK_EVERY_MS);
    });
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
