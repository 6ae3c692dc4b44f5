# A native speaker has not yet reviewed this translation.

# What a volunteer sees while dating one building.

# Pictures
task-gap = { $days } d
task-time = { $utc } UTC · hora solar allí: { $sun } aprox.
task-time-day = { $utc } UTC · hora solar allí: { $sun } aprox. del { $day }
task-tilted = en ángulo de { $degrees }°: techos inclinados
task-picture = Imagen de satélite del { $day }
task-picture-marked = Imagen de satélite del { $day }, con el edificio marcado en el centro
task-across = { $metres } m de ancho, norte arriba
task-scale = { $metres } m
task-north = N
task-source-unknown = fuente desconocida

# Titles
task-title = ¿Cuándo fue destruido este edificio?
task-title-doubt = ¿Por qué no se puede saber?
task-title-confirm = ¿Es correcto?
task-title-none = No queda nada por fechar

# One picture at a time
task-standing-on = { $day }: ¿está en pie el edificio marcado?
task-step = Imagen { $n } de unas { $of }
task-progress = Avance con este edificio
task-standing = En pie
task-destroyed = Destruido
task-cannot-see = No se ve en esta imagen
task-compare = Comparar con el { $day }
task-compare-standing = usted dijo: en pie
task-compare-destroyed = usted dijo: destruido
task-compare-oldest = la imagen más antigua
task-context = Ver los alrededores
task-other-ways = Otras formas de responder
task-again = Empezar de nuevo este edificio
task-all = Todas las imágenes a la vez
task-one = Una imagen cada vez
task-doubt = No puedo saberlo

# The check
task-between = ¿Destruido entre el { $from } y el { $to }?
task-still = ¿Todavía en pie el { $day }?
task-already = ¿Ya destruido el { $day }?
task-send-again = ¿Enviar de nuevo esta respuesta?
task-late = Esta tarea fue suya durante 20 minutos y volvió a la cola, así que su respuesta aún no se ha guardado. Sigue haciendo falta: envíela otra vez.
task-yes = Sí, guardar y seguir
task-earlier = No, fue antes
task-later = No, fue después
task-change = Cambiar la respuesta
task-sure = ¿Cuánta seguridad tiene?
task-may-leave = (puede dejarlo en blanco)
task-sure-sure = mucha
task-sure-fairly = bastante
task-sure-guess = es una suposición
task-unseen = ¿Por qué no se ve en la imagen del { $day }?
task-blemish-none = sin indicar
task-blemish-cloud = nubes, neblina o humo
task-blemish-blur = demasiado borrosa u oscura
task-blemish-shifted = desplazada
task-blemish-missing = falta la imagen aquí
task-blemish-other = otra cosa

# Cannot tell
task-doubt-lead = «No puedo saberlo» también es una respuesta; el motivo ayuda a mejorar las imágenes.
task-doubt-reason = El motivo
task-doubt-cloud = Nubes, neblina o humo en las imágenes que importan
task-doubt-blur = Imágenes demasiado borrosas, oscuras o desplazadas
task-doubt-not-visible = No se ve ningún edificio en la marca
task-doubt-wrong-place = La marca está sobre otra cosa
task-doubt-unclear = Ha cambiado, pero no puedo decir si fue destruido
task-doubt-other = Otra cosa
task-save = Guardar y seguir
task-look-again = Volver a mirar este edificio

# All pictures at once
task-first-destroyed = Primera imagen en la que está destruido
task-last-standing = Última imagen en la que aún está en pie
task-last-default = la anterior
task-cannot-see-short = no se ve
task-cannot-see-on = en la imagen del { $day }
task-large = ampliar
task-large-of = la imagen del { $day }
task-dated = Destruido desde la imagen elegida
task-dated-short = Destruido en este intervalo
task-never = Sigue en pie en todas
task-before = Ya destruido en la primera
task-answered = Respuestas hasta ahora: { $n }

