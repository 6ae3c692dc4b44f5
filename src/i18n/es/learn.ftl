# A native speaker has not yet reviewed this translation.

# learn: practice buildings
learn-title = Práctica
learn-lead = Edificios de práctica cuya historia se conoce. Las páginas son las reales; nada de lo que responda aquí entra en los resultados.
learn-why = Muestran cómo se ven desde arriba las nubes, las sombras y los daños. Puede omitir la práctica y volver a ella en cualquier momento.
learn-list = Los edificios de práctica
learn-building = Edificio { $n }
learn-state-new = aún sin probar
learn-state-tried = probado, aún no coincide
learn-state-passed = coincide con especialistas
learn-start = Empezar la práctica
learn-continue = Seguir con el edificio { $n }
learn-again = Practicar de nuevo
learn-skip = Ir a los edificios reales
learn-guide = Guía de campo: cómo se ven las cosas desde arriba
learn-none-title = Aún no hay edificios de práctica
learn-none = La coordinación de esta campaña no ha preparado ninguno. La guía de campo muestra en qué fijarse.
learn-of = Edificio de práctica { $n } de { $of }
learn-leave = Dejar la práctica

# learn: after an answer
learn-outcome-right = Su respuesta coincide con la de especialistas
learn-outcome-wrong = Su respuesta difiere de la de especialistas
learn-you-said = Usted dijo
learn-experts-said = Especialistas
learn-near = Se considera que una respuesta coincide cuando cada extremo está como máximo a una imagen de la respuesta de especialistas.
learn-hint = Una pista
learn-no-hint = Compare las imágenes una tras otra y fíjese en la sombra y en los bordes del techo.
learn-try-again = Intentar de nuevo
learn-show = Mostrar la respuesta
learn-why-title = Por qué
learn-last-standing = Última imagen en la que está en pie
learn-first-destroyed = Primera imagen en la que está destruido
learn-only-standing = Está en pie en todas las imágenes utilizables
learn-only-destroyed = Está destruido en todas las imágenes utilizables
learn-next = Siguiente edificio de práctica
learn-finish = Fin de la práctica

# learn: the end
learn-done-title = Esa fue la práctica
learn-done-what = A partir de ahora los edificios son reales y nadie conoce aún sus fechas. Varias personas miran cada edificio, y ninguna ve lo que dijeron las demás.
learn-done-doubt = Si no puede ver lo suficiente, indíquelo: «no puedo saberlo» y un intervalo amplio son respuestas completas, y mejores que una suposición.
learn-done-change = Puede cambiar una respuesta hasta que su edificio esté resuelto o usted mire lo que otras personas observaron sobre él, y parar en cualquier momento.
learn-done-place = Las imágenes muestran un lugar real donde vive o vivía gente. Puede pedir que no se le muestre un barrio que conoce.

# examples of the campaign's own
examples-title = Ejemplos de esta campaña
examples-lead = Lo que aquí cuenta como destruido y lo que no. No se le preguntará por los edificios de esta página.
examples-destroyed = Destruido
examples-standing = No destruido
examples-none = Esta campaña no muestra ejemplos por ahora.

# guide
guide-title = Guía de campo
guide-lead = Cómo se ven desde arriba los edificios y el suelo. Cada ficha muestra una imagen anterior y una posterior del mismo lugar.
guide-drawn = Los dibujos son nuestros y no muestran ningún lugar real. El contorno discontinuo marca el edificio por el que se pregunta.
guide-before = Antes
guide-after = Después
guide-say = Responda:
guide-intact = Sin cambios
guide-intact-see = El techo, sus bordes y su sombra son los mismos. La luz y el color pueden variar un poco.
guide-intact-say = En pie.
guide-roof = Techo hundido
guide-roof-see = Las paredes exteriores siguen ahí, pero el interior está oscuro, irregular o lleno de escombros.
guide-roof-say = Destruido, desde la primera imagen en la que falta el techo.
guide-pancake = Pisos derrumbados unos sobre otros
guide-pancake-see = El techo puede parecer casi entero, pero su sombra es ahora corta, sus bordes están rotos y hay escombros alrededor.
guide-pancake-say = Destruido. La sombra perdida muestra que ya no hay altura.
guide-cleared = Terreno despejado
guide-cleared-see = Donde estaba el edificio hay un suelo llano y vacío. Los escombros se han retirado.
guide-cleared-say = Destruido, a más tardar en esta imagen; busque una anterior con escombros.
guide-cloud = Nubes, neblina o humo
guide-cloud-see = Algo blanco o gris cubre el edificio y no se pueden seguir sus bordes.
guide-cloud-say = No se ve en esta imagen. No intente suponer qué hay debajo.
guide-shadow = Otra estación u otra hora del día
guide-shadow-see = Las sombras son más largas y apuntan hacia otro lado; los árboles y la hierba tienen otro color. Los bordes del techo están donde estaban.
guide-shadow-say = En pie. Un techo oscuro no es un agujero.
guide-slant = Imagen tomada en ángulo
guide-slant-see = El techo se ha salido del contorno y se ve una pared. Los techos vecinos se inclinan hacia el mismo lado.
guide-slant-say = En pie. Compare la forma del techo, no su posición.
guide-snow = Nieve
guide-snow-see = Los techos y el suelo son blancos. Los bordes rectos y una sombra muestran que el edificio está ahí.
guide-snow-say = En pie donde vea bordes y sombra; si no, no se ve en esta imagen.
guide-partial = Una parte está dañada
guide-partial-see = Falta una esquina o un trozo del techo, y la mayor parte del edificio está en pie.
guide-partial-say = En pie, salvo que la campaña cuente esos daños como destrucción. En caso de duda, elija «no puedo saberlo».
guide-rebuilt = Reconstrucción
guide-rebuilt-see = Hay andamios o un techo nuevo y claro donde antes había escombros.
guide-rebuilt-say = La fecha de destrucción no cambia: la primera imagen en la que el edificio antiguo está destruido.
guide-practice = Practicar con edificios conocidos
guide-home = Portada

# feedback on a building whose answer was known
feedback-title-right = El edificio anterior a este ya se conocía, y su respuesta coincide con la de especialistas
feedback-title-wrong = El edificio anterior a este ya se conocía, y su respuesta difiere de la de especialistas
feedback-known = Especialistas: { $said }
