# A native speaker has not yet reviewed this translation.

# What stands around every page.
frame-skip = Ir al contenido
# The name of the header's links, for those who hear the page.
frame-ways = Páginas
frame-guide = Guía de campo
frame-mine = Mi trabajo
# The name of the language menu; $name is the present language's own name.
frame-language = Idioma: { $name }
# Leaves the site at once, for somebody who is being watched. As short as it can be.
frame-leave = Salir ya
# Said of that link to whoever points at it.
frame-leave-about = Muestra de inmediato una página vacía. Las imágenes, y las respuestas aún sin enviar, se eliminan de este dispositivo.
frame-about = Cómo funciona y qué se guarda
# Low data: pictures are sent smaller. Both say the state and what the link does.
frame-data-is-full = Ahorro de datos desactivado. Activar
frame-data-is-low = Ahorro de datos activado. Desactivar
frame-staff = Equipo
frame-version = Versión { $version }, código abierto
# The title of the empty page that is left behind. It gives nothing away.
frame-left = Página nueva
frame-announcement = Anuncio:
frame-message = Un mensaje para usted de quienes dirigen esta campaña:
frame-message-read = He leído este mensaje
