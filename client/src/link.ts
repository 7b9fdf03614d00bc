// The link that a person came with: what it says, and what the server says of it. The secret part stands in the fragment,
// so that it is in no request line, no log and no referrer.
import type { Agreement, IceServer, Role } from "./protocol";

export interface Link {
  kind: "invite" | "token";
  secret: string;
}

/** What may be known of a room before joining. Times in seconds since the epoch. */
export interface RoomDescription {
  room_name: string;
  role: Role;
  /** Set when the token names the person. */
  name: string | null;
  ends_at: number | null;
  crisis_line: string;
  emergency_number: string;
  agreement: Agreement | null;
  /** This browser must be able to encrypt what it sends. */
  end_to_end_encrypted: boolean;
  ice_servers: IceServer[];
  ice_transport_policy: RTCIceTransportPolicy;
  /** Answers an offer of one data channel: to try the way by ICE, and for nothing after it. */
  connection_test: string;
}

/** Codes of what passes by itself: the same asked again may be answered. */
export const PASSING_FAULTS: ReadonlySet<string> = new Set([
  "try_again",
  "unreachable",
  "busy",
  "too_many_requests",
  "storage_unavailable",
]);

/** The server said no; `code` as in `words.entrance.faults`. */
export class LinkFault extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.name = "LinkFault";
    this.code = code;
  }
}

/** `#i.<invite code>` or `#t.<token>`; null for anything else. */
export function readLink(fragment: string): Link | null {
  const match = /^#([it])\.([\w.~-]+)$/.exec(fragment);
  if (!match?.[1] || !match[2]) return null;
  return { kind: match[1] === "i" ? "invite" : "token", secret: match[2] };
}

/** A name for what is kept of this link on this device, from which nobody can read the link. */
export async function linkKey(link: Link): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(link.secret));
  return Array.from(new Uint8Array(digest).slice(0, 12), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
}

/** Throws `LinkFault`. */
export function describeRoom(link: Link): Promise<RoomDescription> {
  return post("/api/v1/join/describe", { [link.kind]: link.secret });
}

/** A token for this link: itself, or one made for the invited person's name. Throws `LinkFault`. */
export async function takeToken(link: Link, name: string): Promise<string> {
  if (link.kind === "token") return link.secret;
  const { token } = await post<{ token: string }>("/api/v1/join/token", { invite: link.secret, name });
  return token;
}

async function post<Answer>(path: string, body: unknown): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
  } catch {
    throw new LinkFault("unreachable");
  }
  const answer = (await response.json().catch(() => null)) as (Answer & { code?: string }) | null;
  if (response.ok && answer) return answer;
  throw new LinkFault(answer?.code ?? (response.status >= 500 ? "try_again" : "other"));
}
