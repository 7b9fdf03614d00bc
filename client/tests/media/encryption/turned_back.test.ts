// @vitest-environment jsdom
// A browser that cannot encrypt learns it before its person waits.
import { afterEach, describe, expect, it, vi } from "vitest";
import { Visit } from "../../../src/visit";

const description = {
  room_name: "Steady Ground",
  role: "participant",
  name: null,
  ends_at: null,
  crisis_line: "988",
  emergency_number: "911",
  agreement: null,
  ice_servers: [],
};

async function arrive(encrypted: boolean): Promise<Visit> {
  const answer = { ...description, end_to_end_encrypted: encrypted };
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(answer)));
  const visit = new Visit();
  await visit.begin("#i.some-invite");
  return visit;
}

describe("before the green room", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("a browser that cannot encrypt is turned back from an encrypted group, and from no other", async () => {
    expect((await arrive(true)).stage()).toEqual({ kind: "fault", code: "cannot_encrypt" });
    expect((await arrive(false)).stage()).toEqual({ kind: "green_room" });
  });

  it.each([
    ["today's way", () => { vi.stubGlobal("RTCRtpScriptTransform", { name: "there it is" }); }],
    ["the way of older Chromium", () => { vi.stubGlobal("RTCRtpSender", class { createEncodedStreams() { /* is there */ } }); }],
  ])("%s of encrypting is good enough", async (_, provide) => {
    provide();
    expect((await arrive(true)).stage()).toEqual({ kind: "green_room" });
  });
});
