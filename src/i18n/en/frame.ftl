# frame
frame-skip = Skip to the content
