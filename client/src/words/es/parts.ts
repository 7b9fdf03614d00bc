// Words that stand on many screens, in Spanish.
import type { Words } from "../words";

export const parts: Words["parts"] = {
  product: "Hearth",
  leaveFast: "Salir rápido de esta página",
  leaveFastShort: "Salir rápido",
  close: "Cerrar",
  back: "Atrás",
  send: "Enviar",
  cancel: "Cancelar",
  tryAgain: "Probar otra vez",
  waiting: (word) => `${word}…`,
  language: "Idioma",
  crisisBefore: "¿No estás a salvo ahora? Llama o escribe al",
  crisisBetween: ", o al",
  crisisAfter: "en una emergencia. Esta aplicación no es un servicio de emergencia.",
  crisisUnknown:
    "¿No estás a salvo ahora? Llama a la línea de crisis o al número de emergencia de tu zona. Esta aplicación no es un servicio de emergencia.",
  roles: {
    facilitator: "dirige el grupo",
    co_host: "acompaña al grupo",
    participant: "participa",
    observer: "observa",
  },
  stepDone: "hecho",
  overlays: "Ventanas abiertas",
  somebody: "Alguien",
};
