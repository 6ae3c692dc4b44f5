# A native speaker has not yet reviewed this translation.

# what somebody said, and what it came to
said-window = Destruido después del { $last }, a más tardar el { $first }
said-standing = Todavía en pie el { $last }
said-already = Ya destruido el { $first }
said-doubt = No se pudo saber

# mine
mine-title = Su trabajo
mine-lead = Solo usted puede ver esta página. No hay clasificación.
mine-figures = En cifras
mine-answered = Respuestas
mine-today = Hoy
mine-time = Tiempo
mine-time-value = { $hours } h { $minutes } min
mine-outcome = Qué resultó de ello
mine-settled = { $n ->
    [one] { $n } edificio en el que respondió ya tiene fecha.
   *[other] { $n } edificios en los que respondió ya tienen fecha.
  }
mine-settled-none = Ninguno de los edificios en los que respondió tiene todavía un resultado que se le pueda mostrar. Cada uno necesita que lo miren varias personas sin saber lo que dijeron las demás, y lo que resultó de una respuesta se muestra como pronto a los 20 minutos.
mine-narrowed = El tiempo en el que debe situarse la destrucción pasó de unos { $before } días a unos { $after } días. Son los valores medianos del conjunto.
mine-compare = Cómo son sus respuestas en comparación
mine-compare-private = Solo para usted. Nunca se publica y nunca se muestra a otras personas voluntarias.
mine-compare-later = { $left ->
    [one] Esto se muestra después de { $from } respuestas, porque con menos dice poco. Falta { $left }.
   *[other] Esto se muestra después de { $from } respuestas, porque con menos dice poco. Faltan { $left }.
  }
mine-compare-wait = Todavía hay muy pocos edificios resueltos entre los que respondió para poder decir algo.
mine-agreement = De 100 de sus respuestas, entre { $low } y { $high } coinciden con lo que otras personas dijeron del mismo edificio. Diferir no es un error: algunos edificios se ven mal.
mine-gold = Algunos edificios tienen una respuesta conocida, fijada por especialistas. Usted coincidió en { $right } de { $of }.
mine-gold-range = Con tan pocos edificios, eso puede equivaler a cualquier valor entre { $low } y { $high } de 100.
mine-history = Sus respuestas
mine-history-none = Todavía no ha respondido sobre ningún edificio aquí.
mine-history-older = Respuestas anteriores
mine-history-newest = Respuestas más recientes
mine-line-building = Edificio { $n }
mine-line-changed = cambiada después
mine-line-open = aún sin resolver
mine-line-fresh = recién respondida
mine-line-not-counted = conservada, pero no cuenta
mine-settled-window = Fecha: después del { $last }, a más tardar el { $first }
mine-settled-standing = Resultado: sin destrucción visible hasta el { $last }
mine-settled-already = Resultado: ya destruido el { $first }
mine-settled-open = Cerrado sin fecha
mine-places = Lugares que no se le muestran
mine-places-some = { $n ->
    [one] Pidió que no se le muestre { $n } barrio.
   *[other] Pidió que no se le muestren { $n } barrios.
  }
mine-places-none = No ha excluido ningún barrio. Debajo de cada edificio puede indicar que conoce el lugar; entonces no se le vuelve a mostrar.
mine-places-forget = Mostrarme otra vez todo
mine-places-forgotten = Se le muestran otra vez edificios de todos los lugares.
mine-data = Sus datos
mine-certificate = Certificado de sus horas
mine-certificate-about = Una página para imprimir. Usted escribe su nombre en el navegador; no se envía.
mine-download = Descargar todo lo que se guarda sobre usted
mine-download-about = Un archivo JSON, de todas las campañas.
mine-phrase = Llevar mi avance a otro dispositivo
mine-phrase-about = Se le muestran ocho palabras. Quien las tenga tiene su avance; no hace falta correo electrónico.
mine-phrase-again = Ya creó unas palabras antes. Las nuevas las sustituyen.
mine-restore = Introducir las palabras de otro dispositivo
mine-erase = Borrar lo que se guarda sobre mí
mine-erase-about = En la página siguiente elige qué ocurre con sus respuestas.
mine-on = Seguir con los edificios
mine-practice = Práctica
mine-help = Pausas y ayuda
mine-guide = Guía de campo