# The stage
task-stage = Las imágenes, una sobre otra
task-flip = Alternar
task-blink = Parpadeo
task-swipe = Cortina
task-zoom = Zoom
task-outline = Contorno
task-wider = Más amplio
task-more = Más
task-tools = Formas de mirar
task-bright = Brillo
task-contrast = Contraste
task-grey = Grises
task-reset = Restablecer
task-try = Reintentar
task-widen = Hay duda: una antes
task-narrow = Una después
task-help = Teclas
task-close = Cerrar
task-letters = Teclas de letras activas
task-key-step = imagen anterior, imagen siguiente
task-key-flip = alternar entre las dos imágenes
task-key-blink = parpadeo lento
task-key-swipe = deslizar la cortina
task-key-zoom = acercar, alejar
task-key-cannot = no se ve en esta imagen
task-key-outline = ocultar o mostrar el contorno
task-key-enter = guardar la respuesta que se muestra o se eligió
task-key-standing = en pie (una imagen); elegir: sigue en pie en todas
task-key-destroyed = destruido (una imagen); elegir: ya destruido en la primera
task-key-doubt = no puedo saberlo
task-key-undo = retirar la última respuesta
task-key-flag = avisar de un problema
task-key-help = esta lista

# Beside the answer
task-flag = Avisar de un problema o comentar
task-flag-lead = Lo leen quienes dirigen la campaña. Las demás personas voluntarias solo lo ven después de haber respondido.
task-flag-what = ¿De qué se trata?
task-flag-wrong-outline = El contorno está en el lugar equivocado
task-flag-not-a-building = Esto no es un edificio
task-flag-picture-missing = Falta una imagen o está dañada
task-flag-sensitive = Se ve algo delicado
task-flag-other = Otra cosa
task-flag-text = Con sus palabras (hasta 500 letras)
task-flag-send = Enviar
task-skip = Otro edificio, por favor
task-near = Conozco este lugar
task-near-help = No se le volverá a preguntar por este barrio.
task-undo = Retirar
task-saved = Guardado, gracias.
task-saved-again = Ya estaba guardado; cuenta una vez.
task-saved-surplus = Se conserva, gracias. Entretanto, otras personas han resuelto este edificio, así que ya no cambia el resultado.
task-answered-short = Respuestas: { $n }
task-said = Su aviso se ha enviado, gracias.
task-break = Un buen momento para una pausa breve. Aparte la vista, estírese y siga cuando quiera.
task-continue = Continuar

# None left
task-none-title = Aquí no le queda nada por fechar
task-none-lead = Edificios en los que ha respondido: { $n }. Todos los demás están resueltos o los miran otras personas en este momento. Gracias. Vuelva a mirar más adelante: algún edificio puede necesitar a otra persona que lo mire.
task-none-again = Mirar otra vez

# Said by the script
task-choose = Elija la primera imagen en la que está destruido.
task-choose-first = Elija primero la imagen a partir de la cual está destruido.
task-offer = Elegido: «{ $answer }». Intro lo guarda.
task-marked = La imagen del { $day } está marcada como «no se ve»; elija otra.
task-first-seen = Destruido en la primera imagen en la que se ve, { $day }.
task-window = Destruido entre el { $from } y el { $to }.
task-lost = La imagen del { $day } no llegó.
task-you-standing = { $day } (usted dijo: en pie)
task-you-destroyed = { $day } (usted dijo: destruido)
task-oldest = { $day } (la más antigua)
task-why = ¿Por qué no se ve en la imagen del { $day }? (puede dejarlo en blanco)
task-cannot-see-day = No se ve en la imagen del { $day }
task-last-is = En pie por última vez: { $day }
task-waits = Sin conexión. Respuestas que esperan en este dispositivo: { $n }.
task-kept = Guardado en este dispositivo. Respuestas que esperan su envío: { $n }.
task-ready = Edificios listos sin conexión: { $n }.
task-full = Este dispositivo no tiene espacio para guardar edificios por adelantado. Cada uno llega cuando hace falta; sus respuestas se conservan y se envían.
task-bytes = Imágenes de este edificio: { $kb } kB.
task-answered-n = Respuestas: { $n }.
task-none-here = No hay más edificios en este dispositivo. Lo que ha respondido se conserva y se envía cuando haya conexión.
task-taken-back = Retirada. Aquí está de nuevo el edificio.
task-no-link = En este momento no hay conexión y esto la necesita. Vuelva a intentarlo más tarde.
task-offline-title = Sin conexión
task-offline = Esta página necesita conexión. Sus respuestas se conservan en este dispositivo y se envían cuando la haya.
task-day-standing = { $day }: en pie
task-day-destroyed = { $day }: destruido
