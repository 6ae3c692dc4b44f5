# What stands around every page.
frame-skip = Skip to the content
# The name of the header's links, for those who hear the page.
frame-ways = Pages
frame-guide = Field guide
frame-mine = My work
# The name of the language menu; $name is the present language's own name.
frame-language = Language: { $name }
# Leaves the site at once, for somebody who is being watched. As short as it can be.
frame-leave = Leave now
# Said of that link to whoever points at it.
frame-leave-about = Shows an empty page at once. Pictures, and answers that were not sent yet, are removed from this device.
frame-about = How it works and what is kept
# Low data: pictures are sent smaller. Both say the state and what the link does.
frame-data-is-full = Low data is off. Turn it on
frame-data-is-low = Low data is on. Turn it off
frame-staff = Staff
frame-version = Version { $version }, open source
# The title of the empty page that is left behind. It gives nothing away.
frame-left = New page
frame-announcement = Announcement:
frame-message = A message to you from those who run this campaign:
frame-message-read = I have read this