# one answer of mine
answer-title = Su respuesta
answer-at = Su respuesta, dada el { $day }
answer-last = Última imagen en la que usted lo vio en pie
answer-first = Primera imagen en la que usted lo vio destruido
answer-no-pictures = Usted dijo que no se puede saber por las imágenes.
answer-outcome = Qué resultó de ello
answer-open = Aún sin resolver. Antes, más personas miran este edificio.
answer-fresh = Lo que resultó de ella se muestra 20 minutos después de su respuesta, cuando ya no se puede retirar.
answer-changed = Más tarde dio otra respuesta sobre este edificio. Esta se conserva y ya no cuenta.
answer-superseded = Esta respuesta se conserva y ya no cuenta.
answer-change = Cambiar mi respuesta
answer-change-about = El edificio se le muestra otra vez. La respuesta que dio deja de contar desde ese momento; se conserva en el registro, marcada como cambiada.
answer-fixed = Este edificio está resuelto, así que la respuesta ya no se puede cambiar.
answer-final = Se le mostró lo que otras personas observaron, así que la respuesta ya no se puede cambiar.
answer-not-changeable = Esta respuesta ya no se puede cambiar.
answer-back = Todas sus respuestas

# remarks
remark-title = Observaciones sobre este edificio
remark-independent = Usted ve lo que otras personas observaron, así que su propia respuesta es definitiva. Nadie ve las observaciones de otras personas mientras aún puede cambiar su respuesta.
remark-others = Mostrarme lo que otras personas observaron
remark-others-about = Desde ese momento, su respuesta sobre este edificio es definitiva. Así, cada respuesta se da sin saber lo que dijeron las demás personas.
remark-others-later = Lo que otras personas observaron se le puede mostrar 20 minutos después de su respuesta, cuando ya no se puede retirar.
remark-none = Todavía no hay observaciones.
remark-you = usted
remark-add = Añadir una observación
remark-reason = ¿De qué se trata?
remark-text = Con sus palabras (puede dejarlo en blanco)
remark-text-about = 500 caracteres como máximo. Sin nombres de personas, por favor: otras personas voluntarias pueden leerlo.
remark-send = Enviar
remark-said = Gracias. La coordinación puede leer su observación.
remark-said-again = Esta observación ya estaba; se conserva una vez.
remark-kind-wrong-outline = El contorno no corresponde al edificio
remark-kind-not-a-building = Esto no es un edificio
remark-kind-picture-missing = Falta una imagen o no es correcta
remark-kind-sensitive = Hay algo aquí que no debería mostrarse
remark-kind-other = Otra cosa
remark-refused-title = La observación no se ha guardado
remark-back = Volver
remark-refused-task = Entre los suyos no hay tal edificio. Ábralo desde «Sus respuestas» y envíe la observación de nuevo.
remark-refused-long = La observación supera los 500 caracteres. Acórtela y envíela de nuevo.
remark-refused-empty = Si elige «Otra cosa», diga de qué se trata, por favor.
remark-refused-many = Ya ha hecho suficientes observaciones sobre este edificio. La coordinación las leerá.
remark-refused-kind = Elija de qué trata la observación.
remark-refused-key = Antes se envió otra observación desde esta página. Vuelva a cargar la página y envíe esta de nuevo.
remark-refused-yours = Este edificio se mostró a otra persona.

# skip, and the page after "I know this place"
skip-refused-title = Nada que pasar
skip-refused = Usted ya no tiene este edificio. Siga con el próximo.
skip-too-many = Ha pasado muchísimos edificios en poco tiempo. Mire el que tiene ahora, o páselo dentro de medio minuto.
help-title = Pausas y ayuda
help-known-title = No se le mostrará este lugar
help-known = A partir de ahora no se le muestran edificios cercanos al que acaba de ver. No tiene que decir por qué. Puede anularlo en «Su trabajo».
help-kind = Ver lugares destruidos puede pesar, y más si conoce el lugar o a personas de allí. Puede parar en cualquier momento. Las respuestas enviadas se conservan; «Salir ya», arriba, elimina además de este dispositivo las que aún no se han enviado.
help-break = Ayudan unos minutos lejos de la pantalla. Mire algo que esté lejos, levántese, beba un poco de agua.
help-links = Personas a quienes puede acudir
help-none = Esta campaña no ha indicado a nadie. Si le pesa, hable con alguien de confianza.
help-on = Seguir con otro edificio
help-mine = Su trabajo

