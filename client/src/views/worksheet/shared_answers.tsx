// Answers of private copies that their writers opened to others.
import type { Readers, SeatId, Worksheet } from "../../protocol";
import { useSession } from "../../session_context";
import { useWords } from "../../words/words";
import { spoken, type Template } from "./template";

interface SharedAnswersProps {
  worksheet: Worksheet;
  template: Template;
  readers: Readers;
  /** Whose answers are left out: one's own. */
  except?: SeatId;
}

export function SharedAnswers({ worksheet, template, readers, except }: SharedAnswersProps) {
  const words = useWords().worksheet;
  const { state } = useSession();
  const answers = Object.values(state.copies)
    .filter((copy) => copy.worksheet_id === worksheet.worksheet_id && copy.seat_id !== except)
    .flatMap((copy) => template.fields.flatMap((field) => {
      const answer = copy.shared[field.field_id];
      if (answer?.readers !== readers) return [];
      const name = state.seats[copy.seat_id]?.name ?? words.shared.gone;
      return { key: `${copy.seat_id}/${field.field_id}`, name, ask: field.ask, text: spoken(field, answer.value) };
    }));
  if (answers.length === 0) return null;
  const heading = readers === "group" ? words.progress.withGroup : words.progress.withStaff;
  return (
    <section className="shared-answers">
      <h3 className="sub">{heading(answers.length)}</h3>
      <ul>
        {answers.map(({ key, name, ask, text }) => (
          <li key={key} className="slip">
            <span className="initial" aria-hidden="true">{name.slice(0, 1)}</span>
            <div>
              <p className="note">{`${name} · ${ask}`}</p>
              <p className="told written">{text}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
