// The tab "Sheet" ("My sheet" for members): the sheet on the table, the others of this evening, and for staff the library.
import { useState } from "react";
import "../../style/worksheet.css";
import { Button } from "../../parts/button";
import type { Worksheet, WorksheetId } from "../../protocol";
import { useSession } from "../../session_context";
import { useFormat, useWords } from "../../words/words";
import { ChooseSheet } from "./choose_sheet";
import { sheetsInOrder } from "./order";
import { PrivateSheet } from "./private_sheet";
import { Progress } from "./progress";
import { SharedSheet } from "./shared_sheet";
import { templateOf, type Template } from "./template";
import { useWorksheets } from "./worksheet_context";

interface SheetProps {
  /** Lays it on the stage; not there when it lies there, or cannot. */
  onLarge?: () => void;
}

/** Fills its parent and scrolls by itself; as narrow as a panel or as wide as the stage. */
export function Sheet({ onLarge }: SheetProps) {
  const words = useWords().worksheet;
  const { state, standing } = useSession();
  const { desk, templates } = useWorksheets();
  const isStaff = standing === "facilitator" || standing === "co_host";
  const [chosen, setChosen] = useState<WorksheetId | null>(null);
  const [isChoosing, setChoosing] = useState(false);
  const sheets = sheetsInOrder(state);
  const shown = sheets.find((sheet) => sheet.worksheet_id === chosen) ?? sheets[0];
  if (desk === null) return null;
  if (templates === null) return <div className="sheet"><p className="note">{words.loading}</p></div>;
  if (isStaff && (isChoosing || !shown)) {
    return (
      <div className="sheet" key="choose">
        <ChooseSheet templates={templates} onOpened={() => { setChoosing(false); setChosen(null); }} />
        {shown && <Button kind="link" onPress={() => { setChoosing(false); }}>{words.choose.back}</Button>}
      </div>
    );
  }
  if (!shown) return <div className="sheet"><p className="note">{standing === "observer" ? words.noneToWatch : words.none}</p></div>;
  const others = sheets.filter((sheet) => sheet !== shown);
  // Keyed: whoever comes from the list of sheets begins at the top.
  return (
    <div className="sheet" key={shown.worksheet_id}>
      <OneSheet worksheet={shown} template={templateOf(shown, templates)} isStaff={isStaff} />
      {onLarge && <Button kind="link" onPress={onLarge}>{words.large}</Button>}
      {(isStaff || others.length > 0) && (
        <nav className="other-sheets" aria-label={words.others}>
          {isStaff && <Button onPress={() => { setChoosing(true); }}>{words.choose.another}</Button>}
          {others.map((sheet) => (
            <OtherSheet key={sheet.worksheet_id} worksheet={sheet} title={templateOf(sheet, templates).title} onChoose={setChosen} />
          ))}
        </nav>
      )}
    </div>
  );
}

interface OneSheetProps {
  worksheet: Worksheet;
  template: Template;
  isStaff: boolean;
}

function OneSheet({ worksheet, template, isStaff }: OneSheetProps) {
  const { standing } = useSession();
  if (worksheet.mode === "shared") {
    return <SharedSheet {...{ worksheet, template, isStaff }} mayWrite={!worksheet.closed && standing !== "observer"} />;
  }
  if (isStaff) return <Progress {...{ worksheet, template }} />;
  return <PrivateSheet {...{ worksheet, template }} />;
}

interface OtherSheetProps {
  worksheet: Worksheet;
  title: string;
  onChoose: (worksheet: WorksheetId) => void;
}

function OtherSheet({ worksheet, title, onChoose }: OtherSheetProps) {
  const words = useWords().worksheet;
  const { time } = useFormat();
  return (
    <Button kind="link" onPress={() => { onChoose(worksheet.worksheet_id); }}>
      {`${title}, ${words.openedAt(time(worksheet.opened_at))}`}
    </Button>
  );
}
