# A native speaker has not yet reviewed this translation.
# what somebody said, and what it came to
said-window = Détruit après le { $last }, au plus tard le { $first }
said-standing = Encore debout le { $last }
said-already = Déjà détruit le { $first }
said-doubt = Impossible à dire

# mine
mine-title = Votre travail
mine-lead = Cette page n’est visible que de vous. Il n’y a pas de classement.
mine-figures = En chiffres
mine-answered = Réponses
mine-today = Aujourd’hui
mine-time = Temps
mine-time-value = { $hours } h { $minutes } min
mine-outcome = Ce qui en est sorti
mine-settled = { $n ->
    [one] { $n } bâtiment auquel vous avez répondu est maintenant daté.
   *[other] { $n } bâtiments auxquels vous avez répondu sont maintenant datés.
  }
mine-settled-none = Aucun des bâtiments auxquels vous avez répondu n’a encore de résultat qui puisse vous être montré. Pour chacun, il faut plusieurs personnes qui le regardent sans savoir ce que les autres ont dit, et ce qu’il est advenu d’une réponse est montré au plus tôt après 20 minutes.
mine-narrowed = L’intervalle où se situe la destruction est passé d’environ { $before } jours à environ { $after } jours. Ce sont les valeurs médianes de l’ensemble.
mine-compare = Vos réponses comparées aux autres
mine-compare-private = Visible de vous seulement. Ce n’est jamais publié ni montré aux autres bénévoles.
mine-compare-later = { $left ->
    [one] Ceci est montré après { $from } réponses, car un plus petit nombre dit peu de chose. Encore { $left }.
   *[other] Ceci est montré après { $from } réponses, car un plus petit nombre dit peu de chose. Encore { $left }.
  }
mine-compare-wait = Trop peu des bâtiments auxquels vous avez répondu ont un résultat pour que l’on puisse dire quelque chose.
mine-agreement = Sur 100 de vos réponses, entre { $low } et { $high } concordent avec ce que d’autres ont dit du même bâtiment. Une réponse différente n’est pas une faute : certains bâtiments sont difficiles à voir.
mine-gold = Pour certains bâtiments, la réponse est connue, donnée par des spécialistes. Vos réponses concordent pour { $right } sur { $of }.
mine-gold-range = Avec si peu de bâtiments, cela peut correspondre à n’importe quelle valeur entre { $low } et { $high } sur 100.
mine-history = Vos réponses
mine-history-none = Vous n’avez encore répondu à aucun bâtiment ici.
mine-history-older = Plus anciennes
mine-history-newest = Plus récentes
mine-line-building = Bâtiment { $n }
mine-line-changed = modifiée plus tard
mine-line-open = pas encore établi
mine-line-fresh = réponse toute récente
mine-line-not-counted = conservée, mais non comptée
mine-settled-window = Daté : après le { $last }, au plus tard le { $first }
mine-settled-standing = Établi : pas de destruction visible au { $last }
mine-settled-already = Établi : déjà détruit le { $first }
mine-settled-open = Clos sans date
mine-places = Lieux qui ne vous sont pas montrés
mine-places-some = { $n ->
    [one] Vous avez demandé que { $n } quartier ne vous soit pas montré.
   *[other] Vous avez demandé que { $n } quartiers ne vous soient pas montrés.
  }
mine-places-none = Vous n’avez écarté aucun quartier. Sous chaque bâtiment, vous pouvez dire que vous connaissez le lieu ; il ne vous est alors plus montré.
mine-places-forget = Me montrer de nouveau tous les lieux
mine-places-forgotten = Des bâtiments de tous les lieux vous sont de nouveau montrés.
mine-data = Vos données
mine-certificate = Attestation de vos heures
mine-certificate-about = Une page à imprimer. Vous tapez votre nom dans le navigateur ; il n’est pas envoyé.
mine-download = Télécharger tout ce qui est conservé sur vous
mine-download-about = Un fichier JSON, pour toutes les campagnes.
mine-phrase = Reprendre sur un autre appareil
mine-phrase-about = Huit mots vous sont montrés. La personne qui les a dispose de votre progression ; aucune adresse e-mail n’est nécessaire.
mine-phrase-again = Vous avez déjà créé des mots. Les nouveaux les remplacent.
mine-restore = Saisir les mots d’un autre appareil
mine-erase = Effacer ce qui est conservé sur moi
mine-erase-about = À la page suivante, vous choisissez ce que deviennent vos réponses.
mine-on = Continuer avec les bâtiments
mine-practice = Entraînement
mine-help = Pauses et aide
mine-guide = Guide de terrain

