import { beforeEach, expect, test } from "vitest";
import { plain } from "../../src/media/capture";
import { DeviceError } from "../../src/media/device_access";
import { OwnSource, type Gate } from "../../src/media/own_source";

/** What a test needs of a device's track: it can be stopped, and it can end. */
class Track extends EventTarget {
  stopped = false;
  muted = false;
  label = "Built-in microphone";
  stop(): void {
    this.stopped = true;
  }
}

let carried: (Track | null)[];
let whyEnded: "unplugged" | "refused";
let told: string[];
let refusal: string | null;
const gate: Gate = {
  publish: (onEntry) => {
    told.push(onEntry ? "publish on entry" : "publish");
    return Promise.resolve(refusal);
  },
  unpublish: () => {
    told.push("unpublish");
  },
};

beforeEach(() => {
  carried = [];
  told = [];
  refusal = null;
  whyEnded = "unplugged";
});

function makeSource(openDevice: () => Promise<Track> = () => Promise.resolve(new Track()), takesOver = false) {
  return new OwnSource({
    openDevice: async () => plain((await openDevice()) as unknown as MediaStreamTrack),
    whyEnded: () => Promise.resolve(whyEnded),
    takesOver,
    onTrack: (track) => {
      carried.push(track as unknown as Track | null);
    },
    onChange: () => undefined,
  });
}

test("before the room a track opens for this page alone, and is offered on entry", async () => {
  const source = makeSource();
  await source.open();
  expect(told).toEqual([]);
  await source.enter(gate);
  expect(told).toEqual(["publish on entry"]);
  expect(source.view().state).toBe("on");
});

test("what the room refuses is never carried, and the device is given back", async () => {
  const track = new Track();
  const source = makeSource(() => Promise.resolve(track));
  await source.enter(gate);
  refusal = "source_blocked";
  expect(await source.open()).toBe("source_blocked");
  expect(carried).toEqual([]);
  expect(track.stopped).toBe(true);
  expect(source.view()).toMatchObject({ state: "off", fault: null });
});

test("closing acts at once, then tells the room", async () => {
  const source = makeSource();
  await source.enter(gate);
  await source.open();
  source.close();
  expect(carried.at(-1)).toBeNull();
  expect(told).toEqual(["publish", "unpublish"]);
});

test("staff's mute closes without telling the room what it knows", async () => {
  const source = makeSource();
  await source.enter(gate);
  await source.open();
  source.stop();
  expect(told).toEqual(["publish"]);
  expect(source.view().state).toBe("off");
});

test("a close that overtakes an opening wins, and the late device is given back", async () => {
  const track = new Track();
  let finish: (track: Track) => void = () => undefined;
  const source = makeSource(
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  );
  const opening = source.open();
  source.close();
  finish(track);
  await opening;
  expect(track.stopped).toBe(true);
  expect(source.view().state).toBe("off");
});

test("a device that does not open says why", async () => {
  const source = makeSource(() => Promise.reject(new DeviceError("busy")));
  expect(await source.open()).toBe("device");
  expect(source.view()).toMatchObject({ state: "off", fault: "busy" });
});

test("an unplugged device closes the track, tells the room, and says so", async () => {
  const track = new Track();
  const source = makeSource(() => Promise.resolve(track));
  await source.enter(gate);
  await source.open();
  track.dispatchEvent(new Event("ended"));
  await settled();
  expect(told).toEqual(["publish", "unpublish"]);
  expect(source.view()).toMatchObject({ state: "off", fault: "unplugged" });
});

test("another microphone takes over from an unplugged one, unnoticed by the room, and its name is told", async () => {
  const tracks = [new Track(), Object.assign(new Track(), { label: "Headset" })];
  const [first, second] = tracks as [Track, Track];
  const source = makeSource(() => Promise.resolve(tracks.shift() ?? new Track()), true);
  await source.enter(gate);
  await source.open();
  first.dispatchEvent(new Event("ended"));
  await settled();
  expect(carried.at(-1)).toBe(second);
  expect(told).toEqual(["publish"]);
  expect(source.view()).toMatchObject({ state: "on", fault: null, tookOver: "Headset" });
});

test("with no microphone left, the unplugged one is what is told of", async () => {
  const track = new Track();
  const answers = [() => Promise.resolve(track), () => Promise.reject(new DeviceError("missing"))];
  const source = makeSource(() => answers.shift()?.() ?? Promise.reject(new Error("asked too often")), true);
  await source.enter(gate);
  await source.open();
  track.dispatchEvent(new Event("ended"));
  await settled();
  expect(told).toEqual(["publish", "unpublish"]);
  expect(source.view()).toMatchObject({ state: "off", fault: "unplugged" });
});

