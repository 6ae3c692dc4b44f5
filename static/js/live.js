// Looks again every fifteen seconds while that is switched on. Without this the page is loaded anew.
const EVERY_MS = 15_000;

const live = document.querySelector('#live');
const label = document.createElement('label');
const box = document.createElement('input');
box.type = 'checkbox';
label.className = 'check live';
label.append(box, 'Look again every 15 seconds');
live.before(label);

// A table that somebody opened stays open.
function take(next) {
  const open = [...live.querySelectorAll('section[id] > details[open]')];
  const ids = open.map((details) => details.parentElement.id);
  live.replaceChildren(...document.adoptNode(next).childNodes);
  for (const id of ids) live.querySelector(`#${id} > details`)?.setAttribute('open', '');
}

async function look() {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const next = page.querySelector('#live');
  // Signed out, or gone: the page that says so takes over.
  if (!answer.ok || !next) return void location.reload();
  if (box.checked && !live.contains(document.activeElement)) take(next);
}

let timer;
box.addEventListener('change', () => {
  clearInterval(timer);
  // What did not arrive is asked for again.
  if (box.checked) timer = setInterval(() => look().catch(() => {}), EVERY_MS);
});
