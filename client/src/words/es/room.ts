// The room, in Spanish.
import type { Words } from "../words";

export const room: Words["room"] = {
  title: "Sala",
};