test("leave that is withdrawn closes the track and asks nobody; leave that is given takes the note away", async () => {
  const track = new Track();
  let opened = 0;
  const source = makeSource(() => {
    opened += 1;
    return Promise.resolve(track);
  }, true);
  await source.open();
  whyEnded = "refused";
  track.dispatchEvent(new Event("ended"));
  await settled();
  expect(opened).toBe(1);
  expect(source.view()).toMatchObject({ state: "off", fault: "refused" });
  source.forgive("refused");
  expect(source.view().fault).toBeNull();
});

test("a device that the system silences is told of while it lasts, and can be opened anew", async () => {
  const track = new Track();
  const source = makeSource(() => Promise.resolve(track));
  await source.open();
  track.muted = true;
  expect(source.view()).toMatchObject({ state: "on", silenced: true });
  const fresh = new Track();
  const again = makeSource(() => Promise.resolve(fresh));
  await again.open();
  await again.view().restore();
  expect(again.view()).toMatchObject({ state: "on", silenced: false });
});

test("a phone that gives out one camera at a time is given the first one back before the second opens", async () => {
  const first = new Track();
  const answers: (() => Promise<Track>)[] = [
    () => Promise.resolve(first),
    () => Promise.reject(new DeviceError("busy")),
    () => Promise.resolve(new Track()),
  ];
  const source = makeSource(() => answers.shift()?.() ?? Promise.reject(new Error("asked too often")));
  await source.open();
  await source.change();
  expect(first.stopped).toBe(true);
  expect(source.view()).toMatchObject({ state: "on", fault: null });
});

test("a camera whose blur gives up is closed, and says so", async () => {
  let giveUp: (why: "no_blur") => void = () => undefined;
  const device = new Track() as unknown as MediaStreamTrack;
  const source = new OwnSource({
    openDevice: () =>
      Promise.resolve({
        ...plain(device),
        gaveUp: new Promise((resolve) => {
          giveUp = resolve;
        }),
      }),
    whyEnded: () => Promise.resolve("unplugged"),
    takesOver: false,
    onTrack: () => undefined,
    onChange: () => undefined,
  });
  await source.enter(gate);
  await source.open();
  giveUp("no_blur");
  await settled();
  expect(told).toEqual(["publish", "unpublish"]);
  expect(source.view()).toMatchObject({ state: "off", fault: "no_blur" });
});

test("what was chosen while a device was opening is not lost", async () => {
  let finish: (track: Track) => void = () => undefined;
  const second = new Track();
  const answers: (() => Promise<Track>)[] = [
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
    () => Promise.resolve(second),
  ];
  const source = makeSource(() => answers.shift()?.() ?? Promise.reject(new Error("asked too often")));
  const opening = source.open();
  await source.change();
  finish(new Track());
  await opening;
  expect(carried.at(-1)).toBe(second);
});

/** Lets everything that waits for answers go on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

test("an open track stays open when the connection is gone again before it could be offered", async () => {
  const source = makeSource(() => Promise.resolve(new Track()));
  await source.open();
  refusal = "offline";
  await source.enter(gate);
  expect(source.view().state).toBe("on");
  refusal = null;
  await source.enter(gate, "closed");
  expect(source.view().state).toBe("on");
  expect(told).toEqual(["publish on entry", "publish"]);
});

async function opened(): Promise<OwnSource> {
  const source = makeSource();
  await source.enter(gate);
  await source.open();
  told = [];
  return source;
}

test("back in the room with the track still open there, there is nothing to ask", async () => {
  const source = await opened();
  await source.enter(gate, "open");
  expect(source.view().state).toBe("on");
  expect(told).toEqual([]);
});

test("what staff closed while the connection was gone is closed here too", async () => {
  const source = await opened();
  await source.enter(gate, "closed");
  expect(source.view().state).toBe("off");
  expect(carried.at(-1)).toBeNull();
  expect(told).toEqual([]);
});

test("to a process that knows of no tracks it is offered as something opened before, not on entry", async () => {
  const source = await opened();
  await source.enter(gate, "forgotten");
  expect(source.view().state).toBe("on");
  expect(told).toEqual(["publish"]);
});

test("what was closed here while the connection was gone is closed in the room too", async () => {
  const source = await opened();
  source.stop();
  await source.enter(gate, "open");
  expect(told).toEqual(["unpublish"]);
});
