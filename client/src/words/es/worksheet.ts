// Worksheets, in Spanish.
import type { Words } from "../words";

export const worksheet: Words["worksheet"] = {
  title: "Hoja",
};
