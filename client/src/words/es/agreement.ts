// The group's agreement, in Spanish.
import type { Words } from "../words";

export const agreement: Words["agreement"] = {
  title: "Acuerdo",
  hero: "Lo que nos prometemos",
  lead: "Léelo una vez. Vale para todo el grupo, también para el equipo.",
  accept: "Estoy de acuerdo",
  declineHint: "También puedes salir y hablar antes con el equipo. Está bien.",
  version: (version) => `Versión ${version}`,
  otherLanguage: "Este texto está en otro idioma que la página.",
};
