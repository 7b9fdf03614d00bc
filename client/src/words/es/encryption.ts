// The end-to-end encrypted room, in Spanish.
import type { Words } from "../words";

export const encryption: Words["encryption"] = {
  sign: "Cifrado",
  open: "Cifrado. Comprobar las palabras.",
  title: "Comprueba que solo este grupo oye y ve",
  lead: "El sonido y la imagen se cifran en tu dispositivo. El servidor los pasa y no puede mirar dentro.",
  ask: "Lean estas palabras en voz alta. Si todas las personas oyen las mismas, nadie escucha en medio.",
  list: "Las palabras para leer en voz alta",
  inLanguage: (language) => `En ${language}:`,
  wait: "Un momento. Se están calculando las palabras.",
  alone: "Habrá palabras en cuanto haya alguien más.",
  changes: "Las palabras cambian cuando alguien llega, se va o vuelve a cargar la página.",
  differ: "Si alguien tiene otras palabras, paren y avisen a quienes llevan este servidor.",
  withoutKey: (names) =>
    `${names}: aún sin clave. No puedes oírles ni verles, ni te oyen ni te ven. Si sigue así, su programa no puede hacerlo.`,
  limits: "Los nombres, el chat y las hojas no entran en esto. El servidor puede leerlos.",
};
