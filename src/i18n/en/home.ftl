# The front page.
home-title = When was it destroyed?
home-lead = War destroys homes where nobody can go and look. Satellites photograph such places again and again. You look at pictures of one building and say when it was last standing and when it was first destroyed.
home-why = Several people look at each building, and nobody sees the answers of the others. Where enough of them agree, the date can serve as evidence.
# Two drawn pictures of the same street; the second shows one house in ruins.
home-pair = Two drawings of a street from above. In the first a marked house stands; in the second it lies in ruins.
home-pair-before = Last standing
home-pair-after = First destroyed
home-facts = What it takes
home-fact-time = About 40 seconds a building
home-fact-account = No account and no name
home-fact-phone = Works on phones and weak links, and offline once loaded
home-campaigns = Places that need eyes
home-none = No campaign is open at present. Please look in again later.
home-buildings = { $n ->
    [one] { $n } building
   *[other] { $n } buildings
 }
home-answers = { $n ->
    [one] { $n } answer so far
   *[other] { $n } answers so far
 }
home-people = { $n ->
    [one] { $n } person took part
   *[other] { $n } people took part
 }
home-start = Start
home-languages = Languages
home-data = Is your link weak or costly? Pictures can be sent smaller.

# The page on which somebody agrees to take part.
start-note = Before you look
start-what = What you will do
start-what-you-see = You are shown one building in pictures from different days. You say in each picture whether the building is standing, destroyed, or cannot be seen.
start-what-is-honest = No honest answer is wrong. A wide window of time or “cannot tell” is better than a guess.
start-what-stop = You may stop at any time. You may also skip a building without saying why.
start-kept = What is kept
start-kept-answers = Your answers and when you gave them, under a random number. No name, no e-mail address, and not the address of your connection.
start-kept-cookie = A cookie on this device, so that you are not shown the same building twice. The server keeps only a fingerprint of it.
start-kept-published = Answers are published under a made-up name that says nothing about you. What is published already cannot be called back.
start-licence = By starting you agree that your answers may be used and passed on freely by anybody, as part of this campaign’s results.
start-agree = I understand, start
start-practice = Practise first
start-not-here = Is this place close to you, or is it too much today? You do not have to look.
start-leave = Not this place
start-help = Somebody to talk to
start-closed = This campaign takes no more answers. Thank you to everybody who took part.
start-paused = This campaign is paused. Please look in again later.

# How it works, and what is kept.
about-title = How it works, and what is kept
about-date = How a date comes about
about-date-who = Each building is shown to at least three volunteers, who do not see one another’s answers.
about-date-window = An answer is a window of time: the last picture in which the building stands, and the first in which it is destroyed.
about-date-agree = The published window keeps an end only where at least four in five volunteers agree on it. A campaign may ask for more.
about-date-wide = Where they do not agree, more people are asked, and in the end the window stays wide. Disagreement can make a result less exact, but no single vote can make it wrong.
about-visible = “Not visibly destroyed” means only that: damage that satellites cannot see is not seen here either.
about-kept = What is kept about volunteers
about-kept-what = A random number in a signed cookie, of which the server keeps only a fingerprint; the campaigns you started, and when; the buildings that you were given, and for which of them you were shown the remarks of others; your answers, and when you gave them.
about-kept-more = Also what you add yourself: remarks, how you did in practice, further devices and a fingerprint of your eight words, and neighbourhoods where you asked not to be shown buildings. On your own page you can download what is kept, and have yourself forgotten.
about-kept-not = No name, no e-mail address, no address of your connection, no location of your device. Your browser is sent to no other site. Files that are given out carry a different made-up name for you in every campaign.
about-undo = Taking an answer back
about-undo-how = Your newest answer can be taken back for 20 minutes. The record says that it was taken back, and it no longer counts. On your own page an answer can be changed until its building is settled.
about-pictures = Who may see the pictures
about-pictures-who = Only those who were given the building to look at, and the campaign’s coordinators.

# Staff sign in.
sign-in-title = Sign in
sign-in-who = For coordinators and researchers. Volunteers need no account.
sign-in-volunteer = Start as a volunteer
sign-in-name = Name
sign-in-password = Password
sign-in-elsewhere = Sign in with { $name }