# break
break-title = ¿Hora de una pausa?
break-text = Ha respondido aquí sobre { $n } edificios. Unos minutos lejos de la pantalla son buenos para la vista y para la mente. Su lugar se conserva.
break-help = Pausas y ayuda

# certificate
certificate-title = Certificado de trabajo voluntario
certificate-how = Escriba su nombre si quiere que figure en el papel y después imprima esta página con su navegador. El nombre se queda en su navegador y no se envía.
certificate-name = Nombre
certificate-text = ha participado en la datación de edificios destruidos a partir de imágenes de satélite.
certificate-campaign = Campaña
certificate-pseudonym = Nombre inventado
certificate-answered = Edificios con respuesta
certificate-hours = Tiempo de trabajo
certificate-hours-about = desde que se mostró un edificio hasta que se respondió
certificate-day = Emitido el
certificate-kept = Contado a partir de los registros de Aftermath, que no guardan nombres. Estos pueden confirmar las cifras con el nombre inventado.
certificate-back = Su trabajo

# erase
erase-title = Borrar lo que se guarda sobre mí
erase-what = Esto corta el vínculo entre usted y sus respuestas, en todas las campañas de este servidor.
erase-goes = Qué se elimina
erase-goes-cookie = la cookie de este dispositivo, sus otros dispositivos y las palabras para ellos
erase-goes-places = los lugares que pidió que no se le mostraran
erase-goes-text = el texto de sus observaciones
erase-goes-practice = cómo practicó, y en qué edificios se le mostró lo que otras personas observaron
erase-stays = Qué permanece
erase-stays-answers = sus respuestas, con un nombre inventado que ya nadie puede vincular a usted; en ellas se apoyan resultados publicados
erase-stays-remarks = que hizo observaciones: sobre qué edificio e imagen, de qué tipo y qué día, sin su texto
erase-answers = Retirar también mis respuestas sobre edificios aún sin resolver
erase-answers-about = Permanecen en el registro, marcadas como retiradas, y ya no cuentan.
erase-sure = Entiendo que esto no se puede deshacer
erase-do = Borrar
erase-not = Conservar todo
erase-tick = No se ha borrado nada. Marque antes «{ $label }».
erase-done-title = Borrado
erase-done = En este servidor ya no hay nada vinculado a este dispositivo, y su cookie se ha eliminado. Puede cerrar esta página.
erase-done-home = Portada

# phrase
phrase-title = Sus palabras para otro dispositivo
phrase-once = Se muestran solo esta vez. Escríbalas en un papel o guárdelas en un gestor de contraseñas. Nadie puede volver a mostrárselas; solo puede crear otras nuevas, y entonces estas dejan de valer.
phrase-words = Las ocho palabras
phrase-whoever = Quien tenga estas palabras puede continuar como si fuera usted y ver su trabajo. No sirven para nada más.
phrase-how = En el otro dispositivo
phrase-how-open = Abra esta dirección:
phrase-how-enter = Introduzca las ocho palabras. Las mayúsculas, los espacios y los guiones no importan.
phrase-how-go = A partir de entonces, los dos dispositivos muestran el mismo avance.
phrase-done = Ya las he guardado

# restore
restore-title = Continuar desde otro dispositivo
restore-lead = Introduzca las ocho palabras que le mostró el otro dispositivo.
restore-words = Las ocho palabras
restore-go = Continuar
restore-other = Este dispositivo tiene un avance propio. Se deja atrás cuando introduce palabras; si quiere conservarlo, cree antes unas palabras para él en «Su trabajo».
restore-unknown = Estas palabras no se conocen. Revise cada una y si después se crearon otras más nuevas.
restore-unread = No son ocho palabras como las que se muestran. Cada una tiene cinco letras; revise si falta alguna.
restore-done-title = Su avance está en este dispositivo
restore-done = Los dos dispositivos muestran ahora el mismo trabajo. Elija la campaña con la que quiere continuar.
restore-none = Sin palabras no hay nada que introducir: simplemente empiece. No hace falta cuenta.
restore-home = Portada

# a picture on these pages
still-alt = Imagen de satélite del { $day }, con el edificio marcado en el centro
