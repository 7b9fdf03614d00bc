import { expect, test } from "vitest";
import { decode } from "@msgpack/msgpack";
import { parser } from "../src/parser";

const encode = (packet: object) =>
  new parser.Encoder().encode({ type: 2, nsp: "/", ...packet })[0] ?? new Uint8Array();

function read(chunk: ArrayBuffer | Uint8Array): unknown {
  const decoder = new parser.Decoder();
  let heard: unknown;
  decoder.on("decoded", (packet) => {
    heard = packet;
  });
  decoder.add(chunk);
  return heard;
}

test("bytes stay bytes in both ways", () => {
  const update = Uint8Array.of(1, 2, 255);
  expect(read(encode({ data: ["EditDocument", { update }] }))).toMatchObject({
    data: ["EditDocument", { update }],
  });
});

test("what is undefined is left out instead of being sent as something", () => {
  expect(decode(encode({ data: ["Mute", { seat_id: "s", extra: undefined }] }))).toEqual({
    type: 2,
    nsp: "/",
    data: ["Mute", { seat_id: "s" }],
  });
});

test("a browser's ArrayBuffer is read like an array of bytes", () => {
  const bytes = encode({ data: ["Sync", {}], id: 7 });
  const buffer = new ArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  expect(read(buffer)).toEqual({ type: 2, nsp: "/", data: ["Sync", {}], id: 7 });
});
