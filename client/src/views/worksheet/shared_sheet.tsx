// One sheet for all: everybody writes, and sees who writes where.
import { Button } from "../../parts/button";
import { Choice } from "../../parts/fields";
import { Icon } from "../../parts/icon";
import type { Worksheet } from "../../protocol";
import { useSession } from "../../session_context";
import { useFormat, useWords } from "../../words/words";
import type { Cursors } from "./cursors";
import { ArrowCounterClockwiseIcon, UsersThreeIcon } from "./icons";
import { Paper } from "./paper";
import { ReadOnlyAnswer } from "./read_only_answer";
import { SavingLine } from "./saving_line";
import { ScaleField } from "./scale_field";
import type { SharedDocument } from "./shared_document";
import { SharedText } from "./shared_text";
import { lastLine, scaleValue, type Template, type TemplateField } from "./template";
import { useDesk, useWatched } from "./worksheet_context";
import { whoClass } from "./written_over";

interface SharedSheetProps {
  worksheet: Worksheet;
  template: Template;
  mayWrite: boolean;
  isStaff: boolean;
}

export function SharedSheet({ worksheet, template, mayWrite, isStaff }: SharedSheetProps) {
  const words = useWords().worksheet;
  const desk = useDesk();
  const document = desk.document(worksheet.worksheet_id);
  const cursors = desk.cursors(worksheet.worksheet_id);
  useWatched(document);
  return (
    <Paper
      worksheet={worksheet}
      title={template.title}
      sign={<span className="sign on"><Icon of={UsersThreeIcon} />{words.signs.shared}</span>}
      about={<Writing cursors={cursors} saving={<SavingLine saving={document.saving} />} />}
      note={mayWrite ? `${words.shared.about} ${words.shared.aboutAuthors}` : words.shared.aboutAuthors}
      isStaff={isStaff}
      actions={mayWrite && (
        <Button icon={ArrowCounterClockwiseIcon} isDisabled={!document.canUndo()} onPress={() => { document.undo(); }}>
          {words.shared.undo}
        </Button>
      )}
    >
      {template.fields.map((field) => (
        <SharedField key={field.field_id} {...{ worksheet, field, document, cursors, mayWrite }} />
      ))}
    </Paper>
  );
}

interface SharedFieldProps {
  worksheet: Worksheet;
  field: TemplateField;
  document: SharedDocument;
  cursors: Cursors;
  mayWrite: boolean;
}

function SharedField({ worksheet, field, document, cursors, mayWrite }: SharedFieldProps) {
  const { ask } = useSession();
  const value = document.value(field.field_id);
  const set = (next: string) => { document.set(field.field_id, next); };
  if (!mayWrite) {
    return (
      <ReadOnlyAnswer field={field} value={value}>
        <Authors field={field} document={document} />
      </ReadOnlyAnswer>
    );
  }
  if (field.kind === "scale") {
    return (
      <div className="question">
        <ScaleField field={field} value={scaleValue(value)} onChange={(number) => { set(String(number)); }} />
        <Authors field={field} document={document} />
      </div>
    );
  }
  if (field.kind === "choice") {
    const options = field.options.map(({ option_id, label }) => [option_id, label] as const);
    return (
      <div className="question">
        <Choice label={field.ask} options={options} value={lastLine(value) || null} onChange={set} {...(field.hint ? { hint: field.hint } : {})} />
        <Authors field={field} document={document} />
      </div>
    );
  }
  const tellCaret = (at: string | null, anchor: Uint8Array, head: Uint8Array) => {
    void ask("MoveCursor", { worksheet_id: worksheet.worksheet_id, field: at, anchor, head });
  };
  return (
    <div className="question">
      <SharedText field={field} document={document} cursors={cursors} onCaret={tellCaret} />
      <Authors field={field} document={document} />
    </div>
  );
}

/** Who wrote here, in words: the colours under the text say the same. */
function Authors({ field, document }: { field: TemplateField; document: SharedDocument }) {
  const words = useWords().worksheet.shared;
  const { state } = useSession();
  const { list } = useFormat();
  const orders = [...new Set(document.authors(field.field_id).map(({ order }) => order))];
  if (orders.length === 0) return null;
  const seats = Object.values(state.seats);
  const names = orders.map((order) => seats.find((seat) => seat.order === order)?.name ?? words.gone);
  return (
    <p className="note row tight authors">
      {orders.map((order) => <span key={order} className={`who-dot ${whoClass(order)}`} />)}
      {words.wrote(list(names))}
    </p>
  );
}

function Writing({ cursors, saving }: { cursors: Cursors; saving: React.ReactNode }) {
  useWatched(cursors);
  const words = useWords().worksheet.shared;
  const { state } = useSession();
  const here = cursors.writing().flatMap((id) => state.seats[id] ?? []).filter(({ held_until }) => held_until === null);
  return (
    <div className="row tight">
      {here.length > 0 && <span className="note">{words.writing}</span>}
      {here.map(({ seat_id, name, order }) => (
        <span key={seat_id} className={`sign writer ${whoClass(order)}`}><span className={`who-dot ${whoClass(order)}`} />{name}</span>
      ))}
      <span className="end">{saving}</span>
    </div>
  );
}
