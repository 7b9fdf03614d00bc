// The two places where the offer's text must differ from what the browser writes. Pure.

/** Asks for lost voice packets again: the server repairs voices when an audio line says it takes NACK. */
export function askForVoiceRepair(sdp: string): string {
  const opus = /^a=rtpmap:(\d+) opus\//im.exec(sdp)?.[1];
  if (opus === undefined || sdp.includes(`a=rtcp-fb:${opus} nack`)) return sdp;
  return sdp.replaceAll(new RegExp(`^a=rtpmap:${opus} opus/.*$`, "gim"), `$&\r\na=rtcp-fb:${opus} nack`);
}

/** The codecs worth offering, in order of preference; a long list makes connecting slow. */
export function cutCodecs(codecs: readonly RTCRtpCodec[], kind: "audio" | "video"): RTCRtpCodec[] {
  if (kind === "audio") return codecs.filter(({ mimeType }) => mimeType.toLowerCase() === "audio/opus");
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
