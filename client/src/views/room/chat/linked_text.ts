// Finds addresses in a line of chat, so that each can be shown with where it leads. Pure; nothing is fetched.

export type TextPart = { text: string } | { text: string; href: string; host: string };

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/giu;
/** Signs that end a sentence rather than an address. */
const TRAILING = /[.,;:!?)\]}»”’]+$/u;

export function linkedText(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, "");
    const url = URL.canParse(address) ? new URL(address) : null;
    if (!url?.hostname) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    // The host as the browser will read it, so that look-alike letters are seen for what they are.
    parts.push({ text: address, href: url.href, host: url.hostname });
    from = match.index + address.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
