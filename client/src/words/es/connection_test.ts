// The connection test, and where it is offered, in Spanish.
import type { Words } from "../words";

export const connectionTest: Words["connectionTest"] = {
  title: "Prueba de conexión",
  ask: "Probar la conexión",
  askWhy: "¿Qué está bloqueado?",
  ways: "Caminos a la sala",
  wait: "Probando. Puede tardar diez segundos.",
  trying: "Probando",
  open: "Abierto",
  blocked: "Bloqueado",
  spare: "Bloqueado, no hace falta",
  again: "Probar otra vez",
  names: {
    signalling: "Chat, manos y sala de espera",
    direct: "Sonido e imagen, directos",
    relay_udp: "Sonido e imagen, con un rodeo",
    relay_tcp: "El rodeo para redes estrictas",
    relay_tls: "El rodeo para las redes más estrictas",
  },
  notes: {
    signalling: "Línea en directo por HTTPS",
    direct: "UDP al servidor",
    relay_udp: "Relé (TURN) por UDP",
    relay_tcp: "Relé (TURN) por TCP",
    relay_tls: "Relé (TURN) por TLS",
  },
  verdicts: {
    all: { title: "Todo va bien", text: "El sonido, la imagen y el chat llegan bien.", advice: [] },
    detour: {
      title: "Llegas bien, con un rodeo",
      text: "Esta red bloquea el camino directo. El sonido y la imagen toman otro por sí solos. No tienes que hacer nada.",
      advice: [],
    },
    no_media: {
      title: "El sonido y la imagen no pasan",
      text: "Puedes entrar, leer y escribir, pero nadie te oirá ni te verá. Esto puede ayudar:",
      advice: [
        "Prueba otra red: los datos del móvil o el wifi de casa.",
        "Si usas una VPN o un filtro de privacidad, desactívalo por esta vez.",
        "En el trabajo, en una clínica o en la escuela: enseña esta lista a quien lleve la red. Basta con un camino abierto.",
      ],
    },
    no_relay: {
      title: "El sonido y la imagen no pasan",
      text: "Esta red bloquea el camino directo y aquí no hay otro. Puedes entrar, leer y escribir. Esto puede ayudar:",
      advice: [
        "Prueba otra red: los datos del móvil o el wifi de casa.",
        "Si usas una VPN o un filtro de privacidad, desactívalo por esta vez.",
        "Cuéntale al equipo que te hizo falta un rodeo. Quien lleva el servidor puede añadirlo: un relé (TURN).",
      ],
    },
    no_signalling: {
      title: "No se puede llegar a la sala desde aquí",
      text: "Esta página llegó, pero su línea en directo está bloqueada. Esto puede ayudar:",
      advice: [
        "Prueba otra red: los datos del móvil o el wifi de casa.",
        "Si usas una VPN, un filtro de privacidad o un antivirus que lee las páginas, desactívalo por esta vez.",
        "En el trabajo, en una clínica o en la escuela: enseña esta lista a quien lleve la red.",
      ],
    },
    unreachable: {
      title: "El servidor no responde",
      text: "Este dispositivo tiene red, pero ahora no se llega al servidor. Esto puede ayudar:",
      advice: [
        "Abre otra página. Si tampoco llega, esta red no tiene salida: prueba otra.",
        "Si otras páginas se abren, espera un minuto y prueba otra vez. Puede que el servidor esté arrancando.",
        "Si sigue igual, llama o escribe al equipo.",
      ],
    },
    offline: {
      title: "Este dispositivo no tiene red",
      text: "Esto puede ayudar:",
      advice: [
        "Mira que el modo avión esté apagado, y el wifi o los datos encendidos.",
        "Acércate al wifi o usa los datos del móvil.",
        "Después prueba otra vez.",
      ],
    },
    untested: {
      title: "Ahora no se puede hacer la prueba",
      text: "Tu enlace abrió esta página y ya no abre la prueba. Lo que puedes hacer:",
      advice: ["Si no llegan el sonido o la imagen, prueba otra red.", "Pide al equipo un enlace nuevo."],
    },
  },
};
