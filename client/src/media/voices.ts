// The elements that play what others say. They are made when somebody joins by a press, which spares later refusals.

/** 0 … 1. */
export type Loudness = (stream: MediaStream) => number;

export class Voices {
  #elements = new Map<MediaStream, HTMLAudioElement>();
  #silent = false;
  #held = false;
  #speaker: string | null = null;
  #refused = false;
  #loudness: Loudness = () => 1;
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** What waits for a touch: the browser, or we, since the headphones are gone. */
  get needsTap(): "browser" | "headphones" | null {
    if (this.#held) return "headphones";
    return this.#refused ? "browser" : null;
  }

  /** Plays these streams from now on, and no others. */
  play(streams: readonly MediaStream[]): void {
    const before = this.#elements.values();
    this.#elements = new Map(streams.map((stream) => [stream, this.#makeElement(stream)]));
    this.#adjust();
    void this.#start();
    for (const element of before) {
      element.muted = true;
      element.srcObject = null;
    }
  }

  /** From a press when `needsTap`. */
  start(): Promise<void> {
    this.#held = false;
    this.#adjust();
    this.#onChange();
    return this.#start();
  }

  async #start(): Promise<void> {
    const plays = Array.from(this.#elements.values(), (element) =>
      element.play().then(
        () => false,
        (error: unknown) => isRefusal(error),
      ),
    );
    const refused = (await Promise.all(plays)).includes(true);
    if (refused === this.#refused) return;
    this.#refused = refused;
    this.#onChange();
  }

  setSilent(silent: boolean): void {
    this.#silent = silent;
    this.#adjust();
  }

  /** The headphones are gone: nothing sounds in the room of whoever wore them before they say so. */
  hold(): void {
    this.#held = true;
    this.#adjust();
    this.#onChange();
  }

  /** How loud each stream is to be, from now on. */
  setLoudness(loudness: Loudness): void {
    this.#loudness = loudness;
    this.#adjust();
  }

  #adjust(): void {
    for (const [stream, element] of this.#elements) {
      const volume = this.#loudness(stream);
      element.muted = this.#silent || this.#held || volume === 0;
      element.volume = volume;
    }
  }

  /** Where the sound comes out; a speaker that is gone leaves it where it was. */
  async setSpeaker(id: string | null): Promise<void> {
    this.#speaker = id;
    await Promise.all(Array.from(this.#elements.values(), (element) => this.#sink(element)));
  }

  stop(): void {
    this.play([]);
  }

  #makeElement(stream: MediaStream): HTMLAudioElement {
    const element = new Audio();
    element.srcObject = stream;
    void this.#sink(element);
    return element;
  }

  async #sink(element: HTMLAudioElement): Promise<void> {
    if (this.#speaker !== null && canChooseSpeaker())
      await element.setSinkId(this.#speaker).catch(() => undefined);
  }
}

export function canChooseSpeaker(): boolean {
  return "setSinkId" in HTMLMediaElement.prototype;
}

function isRefusal(error: unknown): boolean {
  return error instanceof DOMException && error.name === "NotAllowedError";
}
