// One private pause for the whole room: bar, keys and page share it.
import { createContext, useContext } from "react";
import type { PrivatePause } from "./private_pause";

const PauseContext = createContext<PrivatePause | null>(null);
export const PauseProvider = PauseContext.Provider;

export function usePauseHandle(): PrivatePause {
  const pause = useContext(PauseContext);
  if (!pause) throw new Error("usePauseHandle outside of PauseProvider");
  return pause;
}
