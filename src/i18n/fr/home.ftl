# A native speaker has not yet reviewed this translation.
# The front page.
home-title = Quand ce bâtiment a‑t‑il été détruit ?
home-lead = La guerre détruit des logements là où personne ne peut aller voir. Des satellites photographient ces lieux encore et encore. Vous regardez des images d’un seul bâtiment et dites quand il était debout pour la dernière fois et quand il apparaît détruit pour la première fois.
home-why = Plusieurs personnes regardent chaque bâtiment, et personne ne voit les réponses des autres. Là où un nombre suffisant d’entre elles concordent, la date peut servir de preuve.
# Two drawn pictures of the same street; the second shows one house in ruins.
home-pair = Deux dessins d’une rue vue d’en haut. Sur le premier, une maison marquée est debout ; sur le second, elle est en ruine.
home-pair-before = Dernière fois debout
home-pair-after = Première fois détruit
home-facts = Ce qu’il faut
home-fact-time = Environ 40 secondes par bâtiment
home-fact-account = Ni compte ni nom
home-fact-phone = Fonctionne sur téléphone et avec une connexion faible, et hors ligne une fois chargé
home-campaigns = Lieux à examiner
home-none = Aucune campagne n’est ouverte en ce moment. Revenez plus tard.
home-buildings = { $n ->
    [one] { $n } bâtiment
   *[other] { $n } bâtiments
 }
home-answers = { $n ->
    [one] { $n } réponse à ce jour
   *[other] { $n } réponses à ce jour
 }
home-people = { $n ->
    [one] { $n } personne a participé
   *[other] { $n } personnes ont participé
 }
home-start = Commencer
home-languages = Langues
home-data = Votre connexion est faible ou chère ? Les images peuvent être envoyées en plus petit.

# The page on which somebody agrees to take part.
start-note = Avant de regarder
start-what = Ce que vous allez faire
start-what-you-see = Un bâtiment vous est montré sur des images de jours différents. Pour chaque image, vous dites si le bâtiment est debout, détruit, ou s’il ne se voit pas.
start-what-is-honest = Aucune réponse honnête n’est fausse. Un intervalle large ou « impossible à dire » vaut mieux qu’une supposition.
start-what-stop = Vous pouvez vous arrêter à tout moment. Vous pouvez aussi passer un bâtiment sans dire pourquoi.
start-kept = Ce qui est conservé
start-kept-answers = Vos réponses et le moment où vous les avez données, sous un numéro tiré au hasard. Ni nom, ni adresse e-mail, ni adresse de votre connexion.
start-kept-cookie = Un cookie sur cet appareil, pour que le même bâtiment ne vous soit pas montré deux fois. Le serveur n’en garde qu’une empreinte.
start-kept-published = Les réponses sont publiées sous un nom inventé qui ne dit rien de vous. Ce qui est déjà publié ne peut plus être retiré.
start-licence = En commençant, vous acceptez que toute personne puisse librement utiliser et transmettre vos réponses, avec les résultats de cette campagne.
start-agree = J’ai compris, commencer
start-practice = S’entraîner d’abord
start-not-here = Ce lieu vous touche de près, ou c’est trop pour aujourd’hui ? Rien ne vous oblige à regarder.
start-leave = Pas ce lieu
start-help = À qui parler
start-closed = Cette campagne ne prend plus de réponses. Merci à toutes les personnes qui y ont participé.
start-paused = Cette campagne est en pause. Merci de repasser plus tard.

# How it works, and what is kept.
about-title = Fonctionnement et données conservées
about-date = Comment une date est établie
about-date-who = Chaque bâtiment est montré à au moins trois bénévoles, qui ne voient pas les réponses des autres.
about-date-window = Une réponse est un intervalle de temps : la dernière image où le bâtiment est debout et la première où il est détruit.
about-date-agree = L’intervalle publié ne garde une borne que si au moins quatre bénévoles sur cinq s’accordent sur elle. Une campagne peut exiger davantage.
about-date-wide = En cas de désaccord, d’autres personnes sont interrogées, et si le désaccord demeure, l’intervalle reste large. Un désaccord peut rendre un résultat moins précis, mais aucun vote ne peut à lui seul le rendre faux.
about-visible = « Pas de destruction visible » ne veut dire que cela : les dégâts que les satellites ne voient pas ne sont pas vus ici non plus.
about-kept = Ce qui est conservé sur les bénévoles
about-kept-what = Un numéro tiré au hasard dans un cookie signé, dont le serveur ne garde qu’une empreinte ; les campagnes que vous avez commencées, et quand ; les bâtiments qui vous ont été confiés, et pour lesquels d’entre eux les remarques des autres vous ont été montrées ; vos réponses, et quand vous les avez données.
about-kept-more = Aussi ce que vous ajoutez vous-même : remarques, résultats d’entraînement, autres appareils et une empreinte de vos huit mots, et quartiers dont vous avez demandé à ne pas voir les bâtiments. Sur votre page, vous pouvez télécharger ce qui est gardé et le faire oublier.
about-kept-not = Ni nom, ni adresse e-mail, ni adresse de votre connexion, ni position de votre appareil. Votre navigateur n’est dirigé vers aucun autre site. Les fichiers diffusés portent pour vous un nom inventé différent dans chaque campagne.
about-undo = Retirer une réponse
about-undo-how = Votre réponse la plus récente peut être retirée pendant 20 minutes. Le registre indique qu’elle a été retirée, et elle ne compte plus. Sur votre page, une réponse peut être changée tant que le résultat de son bâtiment n’est pas établi.
about-pictures = Qui peut voir les images
about-pictures-who = Seulement les personnes à qui le bâtiment a été confié, et l’équipe de coordination de la campagne.

# Staff sign in.
sign-in-title = Connexion
sign-in-who = Pour les équipes de coordination et de recherche. Les bénévoles n’ont pas besoin de compte.
sign-in-volunteer = Commencer comme bénévole
sign-in-name = Nom
sign-in-password = Mot de passe
sign-in-elsewhere = Se connecter avec { $name }
