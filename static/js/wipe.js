// On the page after erasing, for browsers that do not clear what they keep when told to; and on
// the empty page after leaving, where no worker does it.
const isLeft = location.pathname === '/leave';
try {
  sessionStorage.clear();
  if (!isLeft) localStorage.clear();
} catch {
  // Then nothing is in them.
}
if (!isLeft) wipe().catch(() => {});
else if (!navigator.serviceWorker?.controller) handOut().then(wipe).catch(() => {});
