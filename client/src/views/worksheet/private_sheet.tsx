// One's own copy: saved as one types, read by nobody until an answer is shared.
import { useId, useState } from "react";
import { Label, Text, TextArea, TextField } from "react-aria-components";
import { Button } from "../../parts/button";
import { Choice } from "../../parts/fields";
import { Icon } from "../../parts/icon";
import { LIMITS, type Copy, type FieldId, type Readers, type Worksheet } from "../../protocol";
import { useSession } from "../../session_context";
import { useWords } from "../../words/words";
import { LockSimpleIcon, UsersThreeIcon } from "./icons";
import { Paper } from "./paper";
import type { PrivateCopy } from "./private_copy";
import { ReadOnlyAnswer } from "./read_only_answer";
import { SavingLine } from "./saving_line";
import { ScaleField } from "./scale_field";
import { ShareAnswer } from "./share_answer";
import { SharedAnswers } from "./shared_answers";
import { lastLine, scaleValue, type Template, type TemplateField } from "./template";
import { useDesk, useWatched } from "./worksheet_context";

interface PrivateSheetProps {
  worksheet: Worksheet;
  template: Template;
}

export function PrivateSheet({ worksheet, template }: PrivateSheetProps) {
  const words = useWords().worksheet;
  const { state, me } = useSession();
  const copy = useDesk().copy(worksheet.worksheet_id);
  useWatched(copy);
  const kept = state.copies[`${worksheet.worksheet_id}/${me}`];
  const valueOf = (field: FieldId) => copy.typed(field) ?? kept?.values[field] ?? "";
  const filled = worksheet.fields.filter((field) => valueOf(field).trim()).length;
  const progress = words.fields(filled, worksheet.fields.length);
  const sharesSome = Object.keys(kept?.shared ?? {}).length > 0;
  return (
    <Paper
      worksheet={worksheet}
      title={template.title}
      sign={<span className="sign on"><Icon of={LockSimpleIcon} />{words.signs.private}</span>}
      about={
        <div className="row tight">
          <p className="note">{sharesSome ? words.private.aboutShared(progress) : words.private.about(progress)}</p>
          <SavingLine saving={copy.saving} />
        </div>
      }
      isStaff={false}
      actions={!worksheet.closed && filled > 0 && <WholeCopy {...{ worksheet, copy, sharesSome }} />}
    >
      {template.fields.map((field) => (
        <div key={field.field_id} className="question">
          <PrivateField {...{ field, copy }} value={valueOf(field.field_id)} isOpen={!worksheet.closed} isShared={!!kept?.shared[field.field_id]} />
          <AnswerReaders {...{ worksheet, field, copy, kept }} value={valueOf(field.field_id)} />
        </div>
      ))}
      <SharedAnswers worksheet={worksheet} template={template} readers="group" except={me} />
    </Paper>
  );
}

interface PrivateFieldProps {
  field: TemplateField;
  copy: PrivateCopy;
  value: string;
  isOpen: boolean;
  isShared: boolean;
}

function PrivateField({ field, copy, value, isOpen, isShared }: PrivateFieldProps) {
  const words = useWords().worksheet.answer;
  const set = (next: string) => { copy.type(field.field_id, next); };
  if (!isOpen) return <ReadOnlyAnswer field={field} value={value} />;
  if (field.kind === "scale") {
    return <ScaleField field={field} value={scaleValue(value)} onChange={(number) => { set(String(number)); }} />;
  }
  if (field.kind === "choice") {
    const options = field.options.map(({ option_id, label }) => [option_id, label] as const);
    return <Choice label={field.ask} options={options} value={lastLine(value) || null} onChange={set} {...(field.hint ? { hint: field.hint } : {})} />;
  }
  const hint = [field.hint, field.kind === "list" ? words.onePerLine : null].filter(Boolean).join(" ");
  return (
    <TextField className="answer" value={value} onChange={set} onBlur={() => { void copy.flush(); }} maxLength={LIMITS.Answer}>
      <Label className="ask">{field.ask}</Label>
      <TextArea className={isShared ? "input shared" : "input"} rows={field.kind === "text" ? 1 : 2} />
      {hint && <Text slot="description" className="hint">{hint}</Text>}
    </TextField>
  );
}

interface AnswerReadersProps {
  worksheet: Worksheet;
  field: TemplateField;
  copy: PrivateCopy;
  kept: Copy | undefined;
  value: string;
}

/** Who may read this answer, and how to change it. */
function AnswerReaders({ worksheet, field, copy, kept, value }: AnswerReadersProps) {
  const words = useWords().worksheet.private;
  const sharing = useSharing(worksheet, copy);
  const readers = kept?.shared[field.field_id]?.readers;
  if (!value.trim() && !readers) return null;
  return (
    <div className="row readers">
      <span className={readers ? "sign ready" : "sign"}>
        <Icon of={readers ? UsersThreeIcon : LockSimpleIcon} />
        {words.readers[readers ?? "nobody"]}
      </span>
      {readers && <TakeBack word={words.takeBack} onTakeBack={() => sharing.takeBack(field.field_id)} />}
      {!readers && !worksheet.closed && (
        <ShareAnswer word={words.share} question={words.who} onShare={(chosen) => sharing.share(field.field_id, chosen)} />
      )}
    </div>
  );
}

function WholeCopy({ worksheet, copy, sharesSome }: { worksheet: Worksheet; copy: PrivateCopy; sharesSome: boolean }) {
  const words = useWords().worksheet.private;
  const sharing = useSharing(worksheet, copy);
  return (
    <>
      <ShareAnswer word={words.shareAll} question={words.whoAll} onShare={(readers) => sharing.share(null, readers)} />
      {sharesSome && <TakeBack word={words.takeAllBack} onTakeBack={() => sharing.takeBack(null)} />}
    </>
  );
}

function TakeBack({ word, onTakeBack }: { word: string; onTakeBack: () => Promise<boolean> }) {
  const { notTakenBack } = useWords().worksheet.private;
  const fault = useId();
  const [hasFault, setFault] = useState(false);
  return (
    <>
      <Button kind="link" onPress={() => { void onTakeBack().then((done) => { setFault(!done); }); }}>{word}</Button>
      {hasFault && <span id={fault} className="sign ask" role="alert">{notTakenBack}</span>}
    </>
  );
}

/** Sharing tells what has been saved, so what was just typed goes first. */
function useSharing({ worksheet_id }: Worksheet, copy: PrivateCopy) {
  const { ask } = useSession();
  return {
    share: async (field: FieldId | null, readers: Readers) =>
      (await copy.flush()) && (await ask("ShareField", { worksheet_id, field, readers })).ok !== undefined,
    takeBack: async (field: FieldId | null) => (await ask("UnshareField", { worksheet_id, field })).ok !== undefined,
  };
}
