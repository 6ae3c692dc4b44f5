# A native speaker has not yet reviewed this translation.
# What a volunteer sees while dating one building.

# Pictures
task-gap = { $days } j
task-time = { $utc } UTC · environ { $sun } au soleil sur place
task-time-day = { $utc } UTC · environ { $sun } le { $day } au soleil sur place
task-tilted = prise de biais à { $degrees }° : les toits penchent
task-picture = Image satellite du { $day }
task-picture-marked = Image satellite du { $day }, le bâtiment marqué au milieu
task-across = { $metres } m de large, nord en haut
task-scale = { $metres } m
task-north = N
task-source-unknown = source inconnue

# Titles
task-title = Quand ce bâtiment a‑t‑il été détruit ?
task-title-doubt = Pourquoi est-ce impossible à dire ?
task-title-confirm = Est-ce exact ?
task-title-none = Plus rien à dater

# One picture at a time
task-standing-on = { $day } : le bâtiment marqué est-il debout ?
task-step = Image { $n } sur environ { $of }
task-progress = Avancement pour ce bâtiment
task-standing = Debout
task-destroyed = Détruit
task-cannot-see = Ne se voit pas sur cette image
task-compare = Comparer avec le { $day }
task-compare-standing = vous avez dit : debout
task-compare-destroyed = vous avez dit : détruit
task-compare-oldest = l’image la plus ancienne
task-context = Regarder les environs
task-other-ways = Autres façons de répondre
task-again = Reprendre ce bâtiment au début
task-all = Toutes les images à la fois
task-one = Une image à la fois
task-doubt = Impossible à dire

# The check
task-between = Détruit entre le { $from } et le { $to } ?
task-still = Encore debout le { $day } ?
task-already = Déjà détruit le { $day } ?
task-send-again = Renvoyer cette réponse ?
task-late = Cette tâche était à vous pendant 20 minutes, puis elle est retournée dans la file ; votre réponse n’a donc pas encore été enregistrée. Elle reste utile : envoyez-la encore une fois.
task-yes = Oui, enregistrer et suivant
task-earlier = Non, détruit plus tôt
task-later = Non, détruit plus tard
task-change = Modifier la réponse
task-sure = À quel point est-ce certain ?
task-may-leave = (facultatif)
task-sure-sure = certain
task-sure-fairly = assez certain
task-sure-guess = une supposition
task-unseen = Pourquoi ne se voit-il pas le { $day } ?
task-blemish-none = non précisé
task-blemish-cloud = nuage, brume ou fumée
task-blemish-blur = trop floue ou trop sombre
task-blemish-shifted = décalée
task-blemish-missing = image absente ici
task-blemish-other = autre chose

# Cannot tell
task-doubt-lead = « Impossible à dire » est aussi une réponse ; la raison aide à corriger les images.
task-doubt-reason = La raison
task-doubt-cloud = Nuages, brume ou fumée sur les images qui comptent
task-doubt-blur = Images trop floues, trop sombres ou décalées
task-doubt-not-visible = Aucun bâtiment visible au repère
task-doubt-wrong-place = Le repère est sur autre chose
task-doubt-unclear = Il a changé, mais je ne peux pas dire s’il a été détruit
task-doubt-other = Autre chose
task-save = Enregistrer et suivant
task-look-again = Regarder ce bâtiment de nouveau

# All pictures at once
task-first-destroyed = Première image où il est détruit
task-last-standing = Dernière image où il est encore debout
task-last-default = celle d’avant
task-cannot-see-short = ne se voit pas
task-cannot-see-on = sur l’image du { $day }
task-large = en grand
task-large-of = image du { $day }
task-dated = Détruit à partir de l’image choisie
task-dated-short = Détruit dans cet intervalle
task-never = Debout sur toutes les images
task-before = Déjà détruit sur la première
task-answered = Réponses à ce jour : { $n }

