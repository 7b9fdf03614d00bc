// Which key asks for what. Pure: a key press in, an act out.

export type KeyAct =
  | "microphone"
  | "talk"
  | "video"
  | "hand"
  | "pause"
  | "chat"
  | "next"
  | "admit"
  | "regions"
  | "regions_back"
  | "list";

/** The parts of a KeyboardEvent that matter here. */
export interface Press {
  key: string;
  code: string;
  repeat: boolean;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

export interface Setting {
  /** The focus is in a field or on something that uses the key itself. */
  inField: boolean;
  /** The focus is on something that Space presses. */
  onPressable: boolean;
  /** The person has not turned the letters off. */
  letters: boolean;
  staff: boolean;
}

const LETTERS: Readonly<Record<string, KeyAct>> = { m: "microphone", v: "video", c: "chat" };
const MEMBER_LETTERS: Readonly<Record<string, KeyAct>> = { h: "hand", p: "pause" };
const STAFF_LETTERS: Readonly<Record<string, KeyAct>> = { n: "next", a: "admit" };

export function actOf(press: Press, setting: Setting): KeyAct | null {
  if (press.key === "F6") return press.shiftKey ? "regions_back" : "regions";
  if (press.ctrlKey || press.altKey || press.metaKey || setting.inField || press.repeat) return null;
  if (press.key === "?") return "list";
  if (!setting.letters) return null;
  if (press.code === "Space") return setting.onPressable ? null : "talk";
  const letter = press.key.toLowerCase();
  return (setting.staff ? STAFF_LETTERS[letter] : MEMBER_LETTERS[letter]) ?? LETTERS[letter] ?? null;
}
