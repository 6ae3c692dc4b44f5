# A native speaker has not yet reviewed this translation.

# What went wrong, and how to go on. Titles (-title) are headings; the others are sentences.
error-current = Su tarea actual
error-front-page = Portada
error-start = Empezar
error-again = Reintentar
error-open-campaigns = Campañas abiertas

error-not-found-title = No encontrado
error-not-found = En esta dirección no hay nada, o nada que usted pueda ver. Compruebe la dirección o empiece desde la portada.
error-wait-title = Espere, por favor
error-too-many = { $seconds ->
    [one] Ha habido demasiados intentos. Vuelva a intentarlo dentro de { $seconds } segundo.
   *[other] Ha habido demasiados intentos. Vuelva a intentarlo dentro de { $seconds } segundos.
 }
error-busy = Hay demasiadas personas trabajando a la vez. No se ha guardado nada. Vuelva atrás y envíelo de nuevo dentro de un momento.
error-full-title = No hay espacio
error-full = Al servidor no le queda espacio. No se ha guardado nada. Conserve esta página y envíela de nuevo más tarde.
error-internal-title = Algo ha fallado
# $reference is a row of letters and digits.
error-internal = Algo ha fallado por nuestra parte y no se ha guardado nada. Vuelva a intentarlo. Si ocurre otra vez, comunique esta referencia a la coordinación: { $reference }
error-elsewhere-title = Enviado desde otro sitio
error-elsewhere = Esto se envió desde otro sitio, o con un navegador que no dice desde dónde. Abra la página aquí y envíelo de nuevo. No se ha guardado nada.
error-form-title = No se puede leer el formulario
error-form = No se ha podido leer el formulario. Vuelva atrás, cargue la página otra vez y envíelo de nuevo. No se ha guardado nada.
error-slow-title = Demasiado lento
error-slow = El formulario no llegó a tiempo. Compruebe la conexión y envíelo de nuevo. No se ha guardado nada.

error-start-title = Primero hay que empezar
error-not-started = Todavía no ha empezado en esta campaña con este dispositivo, o se borró su cookie. Empiece aquí; no hace falta cuenta.
error-cookies-title = Su navegador no guarda la cookie
error-cookies = Este sitio necesita una cookie para poder darle edificios y saber cuáles ha visto ya. Su navegador no la ha guardado. Permita las cookies de este sitio en los ajustes del navegador, o salga de su modo privado estricto, y empiece de nuevo. La cookie contiene un número aleatorio y nada sobre usted.
error-closed-title = Cerrado
error-not-open = Esta campaña no recibe respuestas por ahora.
error-not-open-kept = Esta campaña no recibe respuestas por ahora; sus respuestas anteriores se conservan.
error-licence = Las condiciones de uso de las imágenes de esta campaña no permiten mostrarlas por ahora a las personas voluntarias. Vuelva a mirar más adelante.

error-sign-in-title = Iniciar sesión
error-sign-in = Esta página es para el equipo de la campaña. Inicie sesión para verla.
error-refused-title = Sesión no iniciada
error-refused = El nombre o la contraseña no son correctos.
error-issuer = El otro servicio no dijo quién es usted. Inténtelo de nuevo o inicie sesión con nombre y contraseña.
error-issuer-unknown = Ninguna cuenta de aquí está vinculada con esa. Inicie sesión con nombre y contraseña y vincúlela en la página de su cuenta.

error-unknown-task-title = No existe esa tarea
error-unknown-task = Esta tarea no existe. Abra su tarea actual y responda allí.
error-not-yours-title = No es su tarea
error-not-yours = Esta tarea se dio a otra persona. Abra su propia tarea y responda allí.
error-not-twice-title = No se ha guardado por segunda vez
error-already-answered = Ya ha respondido a esta tarea. Esa respuesta se conserva.
error-key-reused = Se envió otra respuesta con la misma clave. Abra su tarea actual y responda allí.
error-other-pictures-title = Llegaron imágenes nuevas
error-other-pictures = Llegaron imágenes nuevas de este edificio mientras lo miraba. Mírelo una vez más y responda allí.
error-nothing-to-take-back-title = Nada que retirar
error-nothing-to-take-back = No hay ninguna respuesta suya de los últimos 20 minutos que se pueda retirar.

error-answer-title = Esa respuesta no encaja
error-answer-nothing-said = No se eligió ninguna respuesta. Elija una de las respuestas y envíela de nuevo.
error-answer-unknown-capture = La respuesta indica una imagen que no es de este edificio.
error-answer-backwards = La respuesta dice que el edificio fue destruido antes de estar en pie por última vez. Elija una imagen anterior para «en pie por última vez» o una posterior para «destruido por primera vez».
error-answer-uses-unusable = La respuesta usa una imagen que también marca como no utilizable. Quite esa marca o elija otra imagen.
error-answer-no-reason = «No puedo saberlo» necesita un motivo. Elija el que mejor corresponda.
error-answer-unreadable = No se ha podido leer la respuesta. Vuelva al edificio y responda de nuevo.
