// Takes in what is new while that is switched on: the server says when there is something. Where
// no such connection stands, it is looked for every fifteen seconds. Without this the page is
// loaded anew.
const EVERY_MS = 15_000;

const address = `${location.pathname}/live`;
const live = document.querySelector('#live');
const label = document.createElement('label');
const box = document.createElement('input');
const words = document.createElement('span');
let waiting;
let source;
let timer;
box.type = 'checkbox';
label.className = 'check live';
words.textContent = 'Live: show what is new as it comes';
label.append(box, words);
live.before(label);

// A table that somebody opened stays open.
function take(next) {
  const open = [...live.querySelectorAll('section[id] > details[open]')];
  const ids = open.map((details) => details.parentElement.id);
  live.replaceChildren(...document.adoptNode(next).childNodes);
  for (const id of ids) live.querySelector(`#${id} > details`)?.setAttribute('open', '');
  waiting = null;
}

async function look() {
  const answer = await fetch(address);
  // Signed out, or gone: the page that says so takes over.
  if ([401, 403, 404].includes(answer.status)) return void location.reload();
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (!box.checked) return;
  // What somebody is at with the keyboard is not taken from under them.
  if (live.contains(document.activeElement)) waiting = page.body;
  else take(page.body);
}

// What did not arrive is asked for again.
const ask = () => look().catch(() => {});

function poll() {
  if (timer) return;
  timer = setInterval(ask, EVERY_MS);
  words.textContent = 'Live: look again every 15 seconds';
}

function listen() {
  source = new EventSource(address);
  source.onmessage = ask;
  // A connection that broke is made again by the browser; one that was refused is not.
  source.onerror = () => {
    if (source.readyState !== EventSource.CLOSED) return;
    ask();
    poll();
  };
}

live.addEventListener('focusout', (event) => {
  if (waiting && box.checked && !live.contains(event.relatedTarget)) take(waiting);
});

box.addEventListener('change', () => {
  source?.close();
  clearInterval(timer);
  timer = null;
  if (box.checked) listen();
});
