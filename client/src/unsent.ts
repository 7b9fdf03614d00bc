// Lines of chat that the room has not yet: kept over a lost connection and a reload, sent again under the same id,
// by which the server takes each of them once.
import type { CommandPayloads } from "./protocol";
import type { UnsentMessage } from "./session_context";

type Line = Omit<CommandPayloads["SendMessage"], "client_id">;

/** A change of the queue gives a new list, so that React sees it. */
export class Unsent {
  #lines: readonly UnsentMessage[];
  readonly #storage: Pick<Storage, "getItem" | "setItem"> | null;
  readonly #key: string;

  /** `storage` null keeps the lines in memory alone. Lines that were on their way at a reload are sent again. */
  constructor(storage: Pick<Storage, "getItem" | "setItem"> | null, key: string) {
    this.#storage = storage;
    this.#key = key;
    this.#lines = readLines(storage?.getItem(key) ?? null);
  }

  get lines(): readonly UnsentMessage[] {
    return this.#lines;
  }

  add(clientId: string, message: Line): void {
    this.#set([...this.#lines, { clientId, message, state: "sending" }]);
  }

  /** The room has it. */
  remove(clientId: string): void {
    this.#set(this.#lines.filter((line) => line.clientId !== clientId));
  }

  fail(clientId: string, code: string): void {
    this.#set(
      this.#lines.map((line) => (line.clientId === clientId ? { ...line, state: "failed", code } : line)),
    );
  }

  retry(clientId: string): void {
    this.#set(
      this.#lines.map(({ clientId: id, message, ...rest }) =>
        id === clientId ? { clientId: id, message, state: "sending" } : { clientId: id, message, ...rest },
      ),
    );
  }

  #set(lines: readonly UnsentMessage[]): void {
    this.#lines = lines;
    try {
      this.#storage?.setItem(this.#key, JSON.stringify(lines));
    } catch {
      // Storage full or refused: the lines live as long as this page does.
    }
  }
}

function readLines(text: string | null): readonly UnsentMessage[] {
  if (text === null) return [];
  try {
    const lines = JSON.parse(text) as UnsentMessage[];
    return Array.isArray(lines) ? lines : [];
  } catch {
    return [];
  }
}
