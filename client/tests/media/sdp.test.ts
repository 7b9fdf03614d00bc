import { expect, test } from "vitest";
import { askForVoiceRepair, cutCodecs } from "../../src/media/sdp";

test("every audio line asks for lost packets again, once", () => {
  const line =
    "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1\r\n";
  const asked = askForVoiceRepair(line + line);
  expect(asked.match(/a=rtcp-fb:111 nack\r\n/g)).toHaveLength(2);
  expect(askForVoiceRepair(asked)).toBe(asked);
});

test("an offer without Opus is left alone", () => {
  expect(askForVoiceRepair("m=video 9 X 96\r\n")).toBe("m=video 9 X 96\r\n");
});

const codec = (mimeType: string, sdpFmtpLine?: string): RTCRtpCodec => ({
  mimeType,
  clockRate: 90_000,
  ...(sdpFmtpLine !== undefined && { sdpFmtpLine }),
});

test("VP8 is offered first, then what a slot may carry, with repair", () => {
  const known = [
    codec("video/AV1"),
    codec("video/rtx"),
    codec("video/H264", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"),
    codec("video/H264", "packetization-mode=0;profile-level-id=42e01f"),
    codec("video/VP9", "profile-id=2"),
    codec("video/VP9", "profile-id=0"),
    codec("video/VP8"),
  ];
  expect(cutCodecs(known, "video").map(({ mimeType }) => mimeType)).toEqual([
    "video/VP8",
    "video/VP9",
    "video/H264",
    "video/rtx",
  ]);
});

test("sound is Opus, once or twice", () => {
  expect(
    cutCodecs([codec("audio/red"), codec("audio/opus"), codec("audio/PCMU")], "audio").map(
      ({ mimeType }) => mimeType,
    ),
  ).toEqual(["audio/red", "audio/opus"]);
});
