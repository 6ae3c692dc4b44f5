# What a volunteer sees while dating one building.

# Pictures
task-gap = { $days } d
task-time = { $utc } UTC · about { $sun } by the sun there
task-time-day = { $utc } UTC · about { $sun } on { $day } by the sun there
task-tilted = tilted { $degrees }°: roofs lean
task-picture = Satellite picture of { $day }
task-picture-marked = Satellite picture of { $day }, the building marked in the middle
task-across = { $metres } m across, north up
task-scale = { $metres } m
task-north = N
task-source-unknown = source not known

# Titles
task-title = When was this building destroyed?
task-title-doubt = Why can you not tell?
task-title-confirm = Is this right?
task-title-none = Nothing left to date

# One picture at a time
task-standing-on = { $day }: is the marked building standing?
task-step = Picture { $n } of about { $of }
task-progress = Progress with this building
task-standing = Standing
task-destroyed = Destroyed
task-cannot-see = Cannot see it in this picture
task-compare = Compare with { $day }
task-compare-standing = you said: standing
task-compare-destroyed = you said: destroyed
task-compare-oldest = the oldest picture
task-context = Look at the wider surroundings
task-other-ways = Other ways to answer
task-again = Start this building again
task-all = All pictures at once
task-one = One picture at a time
task-doubt = I cannot tell

# The check
task-between = Destroyed between { $from } and { $to }?
task-still = Still standing on { $day }?
task-already = Already destroyed on { $day }?
task-send-again = Send this answer again?
task-late = This task was yours for 20 minutes and went back to the queue, so your answer was not saved yet. It is still wanted: send it once more.
task-yes = Yes, save and next
task-earlier = No, destroyed earlier
task-later = No, destroyed later
task-change = Change the answer
task-sure = How sure are you?
task-may-leave = (you may leave this out)
task-sure-sure = sure
task-sure-fairly = fairly
task-sure-guess = a guess
task-unseen = Why can it not be seen on { $day }?
task-blemish-none = not said
task-blemish-cloud = cloud, haze or smoke
task-blemish-blur = too blurred or dark
task-blemish-shifted = shifted
task-blemish-missing = picture missing here
task-blemish-other = something else

# Cannot tell
task-doubt-lead = “Cannot tell” is an answer too; the reason helps to mend the pictures.
task-doubt-reason = The reason
task-doubt-cloud = Clouds, haze or smoke in the pictures that matter
task-doubt-blur = Pictures too blurred, dark or shifted
task-doubt-not-visible = No building to be seen at the marker
task-doubt-wrong-place = The marker is on something else
task-doubt-unclear = It changed, but I cannot say whether it was destroyed
task-doubt-other = Something else
task-save = Save and next
task-look-again = Look at this building again

# All pictures at once
task-first-destroyed = First picture in which it is destroyed
task-last-standing = Last picture in which it still stands
task-last-default = the one before
task-cannot-see-short = cannot see
task-cannot-see-on = it on { $day }
task-large = large
task-large-of = picture of { $day }
task-dated = Destroyed from the chosen picture on
task-dated-short = Destroyed in this window
task-never = Still standing in every picture
task-before = Already destroyed in the first
task-answered = { $n } answered so far

# The stage
task-stage = The pictures, one over the other
task-flip = Flip
task-blink = Blink
task-swipe = Swipe
task-zoom = Zoom
task-outline = Outline
task-wider = Wider view
task-more = More
task-tools = Ways to look
task-bright = Brightness
task-contrast = Contrast
task-grey = Grey
task-reset = Reset
task-try = Try again
task-widen = Not sure: one earlier
task-narrow = One later
task-help = Keys
task-close = Close
task-letters = Letter keys are on
task-key-step = picture before, picture after
task-key-flip = flip between the two pictures
task-key-blink = blink slowly
task-key-swipe = swipe across
task-key-zoom = zoom in, zoom out
task-key-cannot = cannot see it in this picture
task-key-outline = hide or show the outline
task-key-enter = save the answer that is shown or chosen
task-key-standing = standing (one picture); choose: still standing in every picture
task-key-destroyed = destroyed (one picture); choose: already destroyed in the first
task-key-doubt = I cannot tell
task-key-undo = take the last answer back
task-key-flag = report a problem
task-key-help = this list

# Beside the answer
task-flag = Report a problem or comment
task-flag-lead = Those who run the campaign read this. Other volunteers see it only after they have answered.
task-flag-what = What is it about?
task-flag-wrong-outline = The outline is in the wrong place
task-flag-not-a-building = This is not a building
task-flag-picture-missing = A picture is missing or broken
task-flag-sensitive = Something sensitive can be seen
task-flag-other = Something else
task-flag-text = In your words (up to 500 letters)
task-flag-send = Send
task-skip = Another building, please
task-near = I know this place
task-near-help = You will not be asked about this neighbourhood again.
task-undo = Take it back
task-saved = Saved, thank you.
task-saved-again = Saved already; it counts once.
task-saved-surplus = Kept, thank you. Others have settled this building meanwhile, so it no longer changes the result.
task-answered-short = { $n } answered
task-said = Your report was sent, thank you.
task-break = A good moment for a short break. Look away, stretch, and go on when you like.
task-continue = Continue

# None left
task-none-title = Nothing left to date here for you
task-none-lead = Buildings you have answered: { $n }. Every other one is settled or with other volunteers at this moment. Thank you. Look in again later: a building may need one more pair of eyes.
task-none-again = Look again

# Said by the script
task-choose = Choose the first picture in which it is destroyed.
task-choose-first = First choose the picture from which on it is destroyed.
task-offer = “{ $answer }” is chosen. Enter saves it.
task-marked = You marked { $day } as not to be seen; choose another picture.
task-first-seen = Destroyed in the first picture you can see, { $day }.
task-window = Destroyed between { $from } and { $to }.
task-lost = The picture of { $day } did not arrive.
task-you-standing = { $day } (you said: standing)
task-you-destroyed = { $day } (you said: destroyed)
task-oldest = { $day } (the oldest)
task-why = Why can it not be seen on { $day }? (you may leave this out)
task-cannot-see-day = Cannot see it on { $day }
task-last-is = Last standing: { $day }
task-waits = No connection. Answers that wait on this device: { $n }.
task-kept = Kept on this device. Answers that wait to be sent: { $n }.
task-ready = Buildings ready without connection: { $n }.
task-full = This device has no room for buildings ahead. Each comes when it is wanted; your answers are kept and sent.
task-bytes = Pictures of this building: { $kb } kB.
task-answered-n = Answered: { $n }.
task-none-here = There is no further building on this device. What you answered is kept and is sent once there is a connection.
task-taken-back = Taken back. Here is the building again.
task-no-link = There is no connection at this moment; this needs one. Try again later.
task-offline-title = No connection
task-offline = This page needs a connection. Your answers are kept on this device and are sent once there is one.
task-day-standing = { $day }: standing
task-day-destroyed = { $day }: destroyed
