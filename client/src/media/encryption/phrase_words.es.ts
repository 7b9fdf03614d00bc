// The Spanish words of the phrase by which people check that nobody listens in between. Plain and short, easy to hear apart,
// and none that could hurt in a therapy group. The order is part of the protocol: a changed list changes every phrase.
const WORDS = `
abanico abedul abeja abeto abierto abrigo abril abuela abuelo aceite acera acero acordeón actor acuario adorno
aduana agenda agosto agua aguacate águila aguja aire ajedrez ajo alambre albahaca álbum aldea alegre alfombra
alga algodón alhaja aliso almendra almohada altavoz alto altura alumno amable amanecer amapola amarillo ámbar
amigo amistad ancho ancla andén anillo animal antiguo año apagado apio aplauso araña árbol arbusto arce archivo
ardilla arena aroma arpa arroyo arroz arte ascensor astro atento atlas atún aula autobús autor avena avenida
avestruz avión aviso ayer ayuda azafrán azúcar azul bahía baile balanza balcón ballena ballet balón bambú banco
bandeja bandera banjo baño barba barca barco barrio barro bastón batidora baúl bebé bellota bicicleta bienestar
bigote bisonte blanco blusa bolígrafo bolsa bolsillo bombilla bonito bosque bota botón bravo brazo breve brillo
brisa broche bronce brote brújula bueno buey bufanda búho burbuja buzón caballo cabaña cabello cable cabra cacao
cactus cadena café caja cajón calabaza calcetín calendario calle calma calor cama cámara cambio camello camino
camión camisa campana campo canal canario canasta canción canela canguro canoa cantante cantar caña cañón capa
capaz capítulo caracol caramelo carbón cardo caricia carnaval carpa carpeta carreta carril carro carta cartel
cartero casa cascada casco castaña castillo castor cebolla cebra cedro ceja celeste cena centeno centro cepillo
cera cerca cereal cereza cero cesta chal chaleco chaqueta charco charla chimenea chocolate ciclista cielo
ciencia cierto ciervo cigarra cigüeña cima cine cinta cinturón circo círculo ciruela cisne ciudad claridad
clarinete claro clavel clima cobre cocina cocinero coco código codo cofre cohete colchón colegio colina collar
colmena color columna comedor cometa cómoda compás conocer contento copa coral corbata cordel corona correo
correr corteza cosecha costa costura cráter crecer crema cristal cromo crucero cuaderno cuadro cuarto cubo
cuchara cuenco cuento cueva cuidado cumbre cuna cúpula curioso curva dado danza danzar dátil decena dedal dedo
delantal delfín delta dentista deporte derecha desayuno descanso desierto despacho detalle día diamante diario
dibujar dibujo dicho diciembre diente digno dinosaurio disco disfraz docena domingo dominó dorado dragón ducha
duende dulce duna duque durazno eco edificio eje ejemplo elefante elegir encina enero ensalada erizo escala
escalera escenario escoba escritor escuela esfera esmeralda espejo espiga espinaca espiral esponja espuma
esquina establo estación estadio estanque estante estatua estrella estuche estudio etiqueta fábrica fachada
falda familia faro farol febrero feria festival fideo fiesta figura fila flamenco flauta flecha flor florero
flota foca folleto fondo formal foto frente fresa fresno frijol frío fruta fuego fuente gacela gafas gaita
galaxia galería gallina gallo gamba ganso garaje garbanzo garza gatito gato gaviota gemelo genio gente geranio
gigante gimnasio girasol globo golondrina goma gorila gorra gorrión gota granada granja grano grillo gris grúa
grupo guante guía guion guiso guitarra gusano haba hada halcón hamaca harina haya hebilla helado helecho hermana
hermano herradura hielo hierro hilo hipopótamo hogar hoja hombro hongo hora horizonte hormiga horno hotel hoy
hueco huerto hueso humo idioma iglú iguana imagen imán índice invierno iris isla jabón jacinto jaguar jamón
jardín jarra jarrón jazmín jirafa jornada joven joya judía juego jueves juez jugo julio junco junio kiosco kiwi
koala labio lado ladrillo lagarto lago laguna lámpara lana langosta lápiz largo laurel lavanda lazo leche
lechuga lechuza leña león leopardo letra libélula librería libreta libro liebre lima limón lince línea lino
linterna lirio llama llano llave lluvia lobo loma lona loro loto lucero lugar luna lunes lupa luz madera madre
maestro maíz maleta malva mandarina manga mango mano manta mantel manzana mañana mapa mar maraca marco marea
margarita mariposa marrón martes marzo masa máscara mástil mayo medalla media médico medio medusa mejilla
melodía melón menta menú mercado mes mesa meta metal metro miel miércoles milla mineral minuto mirlo mochila
moda modelo molde molino moneda mono montaña mora morado morsa mosaico mostaza motor mueble muelle mula mundo
muñeca mural museo musgo música nácar nadar naranja nariz nata nave navío neblina nevera nido niebla nieto nieve
niña noche nogal norte nota noticia novela noviembre novio nube nuez número nutria oasis oboe obra oca océano
octubre oeste oficina oído ojo olivo olla olmo ópalo ópera orégano oreja órgano orilla oro orquesta orquídea oso
ostra otoño oval oveja oxígeno paella página país pájaro pala palabra palacio palma paloma pan panadero panal
panda panel pantalla pantalón pañuelo papaya papel papelera parada paraguas pardo pared parque parra paseo
pasillo pasta pastel pasto patata patín patio pato pavo payaso peaje pecera pedal peine pelícano película
pensión peonza pepino pera percha perejil perfume periódico perla perro persiana pesa pescado pestaña petirrojo
pez piano pie piedra pila piloto pimienta pimiento pincel pingüino pino pintor pintura piña pirámide piscina
piso pista pizarra pizza plancha planeta planta plata plátano plato playa plaza pluma poema poeta pollo polo
pomelo poncho portal postal postre potro pozo prado premio primavera primo príncipe prisma prosa puerta puerto
pulpo pulsera punto puré quena querido queso quiosco rábano radio raíz rama ramo rana rápido raqueta ratón rayo
rebaño receta recreo rectángulo red refresco regalo regla reina reino reloj remo reno resorte retrato revista
rey rima rincón río risa ritmo rizo roble robot roca rocío rodilla rojo rollo romero ropa rosa rosal rosca rubí
rueda ruta sábado sábana sal sala salmón salón salsa sandalia sandía sastre satélite sauce saxofón secreto seda
sello selva semana semilla sendero septiembre serie seta siesta siglo signo silbato silla sillón silvestre
sirena sobre sobrino sofá sol solar sombra sombrero sonido sonrisa sopa sótano suave subida suelo sueño suéter
sur surco tabla tablero taburete taller tambor tango tapa tapete tapia tapiz tarde tarea tarjeta tarro tarta
taxi taza té teatro techo tecla tejado tejido tela teléfono telón tema templo tenedor tenis ternero terraza
tesoro tía tiburón tiempo tienda tierra tigre tijera tilo timbre tinta tío títere tiza toalla tobillo tocador
tomate tomillo topo tornillo toro torre tortilla tortuga trébol tren triángulo trigo trineo trío trompeta tronco
trono trozo trucha trueno tulipán túnel turquesa turrón único uniforme universo urraca uva vaca vainilla vajilla
valle vals vapor vaso vecino vega vela velero veleta vena venado ventana verano verbo verde vereda verso vestido
viaje viento viernes viga villa viña violeta violín visita vista vitrina volante volcán voz vuelo yate yegua
yema yerno yogur yoyó zafiro zanahoria zapato zarza zinc zona zorro zueco zumo
`;

export const words: readonly string[] = WORDS.trim().split(/\s+/);
