# A native speaker has not yet reviewed this translation.
# Shown one at a time, above the task, during a volunteer's first twenty buildings.
tip-edges = Regardez seulement le bâtiment marqué. Comparez ses bords, son toit et son ombre d’une image à l’autre.
tip-shadow = Une ombre qui a bougé n’est pas un dégât. Elle change avec l’heure et la saison.
tip-cloud = Un voile blanc sur le bâtiment ? Répondez qu’il ne se voit pas. Cela vaut mieux qu’une supposition.
tip-rubble = Les décombres sont irréguliers et gris, et débordent du contour. Un toit est uni et a des bords nets.
tip-wide = Vous ne pouvez pas dire dans laquelle de deux images il apparaît détruit pour la première fois ? Choisissez une image plus ancienne comme dernière image où il est debout. Un intervalle large est une réponse honnête.
tip-lean = Sur une image prise de biais, les toits penchent d’un côté. Regardez là où les murs touchent le sol.
tip-cleared = Un sol nu là où était le bâtiment : il a d’abord été détruit, puis le terrain a été déblayé.
tip-outline = Le contour vous gêne ? Il peut être masqué.
tip-others = D’autres personnes regardent le même bâtiment sans voir votre réponse. Il est normal que les réponses diffèrent.
tip-stop = Vous pouvez vous arrêter à tout moment. Vos réponses sont conservées.
tip-guide = Le guide de terrain montre ce qui ressemble à un dégât et n’en est pas un.
