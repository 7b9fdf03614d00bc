// The seam between the session and its sheets. Mounted once around the room, whether a sheet is in sight or not.
import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { useSession, useSessionEvent } from "../../session_context";
import { useLanguage } from "../../words/words";
import { Desk } from "./desk";
import type { Template } from "./template";

interface Worksheets {
  /** Null for somebody without a seat: in the lobby, or just removed. */
  desk: Desk | null;
  /** Null until they have come. */
  templates: readonly Template[] | null;
}

const WorksheetContext = createContext<Worksheets | null>(null);

/** Around the room. */
export function WorksheetProvider({ children }: { children: ReactNode }) {
  const { state, me, ask, documents } = useSession();
  const [desk, setDesk] = useState<Desk | null>(null);
  const order = state.seats[me]?.order;
  // A new seat has a desk of its own; a seat that is gone for a moment keeps what lies there.
  if (order !== undefined && desk?.me !== me) setDesk(new Desk(me, order, ask));
  useEffect(() => { desk?.askThrough(ask); }, [desk, ask]);
  useEffect(() => { desk?.mend(documents); }, [desk, documents]);
  useSessionEvent("DocumentEdited", (event) => { desk?.receiveEdit(event); });
  useSessionEvent("CursorMoved", (event) => { desk?.receiveCursor(event); });
  const templates = useFetchedTemplates();
  return <WorksheetContext value={{ desk, templates }}>{children}</WorksheetContext>;
}

/** The library in the person's language, fetched anew with the language and with every new connection. */
function useFetchedTemplates(): readonly Template[] | null {
  const { request, connection } = useSession();
  const { language } = useLanguage();
  const [told, setTold] = useState<readonly Template[] | null>(null);
  const isOpen = connection.kind === "open";
  useEffect(() => {
    if (!isOpen) return;
    let isWanted = true;
    void request<{ templates: Template[] }, "GetTemplates">("GetTemplates", { language }).then((answer) => {
      if (isWanted && answer.ok) setTold(answer.ok.templates);
    });
    return () => { isWanted = false; };
  }, [request, isOpen, language]);
  return told;
}

export function useWorksheets(): Worksheets {
  const worksheets = useContext(WorksheetContext);
  if (!worksheets) throw new Error("useWorksheets outside of WorksheetProvider");
  return worksheets;
}

/** For views of a sheet, which are not shown to anybody without a seat. */
export function useDesk(): Desk {
  const { desk } = useWorksheets();
  if (!desk) throw new Error("a sheet for somebody without a seat");
  return desk;
}

interface Watched {
  subscribe: (listener: () => void) => () => void;
  version: () => number;
}

/** Draws the view anew whenever `watched` changes; the number is new each time. */
export function useWatched(watched: Watched): number {
  return useSyncExternalStore(watched.subscribe, watched.version);
}
