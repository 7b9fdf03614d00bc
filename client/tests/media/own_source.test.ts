import { beforeEach, expect, test } from "vitest";
import { DeviceError } from "../../src/media/device_access";
import { OwnSource, type Gate } from "../../src/media/own_source";

/** What a test needs of a device's track: it can be stopped, and it can end. */
class Track extends EventTarget {
  stopped = false;
  stop(): void {
    this.stopped = true;
  }
}

let carried: (Track | null)[];
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
});

function makeSource(openDevice: () => Promise<Track> = () => Promise.resolve(new Track())) {
  return new OwnSource({
    openDevice: openDevice as unknown as () => Promise<MediaStreamTrack>,
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
  expect(told).toEqual(["publish", "unpublish"]);
  expect(source.view()).toMatchObject({ state: "off", fault: "unplugged" });
});
