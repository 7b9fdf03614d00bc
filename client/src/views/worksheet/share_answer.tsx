// Asking who may read an answer: a popover beside it, a sheet from below on a phone (see worksheet.css). "Only me" is the first choice.
import { useState } from "react";
import { Dialog, DialogTrigger, Popover } from "react-aria-components";
import { Button } from "../../parts/button";
import { Choice } from "../../parts/fields";
import type { Readers } from "../../protocol";
import { useSession } from "../../session_context";
import { useFormat, useWords } from "../../words/words";

type Audience = Readers | "nobody";

interface ShareAnswerProps {
  word: string;
  question: string;
  /** True once it was done. */
  onShare: (readers: Readers) => Promise<boolean>;
}

export function ShareAnswer({ word, question, onShare }: ShareAnswerProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button kind={isOpen ? "quiet" : "link"}>{word}</Button>
      <Popover className="popover share-answer" placement="bottom start">
        <Dialog aria-label={question}>
          <ShareChoices question={question} onShare={onShare} onDone={() => { setOpen(false); }} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

interface ShareChoicesProps extends Omit<ShareAnswerProps, "word"> {
  onDone: () => void;
}

function ShareChoices({ question, onShare, onDone }: ShareChoicesProps) {
  const words = useWords();
  const { choices, do: acts, whoHint, notShared } = words.worksheet.private;
  const staff = useStaffNames() ?? choices.staff;
  const [chosen, setChosen] = useState<Audience>("staff");
  const [sending, setSending] = useState<"no" | "yes" | "refused">("no");
  const share = async () => {
    if (chosen === "nobody") { onDone(); return; }
    setSending("yes");
    if (await onShare(chosen)) onDone();
    else setSending("refused");
  };
  return (
    <div className="stack tight">
      <Choice<Audience>
        label={question}
        hint={whoHint}
        options={[["nobody", choices.nobody], ["staff", staff], ["group", choices.group]]}
        value={chosen}
        onChange={setChosen}
      />
      {sending === "refused" && <p className="sign ask" role="alert">{notShared}</p>}
      <div className="row tight">
        <Button kind="go" isWaiting={sending === "yes"} onPress={() => { void share(); }}>{acts[chosen]}</Button>
        <Button kind="plain" onPress={onDone}>{words.parts.cancel}</Button>
      </div>
    </div>
  );
}

/** "Miriam and Daniel", or null while no staff are in the room. */
function useStaffNames(): string | null {
  const { state } = useSession();
  const { list } = useFormat();
  const names = Object.values(state.seats)
    .filter(({ role }) => role === "facilitator" || role === "co_host")
    .map(({ name }) => name);
  return names.length > 0 ? list(names) : null;
}
