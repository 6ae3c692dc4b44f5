// Follows long work without loading the page again while somebody fills in a form on it. Without
// this there is a link to look again.
const EVERY_MS = 1500;

async function look(step) {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const next = page.querySelector('.step');
  const heading = (of) => of.querySelector('h1').textContent;
  const isOver = !next || heading(page) !== heading(document);
  if (isOver && step.closest('[data-then=reload]')) return void location.reload();
  if (next) return follow(step, next);
  step.setAttribute('role', 'status');
  step.firstElementChild.textContent = 'Done.';
}

function follow(step, next) {
  step.firstElementChild.replaceWith(document.adoptNode(next.firstElementChild));
  watch(step);
}

function watch(step) {
  // What did not arrive is asked for again.
  setTimeout(() => look(step).catch(() => watch(step)), EVERY_MS);
}

document.querySelectorAll('.step').forEach(watch);
