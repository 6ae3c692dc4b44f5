# what somebody said, and what it came to
said-window = Destroyed after { $last }, by { $first }
said-standing = Still standing on { $last }
said-already = Already destroyed on { $first }
said-doubt = Could not tell

# mine
mine-title = Your work
mine-lead = Only you can see this page. There is no ranking.
mine-figures = In numbers
mine-answered = Answered
mine-today = Today
mine-time = Time
mine-time-value = { $hours } h { $minutes } min
mine-outcome = What came of it
mine-settled = { $n ->
    [one] One building that you answered is now dated.
   *[other] { $n } buildings that you answered are now dated.
  }
mine-settled-none = No building that you answered has a result yet that can be shown to you. Each needs several people who look at it without knowing what the others said, and what came of an answer is shown after 20 minutes at the earliest.
mine-narrowed = The time in which the destruction must lie went from about { $before } days to about { $after } days. These are the middle values of all of them.
mine-compare = How your answers compare
mine-compare-private = For your eyes only. It is never published and never shown to other volunteers.
mine-compare-later = { $left ->
    [one] This is shown after { $from } answers, because fewer say little. One more to go.
   *[other] This is shown after { $from } answers, because fewer say little. { $left } more to go.
  }
mine-compare-wait = Too few of the buildings that you answered are decided yet to say anything.
mine-agreement = Of 100 of your answers, between { $low } and { $high } agree with what others said of the same building. To differ is no mistake: some buildings are hard to see.
mine-gold = Some buildings have a known answer, set by experts. You matched { $right } of { $of }.
mine-gold-range = With so few buildings, that can stand for anything between { $low } and { $high } in 100.
mine-history = Your answers
mine-history-none = You have not answered any building here yet.
mine-history-older = Older answers
mine-history-newest = Newest answers
mine-line-building = Building { $n }
mine-line-changed = changed later
mine-line-open = not settled yet
mine-line-fresh = just answered
mine-line-not-counted = kept, but not counted
mine-settled-window = Dated: after { $last }, by { $first }
mine-settled-standing = Settled: not visibly destroyed by { $last }
mine-settled-already = Settled: already destroyed on { $first }
mine-settled-open = Closed without a date
mine-places = Places you are not shown
mine-places-some = { $n ->
    [one] You asked not to be shown one neighbourhood.
   *[other] You asked not to be shown { $n } neighbourhoods.
  }
mine-places-none = You have not left out any neighbourhood. Under each building you can say that you know the place; then it is not shown again.
mine-places-forget = Show me everywhere again
mine-places-forgotten = Buildings from everywhere are shown to you again.
mine-data = Your data
mine-certificate = Certificate of your hours
mine-certificate-about = A page to print. You type your name in the browser; it is not sent.
mine-download = Download everything kept about you
mine-download-about = One JSON file, from every campaign.
mine-phrase = Keep my progress on another device
mine-phrase-about = You are shown eight words. Whoever has them has your progress; no e-mail is needed.
mine-phrase-again = You have made words before. New ones replace them.
mine-restore = Enter the words from another device
mine-erase = Erase what is kept about me
mine-erase-about = You choose what happens with your answers on the next page.
mine-on = Go on with the buildings
mine-practice = Practice
mine-help = Breaks and help
mine-guide = Field guide

# one answer of mine
answer-title = Your answer
answer-at = Your answer, given on { $day }
answer-last = Last picture in which you saw it standing
answer-first = First picture in which you saw it destroyed
answer-no-pictures = You said that it cannot be told from the pictures.
answer-outcome = What came of it
answer-open = Not settled yet. More people look at this building first.
answer-fresh = What came of it is shown 20 minutes after your answer, when it can no longer be taken back.
answer-changed = You gave another answer to this building later. This one is kept, and no longer counts.
answer-superseded = This answer is kept, and no longer counts.
answer-change = Change my answer
answer-change-about = The building is shown to you once more. The answer that you gave no longer counts from then on; it is kept in the record, marked as changed.
answer-fixed = This building is settled, so the answer can no longer be changed.
answer-final = You were shown what others remarked, so the answer can no longer be changed.
answer-not-changeable = This answer can no longer be changed.
answer-back = All your answers