# The stage
task-stage = Les images, l’une sur l’autre
task-flip = Alterner
task-blink = Clignoter
task-swipe = Balayer
task-zoom = Zoom
task-outline = Contour
task-wider = Vue large
task-more = Plus
task-tools = Façons de regarder
task-bright = Luminosité
task-contrast = Contraste
task-grey = Gris
task-reset = Rétablir
task-try = Réessayer
task-widen = Doute : une image plus tôt
task-narrow = Une image plus tard
task-help = Touches
task-close = Fermer
task-letters = Les touches de lettres sont actives
task-key-step = image précédente, image suivante
task-key-flip = alterner entre les deux images
task-key-blink = clignoter lentement
task-key-swipe = balayer d’une image à l’autre
task-key-zoom = agrandir, réduire
task-key-cannot = ne se voit pas sur cette image
task-key-outline = masquer ou afficher le contour
task-key-enter = enregistrer la réponse affichée ou choisie
task-key-standing = debout (une image) ; choisir : debout sur toutes les images
task-key-destroyed = détruit (une image) ; choisir : déjà détruit sur la première
task-key-doubt = impossible à dire
task-key-undo = retirer la dernière réponse
task-key-flag = signaler un problème
task-key-help = cette liste

# Beside the answer
task-flag = Signaler un problème ou commenter
task-flag-lead = L’équipe qui mène la campagne lit ceci. Les autres bénévoles ne le voient qu’après avoir répondu.
task-flag-what = De quoi s’agit-il ?
task-flag-wrong-outline = Le contour est au mauvais endroit
task-flag-not-a-building = Ce n’est pas un bâtiment
task-flag-picture-missing = Une image est absente ou endommagée
task-flag-sensitive = On voit quelque chose de sensible
task-flag-other = Autre chose
task-flag-text = Avec vos mots (500 caractères au plus)
task-flag-send = Envoyer
task-skip = Un autre bâtiment
task-near = Je connais ce lieu
task-near-help = Ce quartier ne vous sera plus proposé.
task-undo = La retirer
task-saved = Réponse enregistrée, merci.
task-saved-again = Réponse déjà enregistrée ; elle compte une fois.
task-saved-surplus = Réponse conservée, merci. D’autres personnes ont entre-temps établi le résultat pour ce bâtiment ; elle ne le change donc plus.
task-answered-short = Réponses : { $n }
task-said = Votre message a été envoyé, merci.
task-break = Un bon moment pour une courte pause. Regardez ailleurs, étirez-vous, et reprenez quand vous le souhaitez.
task-continue = Continuer

# None left
task-none-title = Plus rien à dater ici pour vous
task-none-lead = Bâtiments auxquels vous avez répondu : { $n }. Pour tous les autres, le résultat est établi ou d’autres bénévoles les regardent en ce moment. Merci. Revenez plus tard : un bâtiment aura peut-être besoin d’un regard de plus.
task-none-again = Regarder de nouveau

# Said by the script
task-choose = Choisissez la première image où il est détruit.
task-choose-first = Choisissez d’abord l’image à partir de laquelle il est détruit.
task-offer = Choisi : « { $answer } ». La touche Entrée l’enregistre.
task-marked = Vous avez indiqué que le bâtiment ne se voit pas le { $day } ; choisissez une autre image.
task-first-seen = Détruit sur la première image que vous pouvez voir, { $day }.
task-window = Détruit entre le { $from } et le { $to }.
task-lost = L’image du { $day } n’est pas arrivée.
task-you-standing = { $day } (vous avez dit : debout)
task-you-destroyed = { $day } (vous avez dit : détruit)
task-oldest = { $day } (la plus ancienne)
task-why = Pourquoi ne se voit-il pas le { $day } ? (facultatif)
task-cannot-see-day = Ne se voit pas le { $day }
task-last-is = Dernière fois debout : { $day }
task-waits = Pas de connexion. Réponses en attente sur cet appareil : { $n }.
task-kept = Réponse conservée sur cet appareil. Réponses en attente d’envoi : { $n }.
task-ready = Bâtiments disponibles sans connexion : { $n }.
task-full = Cet appareil n’a pas assez de place pour garder des bâtiments d’avance. Chacun arrive au moment voulu ; vos réponses sont conservées et envoyées.
task-bytes = Images de ce bâtiment : { $kb } ko.
task-answered-n = Réponses : { $n }.
task-none-here = Il n’y a plus de bâtiment sur cet appareil. Vos réponses sont conservées et seront envoyées dès qu’il y aura une connexion.
task-taken-back = Réponse retirée. Voici de nouveau le bâtiment.
task-no-link = Il n’y a pas de connexion en ce moment, et il en faut une pour cela. Réessayez plus tard.
task-offline-title = Pas de connexion
task-offline = Cette page a besoin d’une connexion. Vos réponses sont conservées sur cet appareil et seront envoyées dès qu’il y en aura une.
task-day-standing = { $day } : debout
task-day-destroyed = { $day } : détruit
