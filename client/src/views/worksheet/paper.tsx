// The sheet of paper that every worksheet lies on: head, questions, foot. Staff close it here; everybody may take a copy along.
import { useState, type ReactNode } from "react";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import type { Worksheet } from "../../protocol";
import { useSession } from "../../session_context";
import { useWords } from "../../words/words";
import { download } from "./download";
import { DownloadSimpleIcon } from "./icons";

interface PaperProps {
  worksheet: Worksheet;
  title: string;
  sign: ReactNode;
  about: ReactNode;
  note?: string;
  isStaff: boolean;
  actions?: ReactNode;
  children: ReactNode;
}

export function Paper({ worksheet, title, sign, about, note, isStaff, actions, children }: PaperProps) {
  const { signs } = useWords().worksheet;
  return (
    <article className="paper" aria-label={title}>
      <header>
        <div className="row head">
          <h2 className="title grow">{title}</h2>
          {worksheet.closed && <span className="sign">{signs.closed}</span>}
          {sign}
        </div>
        {about}
      </header>
      <div className="questions">{children}</div>
      <footer>
        {note && <p className="note grow">{note}</p>}
        {actions}
        {isStaff && !worksheet.closed && <CloseButton worksheet={worksheet} />}
        <DownloadButton worksheet={worksheet} isStaff={isStaff} />
      </footer>
    </article>
  );
}

function CloseButton({ worksheet: { worksheet_id } }: { worksheet: Worksheet }) {
  const words = useWords().worksheet.close;
  const { ask } = useSession();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button onPress={() => { setAsking(true); }}>{words.act}</Button>
      <Dialog role="alertdialog" title={words.title} isOpen={isAsking} onClose={() => { setAsking(false); }}>
        <p>{words.text}</p>
        <div className="row">
          <Button kind="go" onPress={() => { setAsking(false); void ask("CloseWorksheet", { worksheet_id }); }}>{words.do}</Button>
          <Button kind="plain" onPress={() => { setAsking(false); }}>{words.stay}</Button>
        </div>
      </Dialog>
    </>
  );
}

function DownloadButton({ worksheet, isStaff }: { worksheet: Worksheet; isStaff: boolean }) {
  const words = useWords().worksheet.download;
  const { request } = useSession();
  const [isWaiting, setWaiting] = useState(false);
  const [hasFault, setFault] = useState(false);
  const fetchAndKeep = async () => {
    setWaiting(true);
    const { worksheet_id } = worksheet;
    const answer = await request<{ worksheet: unknown }, "ExportWorksheet">("ExportWorksheet", { worksheet_id });
    setWaiting(false);
    setFault(!answer.ok);
    if (answer.ok) download(`${worksheet.template_id}.json`, answer.ok.worksheet);
  };
  return (
    <>
      <Button kind="plain" icon={DownloadSimpleIcon} isWaiting={isWaiting} onPress={() => { void fetchAndKeep(); }}>
        {worksheet.mode === "shared" ? words.shared : isStaff ? words.theirs : words.mine}
      </Button>
      {hasFault && <p className="sign ask" role="status">{words.fault}</p>}
    </>
  );
}