# remarks
remark-title = Remarks on this building
remark-independent = You see what others remarked, so your own answer is final. Nobody sees the remarks of others while they may still change their answer.
remark-others = Show me what others remarked
remark-others-about = From then on your answer to this building is final. So every answer is given without knowing what others said.
remark-others-later = What others remarked can be shown to you 20 minutes after your answer, when it can no longer be taken back.
remark-none = No remarks yet.
remark-you = you
remark-add = Add a remark
remark-reason = What is it about?
remark-text = In your words (you may leave this out)
remark-text-about = At most 500 characters. No names of people, please: other volunteers can read this.
remark-send = Send
remark-said = Thank you. The coordinators can read your remark.
remark-said-again = This remark was there already; it is kept once.
remark-kind-wrong-outline = The outline does not fit the building
remark-kind-not-a-building = This is not a building
remark-kind-picture-missing = A picture is missing or wrong
remark-kind-sensitive = Something here should not be shown
remark-kind-other = Something else
remark-refused-title = The remark was not kept
remark-back = Go back
remark-refused-task = There is no such building among yours. Open it from “Your answers” and send the remark again.
remark-refused-long = The remark is longer than 500 characters. Shorten it and send it again.
remark-refused-empty = With “Something else”, please say what it is.
remark-refused-many = You have remarked enough on this building. The coordinators will read it.
remark-refused-kind = Choose what the remark is about.
remark-refused-key = Another remark was sent from this page before. Reload the page and send this one again.
remark-refused-yours = This building was shown to somebody else.

# skip, and the page after "I know this place"
skip-refused-title = Nothing to skip
skip-refused = This building is not with you any more. Go on with the next one.
skip-too-many = You have passed on very many buildings in a short time. Look at the one that you have, or pass it on half a minute from now.
help-title = Breaks and help
help-known-title = You will not be shown this place
help-known = Buildings near the one you just saw are left out for you from now on. You need not say why. You can lift this under “Your work”.
help-kind = Seeing places destroyed can weigh on you, and more so when you know the place or people there. You may stop at any time. Answers that were sent are kept; “Leave now” at the top also removes from this device those that were not sent yet.
help-break = A few minutes away from the screen help. Look at something far off, stand up, drink some water.
help-links = People you can turn to
help-none = This campaign has named nobody. If it weighs on you, talk to somebody you trust.
help-on = Go on with another building
help-mine = Your work

# break
break-title = Time for a break?
break-text = You have answered { $n } buildings here. A few minutes away from the screen are good for the eyes and for the mind. Your place is kept.
break-help = Breaks and help

# certificate
certificate-title = Certificate of voluntary work
certificate-how = Type your name if you want it on the paper, then print this page with your browser. The name stays in your browser and is not sent.
certificate-name = Name
certificate-text = has taken part in the dating of destroyed buildings from satellite pictures.
certificate-campaign = Campaign
certificate-pseudonym = Volunteer’s made-up name
certificate-answered = Buildings answered
certificate-hours = Time at work
certificate-hours-about = from when a building was shown to when it was answered
certificate-day = Made on
certificate-kept = Counted from the records of Aftermath, which keep no names. They can confirm the numbers under the made-up name.
certificate-back = Your work

# erase
erase-title = Erase what is kept about me
erase-what = This cuts the tie between you and your answers, in every campaign on this server.
erase-goes = What is removed
erase-goes-cookie = the cookie on this device, your other devices and your words for them
erase-goes-places = the places that you asked not to be shown
erase-goes-text = the text of your remarks
erase-goes-practice = how you practised, and for which buildings you were shown what others remarked
erase-stays = What stays
erase-stays-answers = your answers, under a made-up name that nobody can tie to you any more; results that were published rest on them
erase-stays-remarks = that you made remarks: on which building and picture, of which kind and on which day, without their words
erase-answers = Also take back my answers on buildings that are not settled yet
erase-answers-about = They stay in the record, marked as taken back, and no longer count.
erase-sure = I understand that this cannot be undone
erase-do = Erase
erase-not = Keep everything
erase-tick = Nothing was erased. Tick “{ $label }” first.
erase-done-title = Erased
erase-done = Nothing on this server is tied to this device any more, and its cookie is gone. You may close this page.
erase-done-home = Front page

# phrase
phrase-title = Your words for another device
phrase-once = They are shown this once. Write them down on paper, or keep them in a password manager. Nobody can show them to you again; you can only make new ones, and then these no longer work.
phrase-words = The eight words
phrase-whoever = Whoever has these words can go on as you and see your work. They are worth nothing for anything else.
phrase-how = On the other device
phrase-how-open = Open this address:
phrase-how-enter = Enter the eight words. Capital letters, blanks and hyphens do not matter.
phrase-how-go = From then on both devices show the same progress.
phrase-done = I have kept them

# restore
restore-title = Go on from another device
restore-lead = Enter the eight words that the other device showed you.
restore-words = The eight words
restore-go = Go on
restore-other = This device has progress of its own. It is left behind when you enter words; if you want to keep it, make words for it first under “Your work”.
restore-unknown = These words are not known. Check each of them, and whether newer ones were made since.
restore-unread = These are not eight words of the kind that is shown. Each has five letters; check for a missing one.
restore-done-title = Your progress is on this device
restore-done = Both devices now show the same work. Choose the campaign to go on with.
restore-none = Without words there is nothing to enter: just start. No account is needed.
restore-home = Front page

# a picture on these pages
still-alt = Satellite picture of { $day }, with the building marked in the middle
