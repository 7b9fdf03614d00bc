// Waiting that goes on at the same pace while the page is in the background.

export class Clock {
  readonly #worker = new Worker(new URL("./clock_worker.ts", import.meta.url), { type: "module" });

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#worker.onmessage = () => {
        resolve();
      };
      this.#worker.postMessage(milliseconds);
    });
  }

  stop(): void {
    this.#worker.terminate();
  }
}
