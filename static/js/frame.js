// Leaves at once, by the link or by Escape pressed twice, and keeps no step back to this page.
const leave = document.querySelector("a[data-leave]");
let last = -1e9;
const go = (event) => {
  event.preventDefault();
  document.documentElement.hidden = true;
  try {
    sessionStorage.clear();
  } catch {
    // Then nothing is in it.
  }
  location.replace(leave.href);
};
leave.addEventListener("click", go);
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat) return;
  // Escape that closes a dialog is meant for it alone.
  if (document.querySelector("dialog[open]")) {
    last = -1e9;
    return;
  }
  if (event.timeStamp - last < 800) go(event);
  last = event.timeStamp;
});
