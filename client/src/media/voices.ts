// The elements that play what others say. They are made when somebody joins by a press, which spares later refusals.

export class Voices {
  #elements: HTMLAudioElement[] = [];
  #silent = false;
  #speaker: string | null = null;
  #needsTap = false;
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** The browser waits for a touch. */
  get needsTap(): boolean {
    return this.#needsTap;
  }

  /** Plays these streams from now on, and no others. */
  play(streams: readonly MediaStream[]): void {
    const before = this.#elements;
    this.#elements = streams.map((stream) => this.#makeElement(stream));
    void this.start();
    for (const element of before) {
      element.muted = true;
      element.srcObject = null;
    }
  }

  /** Tries to sound; call it again from a press when `needsTap`. */
  async start(): Promise<void> {
    const plays = this.#elements.map((element) =>
      element.play().then(
        () => false,
        (error: unknown) => isRefusal(error),
      ),
    );
    const needsTap = (await Promise.all(plays)).includes(true);
    if (needsTap === this.#needsTap) return;
    this.#needsTap = needsTap;
    this.#onChange();
  }

  setSilent(silent: boolean): void {
    this.#silent = silent;
    for (const element of this.#elements) element.muted = silent;
  }

  /** Where the sound comes out; a speaker that is gone leaves it where it was. */
  async setSpeaker(id: string | null): Promise<void> {
    this.#speaker = id;
    await Promise.all(this.#elements.map((element) => this.#sink(element)));
  }

  stop(): void {
    this.play([]);
  }

  #makeElement(stream: MediaStream): HTMLAudioElement {
    const element = new Audio();
    element.srcObject = stream;
    element.muted = this.#silent;
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
