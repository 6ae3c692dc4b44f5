# A native speaker has not yet reviewed this translation.

# The front page.
home-title = ¿Cuándo fue destruido?
home-lead = La guerra destruye viviendas en lugares a los que nadie puede ir a mirar. Los satélites fotografían esos lugares una y otra vez. Usted mira imágenes de un edificio e indica cuándo estaba en pie por última vez y cuándo aparece destruido por primera vez.
home-why = Varias personas miran cada edificio, y nadie ve las respuestas de las demás. Cuando coinciden suficientes, la fecha puede servir como prueba.
# Two drawn pictures of the same street; the second shows one house in ruins.
home-pair = Dos dibujos de una calle vista desde arriba. En el primero, una casa marcada está en pie; en el segundo, está en ruinas.
home-pair-before = En pie por última vez
home-pair-after = Destruido por primera vez
home-facts = Qué hace falta
home-fact-time = Unos 40 segundos por edificio
home-fact-account = Sin cuenta y sin nombre
home-fact-phone = Funciona en teléfonos y con conexiones lentas, y sin conexión una vez cargado
home-campaigns = Lugares que hace falta mirar
home-none = Ahora no hay ninguna campaña abierta. Vuelva a mirar más adelante.
home-buildings = { $n ->
    [one] { $n } edificio
   *[other] { $n } edificios
 }
home-answers = { $n ->
    [one] { $n } respuesta hasta ahora
   *[other] { $n } respuestas hasta ahora
 }
home-people = { $n ->
    [one] Ha participado { $n } persona
   *[other] Han participado { $n } personas
 }
home-start = Empezar
home-languages = Idiomas
home-data = ¿Su conexión es lenta o cara? Las imágenes se pueden enviar más pequeñas.

# The page on which somebody agrees to take part.
start-note = Antes de mirar
start-what = Qué hará usted
start-what-you-see = Se le muestra un edificio en imágenes de distintos días. En cada imagen, usted indica si el edificio está en pie, está destruido o no se ve.
start-what-is-honest = Ninguna respuesta honesta es un error. Un intervalo amplio o «no puedo saberlo» es mejor que una suposición.
start-what-stop = Puede parar en cualquier momento. También puede pasar a otro edificio sin decir por qué.
start-kept = Qué se guarda
start-kept-answers = Sus respuestas y cuándo las dio, con un número aleatorio. Ni nombre, ni correo electrónico, ni la dirección de su conexión.
start-kept-cookie = Una cookie en este dispositivo, para no mostrarle dos veces el mismo edificio. El servidor solo guarda de ella una huella digital.
start-kept-published = Las respuestas se publican con un nombre inventado que no dice nada de usted. Lo que ya se ha publicado no se puede recuperar.
start-licence = Al empezar, usted acepta que cualquiera pueda usar y difundir libremente sus respuestas, como parte de los resultados de esta campaña.
start-agree = Entiendo, empezar
start-practice = Practicar primero
start-not-here = ¿Conoce de cerca este lugar, o es demasiado para hoy? No tiene por qué mirar.
start-leave = Este lugar no
start-help = Alguien con quien hablar
start-closed = Esta campaña ya no recibe respuestas. Gracias a todas las personas que participaron.
start-paused = Esta campaña está en pausa. Vuelve a pasar más tarde.

# How it works, and what is kept.
about-title = Cómo funciona y qué se guarda
about-date = Cómo se obtiene una fecha
about-date-who = Cada edificio se muestra al menos a tres personas voluntarias, que no ven las respuestas de las demás.
about-date-window = Una respuesta es un intervalo: la última imagen en la que el edificio está en pie y la primera en la que está destruido.
about-date-agree = El intervalo publicado solo conserva un extremo si al menos cuatro de cada cinco personas coinciden en él. Una campaña puede pedir más.
about-date-wide = Cuando no coinciden, se pregunta a más personas y, al final, el intervalo queda amplio. El desacuerdo puede hacer que un resultado sea menos exacto, pero ningún voto por sí solo puede hacerlo falso.
about-visible = «Sin destrucción visible» significa solo eso: los daños que los satélites no ven tampoco se ven aquí.
about-kept = Qué se guarda sobre las personas voluntarias
about-kept-what = Un número aleatorio en una cookie firmada, de la que el servidor solo guarda una huella digital; las campañas que usted empezó y cuándo; los edificios que se le dieron, y en cuáles de ellos se le mostraron las observaciones de otras personas; sus respuestas y cuándo las dio.
about-kept-more = También lo que usted añade: observaciones, resultados de la práctica, otros dispositivos y una huella digital de sus ocho palabras, y los barrios de los que pidió no ver edificios. En su página puede descargar lo que se guarda y pedir que se olvide.
about-kept-not = Ni nombre, ni correo electrónico, ni dirección de su conexión, ni ubicación de su dispositivo. Su navegador no se envía a ningún otro sitio. En los archivos que se entregan, usted lleva un nombre inventado distinto en cada campaña.
about-undo = Retirar una respuesta
about-undo-how = Su respuesta más reciente se puede retirar durante 20 minutos. En el registro consta que se retiró, y ya no cuenta. En su página se puede cambiar una respuesta hasta que el resultado de su edificio esté resuelto.
about-pictures = Quién puede ver las imágenes
about-pictures-who = Solo las personas a quienes se les dio el edificio para mirarlo y la coordinación de la campaña.

# Staff sign in.
sign-in-title = Iniciar sesión
sign-in-who = Para coordinación e investigación. Para participar como voluntario o voluntaria no hace falta cuenta.
sign-in-volunteer = Empezar sin cuenta
sign-in-name = Nombre
sign-in-password = Contraseña
sign-in-elsewhere = Iniciar sesión con { $name }
