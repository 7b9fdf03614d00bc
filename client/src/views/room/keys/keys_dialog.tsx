// The list of keys under "?".
import { Dialog } from "../../../parts/dialog";
import { useWords } from "../../../words/words";
import { useChoices } from "../remembered";
import { useRoom } from "../room_context";

export function KeysDialog() {
  const { dialog, openDialog, staff } = useRoom();
  const [{ letters }] = useChoices();
  const words = useWords().room.keys;
  const keys: (readonly [string, string])[] = [
    ["M", words.list.microphone],
    [words.names.space, words.list.talk],
    ["V", words.list.video],
    ...(staff
      ? ([["N", words.list.next], ["A", words.list.admit]] as const)
      : ([["H", words.list.hand], ["P", words.list.pause]] as const)),
    ["C", words.list.chat],
    ["F6", words.list.regions],
    [words.names.shift, words.list.fast],
    ["?", words.list.list],
  ];
  return (
    <Dialog title={words.title} isOpen={dialog === "keys"} onClose={() => { openDialog(null); }}>
      <p className="note">{letters ? words.text : words.off}</p>
      <dl className="keys">
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt><kbd>{key}</kbd></dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
