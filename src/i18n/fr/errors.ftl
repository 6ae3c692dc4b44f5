# A native speaker has not yet reviewed this translation.
# What went wrong, and how to go on. Titles (-title) are headings; the others are sentences.
error-current = Votre tâche en cours
error-front-page = Page d’accueil
error-start = Commencer
error-again = Réessayer
error-open-campaigns = Campagnes ouvertes

error-not-found-title = Introuvable
error-not-found = Il n’y a rien à cette adresse, ou rien que vous puissiez voir. Vérifiez l’adresse, ou repartez de la page d’accueil.
error-wait-title = Veuillez patienter
error-too-many = { $seconds ->
    [one] Il y a eu trop de tentatives. Réessayez dans { $seconds } seconde.
   *[other] Il y a eu trop de tentatives. Réessayez dans { $seconds } secondes.
 }
error-busy = Trop de personnes travaillent en même temps. Rien n’a été enregistré. Revenez en arrière et renvoyez dans un moment.
error-full-title = Plus de place
error-full = Le serveur n’a plus de place. Rien n’a été enregistré. Gardez cette page et renvoyez plus tard.
error-internal-title = Un problème est survenu
# $reference is a row of letters and digits.
error-internal = Un problème est survenu de notre côté, et rien n’a été enregistré. Réessayez. Si cela se reproduit, indiquez cette référence à l’équipe de coordination : { $reference }
error-elsewhere-title = Envoyé d’ailleurs
error-elsewhere = Ceci a été envoyé depuis un autre site, ou par un navigateur qui ne dit pas d’où. Ouvrez la page ici et renvoyez. Rien n’a été enregistré.
error-form-title = Ce formulaire est illisible
error-form = Le formulaire n’a pas pu être lu. Revenez en arrière, rechargez la page et renvoyez-le. Rien n’a été enregistré.
error-slow-title = Trop lent
error-slow = Le formulaire n’est pas arrivé à temps. Vérifiez la connexion et renvoyez-le. Rien n’a été enregistré.

error-start-title = Commencez d’abord
error-not-started = Vous n’avez pas encore commencé dans cette campagne sur cet appareil, ou son cookie a été supprimé. Commencez ici ; aucun compte n’est nécessaire.
error-cookies-title = Votre navigateur ne garde pas de cookie
error-cookies = Ce site a besoin d’un seul cookie, pour vous donner des bâtiments et savoir lesquels vous avez vus. Votre navigateur ne l’a pas gardé. Autorisez les cookies de ce site dans les réglages de votre navigateur, ou quittez son mode privé strict, puis recommencez. Le cookie contient un numéro tiré au hasard et rien sur vous.
error-closed-title = Fermé
error-not-open = Cette campagne ne prend pas de réponses en ce moment.
error-not-open-kept = Cette campagne ne prend pas de réponses en ce moment ; vos réponses précédentes sont conservées.
error-licence = Les conditions liées aux images de cette campagne ne permettent pas aux bénévoles de les voir en ce moment. Revenez plus tard.

error-sign-in-title = Connexion
error-sign-in = Cette page est réservée à l’équipe de la campagne. Connectez-vous pour la voir.
error-refused-title = Connexion refusée
error-refused = Le nom ou le mot de passe est incorrect.
error-issuer = L’autre service n’a pas dit qui vous êtes. Réessayez, ou connectez-vous avec le nom et le mot de passe.
error-issuer-unknown = Aucun compte d’ici n’est lié à celui-là. Connectez-vous avec le nom et le mot de passe, puis liez-le depuis la page de votre compte.

error-unknown-task-title = Tâche introuvable
error-unknown-task = Cette tâche n’existe pas. Ouvrez votre tâche en cours et répondez-y.
error-not-yours-title = Pas votre tâche
error-not-yours = Cette tâche a été confiée à quelqu’un d’autre. Ouvrez la vôtre et répondez-y.
error-not-twice-title = Pas enregistré une seconde fois
error-already-answered = Vous avez déjà répondu à cette tâche. Cette réponse est conservée.
error-key-reused = Une autre réponse a été envoyée sous la même clé. Ouvrez votre tâche en cours et répondez-y.
error-other-pictures-title = De nouvelles images sont arrivées
error-other-pictures = De nouvelles images de ce bâtiment sont arrivées entre-temps. Regardez-le encore une fois et répondez là.
error-nothing-to-take-back-title = Rien à retirer
error-nothing-to-take-back = Vous n’avez donné aucune réponse dans les 20 dernières minutes qui puisse être retirée.

error-answer-title = Cette réponse ne convient pas
error-answer-nothing-said = Aucune réponse n’a été choisie. Choisissez une des réponses et renvoyez.
error-answer-unknown-capture = La réponse désigne une image qui n’est pas une image de ce bâtiment.
error-answer-backwards = La réponse dit que le bâtiment a été détruit avant d’être debout pour la dernière fois. Choisissez une image plus ancienne où il est debout, ou une image plus récente où il est détruit.
error-answer-uses-unusable = La réponse utilise une image qu’elle marque aussi comme inutilisable. Retirez cette marque ou choisissez une autre image.
error-answer-no-reason = « Impossible à dire » demande une raison. Choisissez celle qui convient le mieux.
error-answer-unreadable = La réponse n’a pas pu être lue. Revenez au bâtiment et répondez de nouveau.
