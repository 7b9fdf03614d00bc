// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { Connection, type Listener } from "../src/connection";

/** What the connection needs of socket.io's socket. A try goes on until the test ends it, as on a network that is gone. */
class Socket {
  connected = false;
  begun = 0;
  givenUp = 0;
  readonly #listeners = new Map<string, (fault: Error) => void>();

  connect(): void {
    this.begun += 1;
  }
  disconnect(): void {
    this.givenUp += 1;
  }
  on(name: string, listener: (fault: Error) => void): void {
    this.#listeners.set(name, listener);
  }
  onAny(listener: (name: string) => void): void {
    this.welcome = () => {
      this.connected = true;
      listener("Welcome");
    };
  }
  /** The server lets us in. */
  welcome = (): void => undefined;
  fail(): void {
    this.#listeners.get("connect_error")?.(new Error("no way"));
  }
}

let socket: Socket;
vi.mock(import("socket.io-client"), async (original) => ({
  ...(await original()),
  io: (() => socket) as never,
}));

const nobody: Listener = {
  onEvent: () => undefined,
  onNotice: () => undefined,
  onState: () => undefined,
  onRefused: () => undefined,
};

beforeEach(() => {
  vi.useFakeTimers();
  socket = new Socket();
  return () => vi.useRealTimers();
});

function open(): Connection {
  const connection = new Connection(nobody, () => ({ token: "token" }), "https://hearth.example");
  connection.open();
  return connection;
}

const networkReturns = () => window.dispatchEvent(new Event("online"));

test("a try that began before the network changed is given up, and a new one begins at once", () => {
  open();
  vi.advanceTimersByTime(1000);
  networkReturns();
  expect([socket.begun, socket.givenUp]).toEqual([2, 1]);
});

test("a second sign of the same change leaves the new try alone", () => {
  open();
  vi.advanceTimersByTime(1000);
  networkReturns();
  vi.advanceTimersByTime(100);
  networkReturns();
  expect(socket.begun).toBe(2);
});

test("between two tries the network's return does not wait for the next one", () => {
  const connection = open();
  for (let attempt = 0; attempt < 4; attempt++) {
    socket.fail();
    vi.advanceTimersByTime(attempt < 3 ? 3000 : 500); // the fourth wait is two seconds at least
  }
  const before = socket.begun;
  networkReturns();
  expect([socket.begun, socket.givenUp]).toEqual([before + 1, 0]);
  connection.close();
});

test("whoever presses again and again does not keep a slow try from coming through", () => {
  const connection = open();
  for (let press = 0; press < 4; press++) {
    vi.advanceTimersByTime(600);
    connection.tryNow();
  }
  expect(socket.begun).toBe(1);
  vi.advanceTimersByTime(1000);
  connection.tryNow();
  expect([socket.begun, socket.givenUp]).toEqual([2, 1]);
});

test("after closing nothing is tried any more, whatever the network does", () => {
  const connection = open();
  connection.close();
  const before = socket.begun;
  vi.advanceTimersByTime(1000);
  networkReturns();
  connection.tryNow();
  expect(socket.begun).toBe(before);
});
