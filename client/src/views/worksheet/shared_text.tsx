// One text of a shared sheet, in which several people write at once.
import { useEffect, useEffectEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { LIMITS, type SeatId } from "../../protocol";
import { useSession } from "../../session_context";
import { useWords } from "../../words/words";
import { encodePlace, type Cursors } from "./cursors";
import type { SharedDocument } from "./shared_document";
import type { TemplateField } from "./template";
import { bindText } from "./text_binding";
import { useWatched } from "./worksheet_context";
import { pieces, whoClass, type Piece } from "./written_over";

interface SharedTextProps {
  field: TemplateField;
  document: SharedDocument;
  cursors: Cursors;
  onCaret: (field: string | null, anchor: Uint8Array, head: Uint8Array) => void;
}

const CARET_MS = 150; // between two reports of one's own caret

export function SharedText({ field, document, cursors, onCaret }: SharedTextProps) {
  const words = useWords().worksheet.answer;
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [isFull, setFull] = useState(false);
  const { doc } = document;
  useLayoutEffect(() => { // before anything is drawn: nobody shall see the field empty, or write into that
    if (!area.current) return;
    return bindText(area.current, doc.getText(field.field_id), () => { setFull(true); }, LIMITS.Answer);
  }, [doc, field.field_id]);
  useOwnCaret(area, field, document, onCaret);
  const hint = [field.hint, field.kind === "list" ? words.onePerLine : null].filter(Boolean).join(" ");
  return (
    <div className="question">
      <label className="ask" htmlFor={id}>{field.ask}</label>
      <div className="written-over">
        <Underlay field={field} document={document} cursors={cursors} />
        <textarea
          ref={area}
          id={id}
          className="input"
          rows={1}
          placeholder={words.anyone}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onKeyDown={(event) => {
            if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
            event.preventDefault(); // the browser's own undo would take back others' words
            document.undo();
          }}
        />
      </div>
      {hint && <p id={`${id}-hint`} className="hint">{hint}</p>}
      {isFull && <p className="sign ask" role="status">{words.longest}</p>}
    </div>
  );
}

/** Reports where this person's caret stands, a few times a second at most, and that it is gone. */
function useOwnCaret(
  area: React.RefObject<HTMLTextAreaElement | null>,
  field: TemplateField,
  shared: SharedDocument,
  onCaret: SharedTextProps["onCaret"],
): void {
  const report = useEffectEvent((isHere: boolean) => {
    const element = area.current;
    if (!element || !isHere) { onCaret(null, new Uint8Array(), new Uint8Array()); return; }
    const text = shared.text(field.field_id);
    const { selectionStart, selectionEnd, selectionDirection } = element;
    const [anchor, head] = selectionDirection === "backward" ? [selectionEnd, selectionStart] : [selectionStart, selectionEnd];
    onCaret(field.field_id, encodePlace(text, anchor), encodePlace(text, head));
  });
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const listeners = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const moved = () => {
      if (document.activeElement !== element || timer) return;
      timer = setTimeout(() => { timer = undefined; report(document.activeElement === element); }, CARET_MS);
    };
    document.addEventListener("selectionchange", moved, listeners);
    element.addEventListener("input", moved, listeners);
    element.addEventListener("blur", () => { report(false); }, listeners);
    return () => { clearTimeout(timer); listeners.abort(); };
  }, [area]);
}

/** The same words behind the text area, unseen themselves: they carry colours, selections and carets, and give the height. */
function Underlay({ field, document, cursors }: Omit<SharedTextProps, "onCaret">) {
  useWatched(document);
  useWatched(cursors);
  const { state } = useSession();
  const carets = cursors.in(field.field_id, document.doc).filter(({ seat }) => state.seats[seat]?.held_until === null);
  const seat = (id: SeatId) => state.seats[id];
  const drawn = pieces(document.authors(field.field_id), carets);
  return (
    <div className="underlay" aria-hidden="true">
      {drawn.map((piece, index) => (
        <PieceView key={index} piece={piece} nameOf={(id) => seat(id)?.name ?? ""} orderOf={(id) => seat(id)?.order ?? 0} />
      ))}
      {"\u200b"}
    </div>
  );
}

interface PieceViewProps {
  piece: Piece;
  nameOf: (seat: SeatId) => string;
  orderOf: (seat: SeatId) => number;
}

function PieceView({ piece, nameOf, orderOf }: PieceViewProps) {
  const written = <span className={`author ${whoClass(piece.order)}`}>{piece.text}</span>;
  return (
    <>
      {piece.carets.map((caret) => (
        // A new key starts the fading of the name anew.
        <span key={`${caret.seat} ${caret.move}`} className={`caret ${whoClass(orderOf(caret.seat))}`} data-name={nameOf(caret.seat)} />
      ))}
      {piece.selected ? <mark className={whoClass(orderOf(piece.selected.seat))}>{written}</mark> : written}
    </>
  );
}
