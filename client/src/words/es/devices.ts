// Microphone, camera, speaker and screen, in Spanish.
import type { Words } from "../words";

export const devices: Words["devices"] = {
  microphone: "Micrófono",
  camera: "Cámara",
  speaker: "Altavoz",
  choose: "Elige tus dispositivos",
  unnamed: (number) => `Dispositivo ${number}`,
  noChoiceOfSpeaker: "Este navegador usa el altavoz que eligió el sistema.",
  faults: {
    microphone: {
      refused: "Tu navegador mantiene el micrófono apagado. Puedes entrar y escuchar, o permitirlo.",
      refused_by_system:
        "Tu sistema no le da el micrófono al navegador. Puedes entrar y escuchar, o permitirlo en los ajustes de privacidad.",
      missing: "No encontramos ningún micrófono. Puedes entrar, escuchar y escribir.",
      busy: "Otro programa está usando el micrófono. Cierra ese programa y prueba otra vez.",
      unplugged: "El micrófono se desconectó. Vuelve a conectarlo o elige otro.",
      unsupported: "Este navegador no puede abrir un micrófono. Puedes escuchar y escribir.",
      unknown: "El micrófono no se abrió. Puedes entrar y escuchar, o probar otra vez.",
    },
    camera: {
      refused:
        "Tu navegador mantiene la cámara apagada. Puedes entrar solo con sonido o ver cómo permitirla.",
      refused_by_system:
        "Tu sistema no le da la cámara al navegador. Puedes entrar solo con sonido o permitirla en los ajustes de privacidad.",
      missing: "No encontramos ninguna cámara. Puedes entrar solo con sonido.",
      busy: "Otro programa está usando la cámara. Cierra ese programa y prueba otra vez.",
      unplugged: "La cámara se desconectó. Vuelve a conectarla o elige otra.",
      unsupported: "Este navegador no puede abrir una cámara. Puedes entrar solo con sonido.",
      unknown: "La cámara no se abrió. Puedes entrar solo con sonido o probar otra vez.",
    },
    both: {
      refused:
        "Tu navegador mantiene la cámara y el micrófono apagados. Puedes entrar, escuchar y escribir, o ver cómo permitirlos.",
      refused_by_system:
        "Tu sistema no le da la cámara ni el micrófono al navegador. Puedes entrar, escuchar y escribir, o permitirlos en los ajustes de privacidad.",
      missing: "No encontramos cámara ni micrófono. Puedes entrar: oyes al grupo y puedes escribir.",
      busy: "Otro programa está usando la cámara y el micrófono. Cierra ese programa y prueba otra vez.",
      unplugged: "La cámara y el micrófono se desconectaron. Vuelve a conectarlos o elige otros.",
      unsupported: "Este navegador no puede abrir una cámara ni un micrófono. Puedes escuchar y escribir.",
      unknown: "La cámara y el micrófono no se abrieron. Puedes entrar y escuchar, o probar otra vez.",
    },
    screen: {
      refused: "La pantalla no se compartió.",
      refused_by_system:
        "Tu sistema no le da la pantalla al navegador. Permite grabar la pantalla en los ajustes de privacidad.",
      missing: "No encontramos ninguna pantalla para compartir.",
      busy: "Otro programa está usando la pantalla.",
      unplugged: "La ventana compartida se cerró.",
      unsupported: "Este navegador no puede compartir la pantalla.",
      unknown: "La pantalla no se compartió. Prueba otra vez.",
    },
  },
  tookOver: (name) => `El micrófono se desconectó. Ahora los demás te oyen por «${name}».`,
  tookOverUnnamed: "El micrófono se desconectó. Ahora los demás te oyen por otro.",
  silenced: {
    microphone: "Tu dispositivo silenció el micrófono. Ahora nadie te oye.",
    camera: "Tu dispositivo detuvo la cámara. Ahora nadie te ve.",
  },
  restore: { microphone: "Recuperar el sonido", camera: "Recuperar la imagen" },
  headphonesGone:
    "Tus auriculares ya no están. Paramos el sonido aquí para que nadie cerca de ti oiga al grupo.",
  playHere: "Oír el sonido aquí",
  blur: "Desenfocar mi fondo",
  blurHint: "Solo tú te ves con nitidez. Se hace en tu dispositivo y usa parte de su potencia.",
  blurCannot:
    "Este navegador no puede desenfocar el fondo: no puede usar los gráficos de este dispositivo (WebGL 2). Activa la aceleración por hardware en sus ajustes o usa otro navegador.",
  noBlur: "No se pudo desenfocar tu fondo en este dispositivo, así que la cámara quedó apagada.",
  withoutBlur: "Mostrarme sin desenfoque",
  sound: "Cómo suena tu micrófono",
  sounds: { voice: "Voz clara", quiet: "Menos ruido alrededor", original: "Sonido original" },
  soundHints: {
    voice: "Lo habitual. Bueno para hablar.",
    quiet: "Quita más ruido: un ventilador, el tráfico, el teclado. Usa parte de la potencia de tu dispositivo.",
    original: "Todo el sonido, para música, campanas y práctica. Usa auriculares o los demás oirán un eco.",
  },
  quietFailed: "Tu dispositivo no pudo quitar el ruido. Los demás te oyen con el sonido habitual.",
  speakerWindow: "Tener a la vista a quien habla",
  speakerWindowClose: "Cerrar la ventana pequeña",
  speakerWindowHint: "Una ventana pequeña con quien habla queda encima mientras lees.",
  dataSaver: "Ahorrar datos",
  dataSaverHint: "Como mucho cuatro imágenes pequeñas, de quienes hablan. Tu imagen también sale pequeña.",
  howToAllow: "Cómo permitirlo",
  allowSteps: {
    look: "Pulsa la señal al principio de la barra de direcciones, encima de esta página.",
    allow: "Elige «Permitir» para la cámara y para el micrófono.",
    again: "Vuelve aquí y pulsa «Probar otra vez».",
  },
};
