# What went wrong, and how to go on. Titles (-title) are headings; the others are sentences.
error-current = Your current task
error-front-page = Front page
error-start = Start
error-again = Try again
error-open-campaigns = Open campaigns

error-not-found-title = Not found
error-not-found = There is nothing at this address, or nothing that you may see. Check the address, or start from the front page.
error-wait-title = Please wait
error-too-many = { $seconds ->
    [one] There were too many attempts. Try again in { $seconds } second.
   *[other] There were too many attempts. Try again in { $seconds } seconds.
 }
error-busy = Too many people are working at once. Nothing was saved. Go back and send it again in a moment.
error-full-title = No room
error-full = The server has no room left. Nothing was saved. Keep this page and send it again later.
error-internal-title = Something went wrong
# $reference is a row of letters and digits.
error-internal = Something went wrong on our side, and nothing was saved. Try again. If it happens again, tell the coordinator this reference: { $reference }
error-elsewhere-title = Sent from elsewhere
error-elsewhere = This was sent from another site, or by a browser that does not say from where. Open the page here and send it again. Nothing was saved.
error-form-title = That form cannot be read
error-form = The form could not be read. Go back, load the page again and send it again. Nothing was saved.
error-slow-title = Too slow
error-slow = The form did not arrive in time. Check the connection and send it again. Nothing was saved.

error-start-title = Start first
error-not-started = You have not started in this campaign on this device yet, or its cookie was removed. Start here; no account is needed.
error-cookies-title = Your browser keeps no cookie
error-cookies = This site needs one cookie, so that it can give you buildings and knows which of them you have seen. Your browser did not keep it. Allow cookies for this site in the settings of your browser, or leave its strict private mode, and start again. The cookie holds a random number and nothing about you.
error-closed-title = Closed
error-not-open = This campaign takes no answers at present.
error-not-open-kept = This campaign takes no answers at present; your earlier answers are kept.
error-licence = The terms of this campaign’s pictures do not let volunteers see them at present. Please look in again later.

error-sign-in-title = Sign in
error-sign-in = This page is for the campaign’s staff. Sign in to see it.
error-refused-title = Not signed in
error-refused = The name or the password is wrong.
error-issuer = The other side did not say who you are. Try again, or sign in with name and password.
error-issuer-unknown = No account here is linked with that one. Sign in with name and password, then link it on the page of your account.

error-unknown-task-title = No such task
error-unknown-task = This task does not exist. Open your current task and answer there.
error-not-yours-title = Not your task
error-not-yours = This task was given to somebody else. Open your own task and answer there.
error-not-twice-title = Not saved a second time
error-already-answered = You have answered this task already. That answer is kept.
error-key-reused = Another answer was sent under the same key. Open your current task and answer there.
error-other-pictures-title = New pictures came in
error-other-pictures = New pictures of this building came in while you looked. Look at it once more and answer there.
error-nothing-to-take-back-title = Nothing to take back
error-nothing-to-take-back = There is no answer of yours from the last 20 minutes that can be taken back.

error-answer-title = That answer does not fit
error-answer-nothing-said = No answer was chosen. Choose one of the answers and send it again.
error-answer-unknown-capture = The answer names a picture that is not one of this building’s.
error-answer-backwards = The answer says that the building was destroyed before it was last standing. Choose an earlier last-standing picture or a later first-destroyed picture.
error-answer-uses-unusable = The answer uses a picture that it also marks as not usable. Take that mark away or choose another picture.
error-answer-no-reason = “Cannot tell” needs a reason. Choose the one that fits best.
error-answer-unreadable = The answer could not be read. Go back to the building and answer again.