# one answer of mine
answer-title = Votre réponse
answer-at = Votre réponse, donnée le { $day }
answer-last = Dernière image où vous l’avez vu debout
answer-first = Première image où vous l’avez vu détruit
answer-no-pictures = Vous avez dit que c’est impossible à dire d’après les images.
answer-outcome = Ce qui en est sorti
answer-open = Pas encore établi. D’autres personnes regardent d’abord ce bâtiment.
answer-fresh = Ce qu’il en est advenu est montré 20 minutes après votre réponse, quand elle ne peut plus être retirée.
answer-changed = Vous avez donné plus tard une autre réponse pour ce bâtiment. Celle-ci est conservée, et ne compte plus.
answer-superseded = Cette réponse est conservée, et ne compte plus.
answer-change = Modifier ma réponse
answer-change-about = Le bâtiment vous est montré encore une fois. La réponse que vous avez donnée ne compte plus dès ce moment ; elle reste dans le registre, marquée comme modifiée.
answer-fixed = Le résultat pour ce bâtiment est établi ; la réponse ne peut donc plus être modifiée.
answer-final = Les remarques des autres vous ont été montrées ; la réponse ne peut donc plus être modifiée.
answer-not-changeable = Cette réponse ne peut plus être modifiée.
answer-back = Toutes vos réponses

# remarks
remark-title = Remarques sur ce bâtiment
remark-independent = Vous voyez les remarques des autres ; votre propre réponse est donc définitive. Personne ne voit les remarques des autres tant que sa réponse peut encore être modifiée.
remark-others = Me montrer les remarques des autres
remark-others-about = Votre réponse pour ce bâtiment devient alors définitive. Ainsi, chaque réponse est donnée sans savoir ce que les autres ont dit.
remark-others-later = Les remarques des autres peuvent vous être montrées 20 minutes après votre réponse, quand elle ne peut plus être retirée.
remark-none = Pas encore de remarques.
remark-you = vous
remark-add = Ajouter une remarque
remark-reason = De quoi s’agit-il ?
remark-text = Avec vos mots (facultatif)
remark-text-about = 500 caractères au plus. Pas de noms de personnes, s’il vous plaît : d’autres bénévoles peuvent lire ceci.
remark-send = Envoyer
remark-said = Merci. L’équipe de coordination peut lire votre remarque.
remark-said-again = Cette remarque était déjà là ; elle est conservée une fois.
remark-kind-wrong-outline = Le contour ne correspond pas au bâtiment
remark-kind-not-a-building = Ce n’est pas un bâtiment
remark-kind-picture-missing = Une image est absente ou incorrecte
remark-kind-sensitive = Quelque chose ici ne devrait pas être montré
remark-kind-other = Autre chose
remark-refused-title = La remarque n’a pas été conservée
remark-back = Revenir en arrière
remark-refused-task = Ce bâtiment n’est pas parmi les vôtres. Ouvrez-le depuis « Vos réponses » et renvoyez la remarque.
remark-refused-long = La remarque dépasse 500 caractères. Raccourcissez-la et renvoyez-la.
remark-refused-empty = Avec « Autre chose », veuillez dire de quoi il s’agit.
remark-refused-many = Vous avez fait assez de remarques sur ce bâtiment. L’équipe de coordination les lira.
remark-refused-kind = Choisissez ce dont il s’agit.
remark-refused-key = Une autre remarque a déjà été envoyée depuis cette page. Rechargez la page et renvoyez celle-ci.
remark-refused-yours = Ce bâtiment a été montré à quelqu’un d’autre.

# skip, and the page after "I know this place"
skip-refused-title = Rien à passer
skip-refused = Ce bâtiment ne vous est plus confié. Continuez avec le suivant.
skip-too-many = Vous avez passé un très grand nombre de bâtiments en peu de temps. Regardez celui que vous avez, ou passez-le dans une demi-minute.
help-title = Pauses et aide
help-known-title = Ce lieu ne vous sera plus montré
help-known = Les bâtiments proches de celui que vous venez de voir ne vous seront plus proposés. Vous n’avez pas à dire pourquoi. Vous pouvez revenir sur ce choix dans « Votre travail ».
help-kind = Voir des lieux détruits peut peser, et plus encore quand on connaît le lieu ou des gens qui y vivent. Vous pouvez vous arrêter à tout moment. Les réponses envoyées sont conservées ; « Sortie rapide », en haut, supprime aussi de cet appareil celles qui ne sont pas encore envoyées.
help-break = Quelques minutes loin de l’écran aident. Regardez au loin, levez-vous, buvez un peu d’eau.
help-links = À qui vous adresser
help-none = Cette campagne n’a indiqué personne. Si cela vous pèse, parlez à quelqu’un en qui vous avez confiance.
help-on = Continuer avec un autre bâtiment
help-mine = Votre travail

