// Whether one's words have arrived, in words.
import { Icon } from "../../parts/icon";
import { useFormat, useWords } from "../../words/words";
import { WarningCircleIcon } from "./icons";
import type { Saving } from "./resending";

export function SavingLine({ saving }: { saving: Saving }) {
  const words = useWords().worksheet.saving;
  const { time } = useFormat();
  // "Saved" is read when looked at; that words are not saved is said.
  if (saving.kind === "saved") return saving.at === null ? null : <span className="note number">{words.saved(time(saving.at))}</span>;
  if (saving.kind === "saving") return <span className="note">{words.saving}</span>;
  const refusals: Record<string, string> = { document_too_large: words.full, worksheet_closed: words.closed };
  return (
    <span className="sign ask" role="status">
      <Icon of={WarningCircleIcon} />
      {saving.kind === "waiting" ? words.waiting : refusals[saving.code] ?? words.refused}
    </span>
  );
}
