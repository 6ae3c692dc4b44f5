# A native speaker has not yet reviewed this translation.

# Shown one at a time, above the task, during a volunteer's first twenty buildings.
tip-edges = Mire solo el edificio marcado. Compare sus bordes, su techo y su sombra de una imagen a otra.
tip-shadow = Una sombra que se ha movido no es un daño. Se mueve con la hora y con la estación del año.
tip-cloud = ¿Hay una neblina blanca sobre el edificio? Indique que no se ve. Es mejor que una suposición.
tip-rubble = Los escombros son irregulares y grises, y se extienden más allá del contorno. Un techo es uniforme y tiene bordes nítidos.
tip-wide = ¿No puede decir en cuál de dos imágenes aparece destruido por primera vez? Elija una imagen anterior como última en pie. Un intervalo amplio es una respuesta honesta.
tip-lean = En una imagen tomada en ángulo, los techos se inclinan hacia un lado. Mire dónde las paredes tocan el suelo.
tip-cleared = Suelo vacío donde estaba el edificio: fue destruido antes y después se retiraron los escombros.
tip-outline = ¿El contorno estorba? Se puede ocultar.
tip-others = Otras personas miran el mismo edificio sin ver su respuesta. Es normal que las respuestas difieran.
tip-stop = Puede parar en cualquier momento. Lo que ha respondido se conserva.
tip-guide = La guía de campo muestra qué parece un daño y no lo es.