# break
break-title = Faire une pause ?
break-text = Bâtiments auxquels vous avez répondu ici : { $n }. Quelques minutes loin de l’écran font du bien aux yeux et à l’esprit. Vous reprendrez là où vous en êtes.
break-help = Pauses et aide

# certificate
certificate-title = Attestation de travail bénévole
certificate-how = Tapez votre nom si vous le voulez sur le papier, puis imprimez cette page avec votre navigateur. Le nom reste dans votre navigateur et n’est pas envoyé.
certificate-name = Nom
certificate-text = a participé à la datation de bâtiments détruits à partir d’images satellite.
certificate-campaign = Campagne
certificate-pseudonym = Nom inventé (bénévole)
certificate-answered = Bâtiments avec réponse
certificate-hours = Temps de travail
certificate-hours-about = de l’affichage d’un bâtiment à la réponse
certificate-day = Établi le
certificate-kept = Compté d’après les registres d’Aftermath, qui ne gardent aucun nom. Ils permettent de confirmer les chiffres sous le nom inventé.
certificate-back = Votre travail

# erase
erase-title = Effacer ce qui est conservé sur moi
erase-what = Ceci coupe le lien entre vous et vos réponses, dans toutes les campagnes de ce serveur.
erase-goes = Ce qui est supprimé
erase-goes-cookie = le cookie sur cet appareil, vos autres appareils et leurs mots
erase-goes-places = les lieux que vous avez demandé à ne pas voir
erase-goes-text = le texte de vos remarques
erase-goes-practice = votre entraînement, et pour quels bâtiments les remarques des autres vous ont été montrées
erase-stays = Ce qui reste
erase-stays-answers = vos réponses, sous un nom inventé que plus personne ne peut relier à vous ; des résultats publiés reposent sur elles
erase-stays-remarks = le fait que vous avez fait des remarques : sur quel bâtiment et quelle image, de quel type et quel jour, sans leur texte
erase-answers = Retirer aussi mes réponses pour les bâtiments dont le résultat n’est pas encore établi
erase-answers-about = Elles restent dans le registre, marquées comme retirées, et ne comptent plus.
erase-sure = Je comprends que cela ne peut pas être annulé
erase-do = Effacer
erase-not = Tout garder
erase-tick = Rien n’a été effacé. Cochez d’abord « { $label } ».
erase-done-title = Effacé
erase-done = Plus rien sur ce serveur n’est lié à cet appareil, et son cookie a été supprimé. Vous pouvez fermer cette page.
erase-done-home = Page d’accueil

# phrase
phrase-title = Vos mots pour un autre appareil
phrase-once = Ils ne sont montrés que cette fois. Notez-les sur papier, ou gardez-les dans un gestionnaire de mots de passe. Personne ne peut vous les montrer de nouveau ; vous pouvez seulement en créer d’autres, et ceux-ci ne fonctionneront alors plus.
phrase-words = Les huit mots
phrase-whoever = La personne qui a ces mots peut continuer à votre place et voir votre travail. Ils ne servent à rien d’autre.
phrase-how = Sur l’autre appareil
phrase-how-open = Ouvrez cette adresse :
phrase-how-enter = Saisissez les huit mots. Les majuscules, les espaces et les traits d’union n’ont pas d’importance.
phrase-how-go = À partir de là, les deux appareils montrent la même progression.
phrase-done = Je les ai notés

# restore
restore-title = Reprendre depuis un autre appareil
restore-lead = Saisissez les huit mots que l’autre appareil vous a montrés.
restore-words = Les huit mots
restore-go = Continuer
restore-other = Cet appareil a déjà sa propre progression. Elle est abandonnée si vous saisissez des mots ; pour la garder, créez d’abord des mots pour elle dans « Votre travail ».
restore-unknown = Ces mots ne sont pas connus. Vérifiez chacun d’eux, et si de plus récents ont été créés depuis.
restore-unread = Ce ne sont pas huit mots du genre affiché. Chacun a cinq lettres ; vérifiez s’il en manque une.
restore-done-title = Votre progression est sur cet appareil
restore-done = Les deux appareils montrent maintenant le même travail. Choisissez la campagne à poursuivre.
restore-none = Sans mots, il n’y a rien à saisir : il suffit de commencer. Aucun compte n’est nécessaire.
restore-home = Page d’accueil

# a picture on these pages
still-alt = Image satellite du { $day }, le bâtiment marqué au milieu
