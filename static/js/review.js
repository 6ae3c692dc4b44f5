// J and K go to the next and the previous case, or along the queue. Without it there are links.
const typed = (target) => target.closest('input, select, textarea') !== null;
const rows = [...document.querySelectorAll('[data-case]')];

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typed(event.target)) return;
  const by = { j: 1, k: -1 }[event.key.toLowerCase()];
  if (!by) return;
  const way = document.querySelector(by > 0 ? '[data-next]' : '[data-previous]');
  if (way) way.click();
  const at = rows.indexOf(document.activeElement);
  rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
});
