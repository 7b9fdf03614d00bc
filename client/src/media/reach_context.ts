// The seam between the visit, which knows the link, and the views that offer the connection test.
import { createContext, useContext } from "react";
import type { FindReach } from "./reach";

const ReachContext = createContext<FindReach | null>(null);
export const ReachProvider = ReachContext.Provider;

/** Asks the server for the ways to it, as they are now. The same function for the life of the page. */
export function useFindReach(): FindReach {
  const findReach = useContext(ReachContext);
  if (!findReach) throw new Error("useFindReach outside of ReachProvider");
  return findReach;
}
