# Shown one at a time, above the task, during a volunteer's first twenty buildings.
tip-edges = Look at the marked building only. Compare its edges, roof and shadow from picture to picture.
tip-shadow = A shadow that moved is no damage. It moves with the hour and with the season.
tip-cloud = White haze over the building? Say that it cannot be seen. That is better than a guess.
tip-rubble = Rubble is uneven and grey, and spreads over the outline. A roof is even and has sharp edges.
tip-wide = You cannot say in which of two pictures it was destroyed first? Choose an earlier last standing picture. A wide window is an honest answer.
tip-lean = In a picture taken at a slant, roofs lean to one side. Look where the walls meet the ground.
tip-cleared = Bare ground where the building was: it was destroyed before, and then cleared.
tip-outline = The outline is in the way? It can be hidden.
tip-others = Others look at the same building without seeing your answer. It is normal that answers differ.
tip-stop = You may stop at any time. What you have answered is kept.
tip-guide = The field guide shows what looks like damage and is none.
