# A native speaker has not yet reviewed this translation.
# learn: practice buildings
learn-title = Entraînement
learn-lead = Des bâtiments d’entraînement dont l’histoire est connue. Les pages sont les vraies ; rien de ce que vous répondez ici n’entre dans les résultats.
learn-why = Ils montrent à quoi ressemblent les nuages, les ombres et les dégâts vus d’en haut. Vous pouvez laisser l’entraînement de côté, et y revenir à tout moment.
learn-list = Les bâtiments d’entraînement
learn-building = Bâtiment { $n }
learn-state-new = pas encore essayé
learn-state-tried = essayé, pas encore concordant
learn-state-passed = comme les spécialistes
learn-start = Commencer l’entraînement
learn-continue = Continuer : bâtiment { $n }
learn-again = S’entraîner de nouveau
learn-skip = Aller aux vrais bâtiments
learn-guide = Guide de terrain : à quoi ressemblent les choses vues d’en haut
learn-none-title = Pas encore de bâtiments d’entraînement
learn-none = L’équipe de coordination de cette campagne n’en a pas choisi. Le guide de terrain montre ce qu’il faut regarder.
learn-of = Bâtiment d’entraînement { $n } sur { $of }
learn-leave = Quitter l’entraînement

# learn: after an answer
learn-outcome-right = Votre réponse concorde avec celle des spécialistes
learn-outcome-wrong = Votre réponse diffère de celle des spécialistes
learn-you-said = Votre réponse
learn-experts-said = Réponse des spécialistes
learn-near = Une réponse est concordante quand chacune de ses bornes est à une image au plus de la réponse des spécialistes.
learn-hint = Un indice
learn-no-hint = Comparez les images l’une après l’autre, et regardez l’ombre et les bords du toit.
learn-try-again = Réessayer
learn-show = Voir la réponse
learn-why-title = Pourquoi
learn-last-standing = Dernière image où il est debout
learn-first-destroyed = Première image où il est détruit
learn-only-standing = Il est debout sur toutes les images utilisables
learn-only-destroyed = Il est détruit sur toutes les images utilisables
learn-next = Bâtiment d’entraînement suivant
learn-finish = Fin de l’entraînement

# learn: the end
learn-done-title = L’entraînement est terminé
learn-done-what = À partir de maintenant, les bâtiments sont réels, et personne ne connaît encore leurs dates. Plusieurs personnes regardent chaque bâtiment, et aucune ne voit ce que les autres ont dit.
learn-done-doubt = Si vous n’en voyez pas assez, dites-le : « impossible à dire » et un intervalle large sont de vraies réponses, et valent mieux qu’une supposition.
learn-done-change = Vous pouvez modifier une réponse tant que le résultat pour son bâtiment n’est pas établi et que vous n’avez pas regardé les remarques des autres, et vous arrêter à tout moment.
learn-done-place = Les images montrent un lieu réel où des gens vivent ou ont vécu. Vous pouvez demander qu’un quartier que vous connaissez ne vous soit pas montré.

# examples of the campaign's own
examples-title = Exemples de cette campagne
examples-lead = Ce qui compte ici comme détruit, et ce qui ne l’est pas. Aucune question ne vous sera posée sur les bâtiments de cette page.
examples-destroyed = Détruit
examples-standing = Non détruit
examples-none = Cette campagne ne montre pas d’exemples pour le moment.

# guide
guide-title = Guide de terrain
guide-lead = À quoi ressemblent les bâtiments et le sol vus d’en haut. Chaque fiche montre une image plus ancienne et une plus récente du même lieu.
guide-drawn = Les dessins sont les nôtres et ne montrent aucun lieu réel. Le contour en tirets marque le bâtiment en question.
guide-before = Avant
guide-after = Après
guide-say = Réponse :
guide-intact = Inchangé
guide-intact-see = Le toit, ses bords et son ombre sont les mêmes. La lumière et la couleur peuvent différer un peu.
guide-intact-say = Debout.
guide-roof = Toit effondré
guide-roof-see = Les murs extérieurs sont encore là, mais l’intérieur est sombre, irrégulier ou plein de décombres.
guide-roof-say = Détruit, à partir de la première image où le toit a disparu.
guide-pancake = Étages effondrés les uns sur les autres
guide-pancake-see = Le toit peut paraître presque entier, mais son ombre est devenue courte, ses bords sont brisés et il y a des décombres autour.
guide-pancake-say = Détruit. L’ombre disparue montre qu’il n’y a plus de hauteur.
guide-cleared = Terrain déblayé
guide-cleared-see = Là où était le bâtiment, le sol est plat et vide. Les décombres ont été enlevés.
guide-cleared-say = Détruit, au plus tard sur cette image ; cherchez-en une plus ancienne avec des décombres.
guide-cloud = Nuage, brume ou fumée
guide-cloud-see = Du blanc ou du gris couvre le bâtiment, et ses bords ne peuvent pas être suivis.
guide-cloud-say = Ne se voit pas sur cette image. Ne devinez pas ce qu’il y a dessous.
guide-shadow = Autre saison ou autre heure
guide-shadow-see = Les ombres sont plus longues et tournées autrement ; les arbres et l’herbe ont une autre couleur. Les bords du toit sont restés à leur place.
guide-shadow-say = Debout. Un toit sombre n’est pas un trou.
guide-slant = Image prise de biais
guide-slant-see = Le toit est sorti du contour et l’on voit un mur. Les toits voisins penchent du même côté.
guide-slant-say = Debout. Comparez la forme du toit, pas sa position.
guide-snow = Neige
guide-snow-see = Les toits et le sol sont blancs. Des bords droits et une ombre montrent que le bâtiment est là.
guide-snow-say = Debout là où vous voyez des bords et une ombre ; sinon, ne se voit pas sur cette image.
guide-partial = Une partie est endommagée
guide-partial-see = Un coin ou un morceau du toit manque, et la plus grande partie du bâtiment est debout.
guide-partial-say = Debout, sauf si la campagne compte de tels dégâts comme une destruction. En cas de doute, choisissez « impossible à dire ».
guide-rebuilt = Reconstruction
guide-rebuilt-see = Un échafaudage ou un toit neuf et clair se trouve là où il y avait des décombres.
guide-rebuilt-say = La date de destruction reste la même : la première image où l’ancien bâtiment est détruit.
guide-practice = S’entraîner sur des bâtiments connus
guide-home = Page d’accueil

# feedback on a building whose answer was known
feedback-title-right = La réponse était connue pour le bâtiment précédent, et la vôtre concorde avec celle des spécialistes
feedback-title-wrong = La réponse était connue pour le bâtiment précédent, et la vôtre diffère de celle des spécialistes
feedback-known = Spécialistes : { $said }
