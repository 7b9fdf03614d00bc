// The few places where an offer or an answer must differ from what the browser or the server writes. Pure.

/** Asks for lost voice packets again: the server repairs voices when an audio line says it takes NACK. */
export function askForVoiceRepair(sdp: string): string {
  const opus = /^a=rtpmap:(\d+) opus\//im.exec(sdp)?.[1];
  if (opus === undefined || sdp.includes(`a=rtcp-fb:${opus} nack`)) return sdp;
  return sdp.replaceAll(new RegExp(`^a=rtpmap:${opus} opus/.*$`, "gim"), `$&\r\na=rtcp-fb:${opus} nack`);
}

/** Bits per second of a voice that is music: Opus is transparent for one channel there. */
const ORIGINAL_BPS = 128_000;

/**
 * Sends the microphone (the first line of sound that the answer receives) as music: no gaps where it is soft, and a
 * higher rate. What a receiver asks of Opus is for the sender alone (RFC 7587, section 6.1), so the server need not know.
 */
export function askForOriginalSound(answer: string): string {
  const lines = answer.split(/(?=^m=)/m);
  const at = lines.findIndex((line) => line.startsWith("m=audio") && /^a=recvonly\r?$/m.test(line));
  const line = lines[at];
  if (line === undefined) return answer;
  lines[at] = line.replace("usedtx=1", `usedtx=0;maxaveragebitrate=${ORIGINAL_BPS}`);
  return lines.join("");
}

/** RED carries each packet of Opus twice, for links that lose some. */
const SOUND = new Set(["audio/opus", "audio/red"]);

/** The codecs worth offering, in order of preference; a long list makes connecting slow. */
export function cutCodecs(codecs: readonly RTCRtpCodec[], kind: "audio" | "video"): RTCRtpCodec[] {
  if (kind === "audio") return codecs.filter(({ mimeType }) => SOUND.has(mimeType.toLowerCase()));
  const rank = ({ mimeType, sdpFmtpLine = "" }: RTCRtpCodec): number => {
    switch (mimeType.toLowerCase()) {
      case "video/vp8":
        return 0;
      case "video/vp9":
        return sdpFmtpLine.includes("profile-id=0") ? 1 : -1;
      case "video/h264":
        return sdpFmtpLine.includes("packetization-mode=1") && sdpFmtpLine.includes("profile-level-id=42")
          ? 2
          : -1;
      case "video/rtx":
        return 3;
      default:
        return -1;
    }
  };
  return codecs.filter((codec) => rank(codec) >= 0).sort((a, b) => rank(a) - rank(b));
}
