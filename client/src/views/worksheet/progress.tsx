// Private copies as staff see them: how far each one is, and what was shared. Never what was not.
import { Icon } from "../../parts/icon";
import type { Copy, Seat, Worksheet } from "../../protocol";
import { useSession } from "../../session_context";
import { useWords } from "../../words/words";
import { LockSimpleIcon } from "./icons";
import { Paper } from "./paper";
import { SharedAnswers } from "./shared_answers";
import type { Template } from "./template";

export function Progress({ worksheet, template }: { worksheet: Worksheet; template: Template }) {
  const words = useWords().worksheet;
  const { state } = useSession();
  const members = Object.values(state.seats).filter(({ role }) => role === "participant");
  return (
    <Paper
      worksheet={worksheet}
      title={template.title}
      sign={<span className="sign on"><Icon of={LockSimpleIcon} />{words.signs.copies}</span>}
      about={<p className="note">{words.progress.about}</p>}
      isStaff
    >
      <SharedAnswers worksheet={worksheet} template={template} readers="group" />
      <SharedAnswers worksheet={worksheet} template={template} readers="staff" />
      <section>
        <header className="row tight progress-head">
          <h3 className="sub grow">{words.progress.heading(members.length)}</h3>
          <span className="note row tight" aria-hidden="true">
            <span className="squares"><i data-filled /></span>{words.progress.filled}
            <span className="squares"><i data-filled data-shared /></span>{words.progress.shared}
          </span>
        </header>
        {members.length === 0 && <p className="note">{words.progress.nobody}</p>}
        <ul>
          {members.map((seat) => (
            <MemberProgress key={seat.seat_id} {...{ seat, worksheet }} copy={state.copies[`${worksheet.worksheet_id}/${seat.seat_id}`]} />
          ))}
        </ul>
      </section>
    </Paper>
  );
}

interface MemberProgressProps {
  seat: Seat;
  worksheet: Worksheet;
  copy: Copy | undefined;
}

function MemberProgress({ seat, worksheet, copy }: MemberProgressProps) {
  const words = useWords().worksheet;
  const filled = new Set(copy?.filled);
  const shared = copy?.shared ?? {};
  const told = words.fields(filled.size, worksheet.fields.length);
  const isDone = filled.size === worksheet.fields.length;
  return (
    <li className="member-progress">
      <span className="initial" aria-hidden="true">{seat.name.slice(0, 1)}</span>
      <div className="grow">
        <p className="who">{seat.name}</p>
        <p className="note number">{isDone ? `${told} · ${words.progress.done}` : told}</p>
      </div>
      <span className="squares" role="img" aria-label={words.progress.squares(told, Object.keys(shared).length)}>
        {worksheet.fields.map((field) => (
          <i key={field} data-filled={filled.has(field) || undefined} data-shared={shared[field] !== undefined || undefined} />
        ))}
      </span>
    </li>
  );
}
