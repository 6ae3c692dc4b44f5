# A native speaker has not yet reviewed this translation.
# What stands around every page.
frame-skip = Aller au contenu
# The name of the header's links, for those who hear the page.
frame-ways = Pages
frame-guide = Guide de terrain
frame-mine = Mon travail
# The name of the language menu; $name is the present language's own name.
frame-language = Langue : { $name }
# Leaves the site at once, for somebody who is being watched. As short as it can be.
frame-leave = Sortie rapide
# Said of that link to whoever points at it.
frame-leave-about = Montre aussitôt une page vide. Les images, et les réponses pas encore envoyées, sont supprimées de cet appareil.
frame-about = Fonctionnement et données conservées
# Low data: pictures are sent smaller. Both say the state and what the link does.
frame-data-is-full = Économie de données désactivée. L’activer
frame-data-is-low = Économie de données activée. La désactiver
frame-staff = Équipe
frame-version = Version { $version }, code source ouvert
# The title of the empty page that is left behind. It gives nothing away.
frame-left = Nouvelle page
frame-announcement = Annonce :
frame-message = Un message pour vous de la part des responsables de cette campagne :
frame-message-read = J’ai lu ce message
