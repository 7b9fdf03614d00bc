// Faults of the link, endings and coming back, in Spanish.
import type { Words } from "../words";

export const entrance: Words["entrance"] = {
  opening: "Abriendo la sala",
  openingLong: "Seguimos buscando el servidor. Con una red débil puede tardar un poco.",
  codeIs: (code) => `Código para el equipo: ${code}`,
  closeWindow: "Puedes cerrar esta ventana.",
  comeBack: "Volver",
  tryLobby: "Volver a la sala de espera",
  wordsFrom: "Del equipo",
  faults: {
    no_link: {
      hero: "Esta página necesita tu enlace",
      lead: "Las salas no tienen una dirección que se pueda adivinar. Abre otra vez el enlace de tu invitación, completo.",
    },
    token_invalid: {
      hero: "Este enlace no está completo",
      lead: "Puede faltar una parte. Copia el enlace entero de tu invitación o pide uno nuevo.",
    },
    token_expired: {
      hero: "Este enlace ya pasó su hora",
      lead: "Los enlaces duran poco para que nadie más pueda usarlos. Pide uno nuevo a quien te invitó.",
    },
    token_not_yet_valid: {
      hero: "Llegas temprano",
      lead: "Este enlace se abre un poco antes del grupo. Vuelve entonces; funcionará.",
    },
    token_used: {
      hero: "Este enlace ya se abrió",
      lead: "Se abre una vez, en un dispositivo. Si fuiste tú, sigue en esa ventana. Si no, pide un enlace nuevo y cuéntaselo al equipo.",
    },
    banned: {
      hero: "Este grupo está cerrado para ti por ahora",
      lead: "Lo decidió el equipo. Puedes preguntarle, y puedes pedir otro apoyo.",
    },
    link_closed: {
      hero: "Este enlace está cerrado",
      lead: "Ya no deja entrar a nadie más. No hiciste nada mal al venir: pide uno nuevo a quien te invitó.",
    },
    removed: {
      hero: "Has salido del grupo de esta noche",
      lead: "El equipo te pidió salir. Se trata de esta noche; no es el fin de tu lugar aquí.",
    },
    session_ended: {
      hero: "El grupo ha terminado",
      lead: "Este encuentro ya acabó. No hiciste nada mal. Tu próxima invitación trae su propio enlace.",
    },
    seat_gone: {
      hero: "Tu lugar ya no está guardado",
      lead: "Estuviste fuera más tiempo del que se guarda un lugar. Abre otra vez tu enlace; el equipo te hace pasar por la sala de espera.",
    },
    room_full: {
      hero: "Todos los lugares están ocupados",
      lead: "No hiciste nada mal por venir. Prueba otra vez en un momento o escribe a quien te invitó.",
    },
    room_locked: {
      hero: "La puerta ya está cerrada",
      lead: "El grupo empezó y hay personas hablando. No hiciste nada mal por venir.",
    },
    protocol_unknown: {
      hero: "Esta página está anticuada",
      lead: "El servidor se renovó. Vuelve a cargar la página; tu lugar se conserva.",
    },
    try_again: {
      hero: "El servidor está muy ocupado",
      lead: "Ahora no pudo dejarte entrar. Lo intentamos de nuevo por nuestra cuenta.",
    },
    unreachable: {
      hero: "No alcanzamos el servidor",
      lead: "Puede fallar tu red o la nuestra. Seguimos intentando. Tu enlace sigue valiendo.",
    },
    unsupported: {
      hero: "Este navegador no puede entrar",
      lead: "Le falta lo que necesitan el sonido y la imagen en vivo. Usa una versión nueva de Chrome, Firefox, Safari o Edge, u otro dispositivo.",
    },
    cannot_encrypt: {
      hero: "Este navegador no puede entrar en este grupo",
      lead: "El sonido y la imagen de este grupo se cifran de persona a persona, y este navegador no sabe hacerlo. Usa un Chrome, Edge, Firefox o Safari más reciente, u otro dispositivo.",
    },
    insecure: {
      hero: "Esta dirección no está protegida",
      lead: "La cámara y el micrófono solo se abren en páginas protegidas. La dirección debe empezar con https.",
    },
    other: {
      hero: "No pudimos dejarte entrar",
      lead: "Algo imprevisto lo impidió. Prueba otra vez o dile al equipo el código de abajo.",
    },
  },
  loadAgain: "Cargar la página otra vez",
  turnedAway: {
    hero: "Hoy ya no podemos dejarte entrar",
    lead: "No hiciste nada mal por venir.",
  },
  removed: {
    hero: "Has salido del grupo de esta noche",
    lead: "El equipo te pidió salir. Se trata de esta noche; no es el fin de tu lugar aquí.",
    notTold: "A nadie del grupo se le dijo el motivo.",
  },
  banned: {
    hero: "Has salido del grupo",
    lead: "El equipo te pidió salir y no volver por ahora. Puedes preguntarle por ello.",
  },
  left: {
    hero: "Has salido de la sala",
    lead: "Gracias por estar. Para volver, abre otra vez tu enlace; el equipo te hace pasar por la sala de espera.",
  },
  leftForNow: {
    hero: "Tu lugar te espera",
    lead: "Los demás ven que no estás. Vuelve en los próximos minutos; después se entra por la sala de espera.",
  },
  ended: {
    hero: "El grupo ha terminado",
    lead: "Gracias por estar. Tómate un momento antes de seguir.",
  },
  heldTooLong: {
    hero: "El grupo se cierra por hoy",
    lead: "El equipo no pudo volver a tiempo. No hiciste nada mal.",
  },
  replaced: {
    hero: "Seguiste en otra ventana",
    lead: "Tu lugar está abierto en otro dispositivo o en otra ventana. Esta no suena ni envía nada.",
    take: "Seguir aquí",
  },
  reconnecting: {
    hero: "Se cortó tu conexión. Te estamos trayendo de vuelta.",
    leadLobby: "Conservas tu lugar en la sala de espera.",
    now: "Probar ahora",
  },
};
