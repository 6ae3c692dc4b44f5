# learn: practice buildings
learn-title = Practice
learn-lead = Practice buildings whose story is known. The pages are the real ones; nothing you answer here enters the results.
learn-why = They show what clouds, shadows and damage look like from above. You may leave practice out, and come back to it at any time.
learn-list = The practice buildings
learn-building = Building { $n }
learn-state-new = not tried yet
learn-state-tried = tried, not matched yet
learn-state-passed = matches the experts
learn-start = Start practice
learn-continue = Go on with building { $n }
learn-again = Practise again
learn-skip = Go to the real buildings
learn-guide = Field guide: what things look like from above
learn-none-title = No practice buildings yet
learn-none = The coordinators of this campaign have not set any. The field guide shows what to look for.
learn-of = Practice building { $n } of { $of }
learn-leave = Leave practice

# learn: after an answer
learn-outcome-right = Your answer matches the experts
learn-outcome-wrong = Your answer differs from the experts
learn-you-said = You said
learn-experts-said = The experts said
learn-near = An answer counts as a match when each end is at most one picture away from the experts’ answer.
learn-hint = A hint
learn-no-hint = Compare the pictures one after the other, and look at the shadow and the edges of the roof.
learn-try-again = Try again
learn-show = Show the answer
learn-why-title = Why
learn-last-standing = Last picture in which it stands
learn-first-destroyed = First picture in which it is destroyed
learn-only-standing = It stands in every usable picture
learn-only-destroyed = It is destroyed in every usable picture
learn-next = Next practice building
learn-finish = End of practice

# learn: the end
learn-done-title = That was the practice
learn-done-what = From now on the buildings are real, and nobody knows their dates yet. Several people look at each building, and none of them sees what the others said.
learn-done-doubt = If you cannot see enough, say so: “cannot tell” and a wide window are full answers, and better than a guess.
learn-done-change = You may change an answer until its building is settled or you look at what others remarked on it, and stop at any time.
learn-done-place = The pictures show a real place where people live or lived. You may ask not to be shown a neighbourhood that you know.

# examples of the campaign's own
examples-title = Examples from this campaign
examples-lead = What counts as destroyed here, and what does not. You will not be asked about the buildings on this page.
examples-destroyed = Destroyed
examples-standing = Not destroyed
examples-none = This campaign shows no examples at present.

# guide
guide-title = Field guide
guide-lead = What buildings and ground look like from above. Each card shows an earlier and a later picture of the same place.
guide-drawn = The drawings are ours and show no real place. The dashed outline marks the building that is asked about.
guide-before = Before
guide-after = After
guide-say = Say:
guide-intact = Unchanged
guide-intact-see = The roof, its edges and its shadow are the same. Light and colour may differ a little.
guide-intact-say = Standing.
guide-roof = Roof fallen in
guide-roof-see = The outer walls are still there, but the inside is dark, uneven or full of rubble.
guide-roof-say = Destroyed, from the first picture in which the roof is gone.
guide-pancake = Floors collapsed onto each other
guide-pancake-see = The roof may look almost whole, but its shadow has become short, its edges are broken, and there is rubble around it.
guide-pancake-say = Destroyed. The lost shadow shows that the height is gone.
guide-cleared = Cleared ground
guide-cleared-see = Where the building was there is flat, empty ground. The rubble has been taken away.
guide-cleared-say = Destroyed, at the latest in this picture; look for an earlier one with rubble.
guide-cloud = Cloud, haze or smoke
guide-cloud-see = White or grey covers the building, and its edges cannot be followed.
guide-cloud-say = Cannot see it in this picture. Do not guess what is below.
guide-shadow = Another season or time of day
guide-shadow-see = Shadows are longer and point elsewhere; trees and grass have another colour. The edges of the roof are where they were.
guide-shadow-say = Standing. A dark roof is not a hole.
guide-slant = Picture taken at a slant
guide-slant-see = The roof has moved out of the outline and a wall can be seen. Neighbouring roofs lean the same way.
guide-slant-say = Standing. Compare the shape of the roof, not its position.
guide-snow = Snow
guide-snow-see = Roofs and ground are both white. Straight edges and a shadow show that the building is there.
guide-snow-say = Standing where you see edges and shadow; otherwise cannot see it in this picture.
guide-partial = A part is damaged
guide-partial-see = A corner or a piece of the roof is missing, and most of the building stands.
guide-partial-say = Standing, unless the campaign counts such damage as destroyed. If you are in doubt, choose “cannot tell”.
guide-rebuilt = Rebuilding
guide-rebuilt-see = Scaffolding or a bright new roof stands where there was rubble before.
guide-rebuilt-say = The date of destruction stays: the first picture in which the old building was destroyed.
guide-practice = Practise on known buildings
guide-home = Front page

# feedback on a building whose answer was known
feedback-title-right = The building before this one was a known one, and your answer matches the experts
feedback-title-wrong = The building before this one was a known one, and your answer differs from the experts
feedback-known = Experts: { $said }
