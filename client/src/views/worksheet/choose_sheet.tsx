// Staff choose a sheet and how it is filled.
import { useState } from "react";
import { Label, RadioButton, RadioField, RadioGroup } from "react-aria-components";
import { Button } from "../../parts/button";
import { Choice } from "../../parts/fields";
import type { SheetMode } from "../../protocol";
import { useSession } from "../../session_context";
import { useWords } from "../../words/words";
import { newest, type Template } from "./template";

export function ChooseSheet({ templates, onOpened }: { templates: readonly Template[]; onOpened: () => void }) {
  const words = useWords();
  const { choose } = words.worksheet;
  const { ask } = useSession();
  const [chosen, setChosen] = useState<string | null>(null);
  const [mode, setMode] = useState<SheetMode>("private");
  const [refusal, setRefusal] = useState<string | null>(null);
  const open = async () => {
    if (chosen === null) return;
    const answer = await ask("OpenWorksheet", { template_id: chosen, mode });
    if (answer.ok) onOpened();
    else setRefusal(answer.error.code);
  };
  return (
    <div className="choose-sheet">
      <h2 className="title">{choose.heading}</h2>
      <RadioGroup className="templates" value={chosen} onChange={setChosen}>
        <Label className="sub">{choose.which}</Label>
        {newest(templates).map((template) => (
          <RadioField key={template.template_id} value={template.template_id}>
            <RadioButton className="check radio">
              <span className="box" />
              <span>
                <span className="who">{template.title}</span>
                <span className="note">{template.purpose}</span>
                <span className="note">{`${choose.questions(template.fields.length)} · ${choose.minutes(template.minutes)}`}</span>
              </span>
            </RadioButton>
          </RadioField>
        ))}
      </RadioGroup>
      <Choice<SheetMode>
        label={choose.how}
        hint={choose.modeHints[mode]}
        options={[["private", choose.modes.private], ["shared", choose.modes.shared]]}
        value={mode}
        onChange={setMode}
      />
      {refusal !== null && <p className="sign ask" role="alert">{refusalWords(refusal, words.refusals)}</p>}
      <Button kind="go" big isDisabled={chosen === null} onPress={() => { void open(); }}>{choose.open}</Button>
    </div>
  );
}

function refusalWords(code: string, refusals: object): string {
  return (refusals as Record<string, string>)[code] ?? code;
}
