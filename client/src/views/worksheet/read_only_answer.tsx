// An answer that can be read and not written.
import type { ReactNode } from "react";
import { useWords } from "../../words/words";
import { spoken, type TemplateField } from "./template";

export function ReadOnlyAnswer({ field, value, children }: { field: TemplateField; value: string; children?: ReactNode }) {
  const { empty } = useWords().worksheet.answer;
  const text = spoken(field, value);
  return (
    <div className="question">
      <h3 className="ask">{field.ask}</h3>
      {text ? <p className="read-only written">{text}</p> : <p className="note">{empty}</p>}
      {children}
    </div>
  );
}
