// A line's text with its links, each followed by where it leads.
import { useWords } from "../../../words/words";
import { linkedText } from "./linked_text";

export function LinkedText({ text }: { text: string }) {
  const words = useWords().room.chat;
  return linkedText(text).map((part, index) =>
    "href" in part ? (
      <span key={index}>
        {/* No referrer and no opener: the other side learns nothing of the room. */}
        <a href={part.href} target="_blank" rel="noopener noreferrer nofollow">{part.text}</a>{" "}
        <span className="note">({words.leads(part.host)})</span>
      </span>
    ) : (
      <span key={index}>{part.text}</span>
    ),
  );
}
