// Takes the page over: the next tasks come from this device, answers go out behind the scenes.
// Every page works without this file.
const count = { answered: 0, last: null };
const source = document.getElementById('task-data');
const slug = source?.dataset.slug;
const page = source ? JSON.parse(source.dataset.task) : {};
const words = source ? JSON.parse(source.dataset.words) : {};
let root;
let isBusy = false;
let isKept = true;

function status(text, mayUndo = false) {
  $('saved').hidden = !text;
  $('state').textContent = text;
  $('undo').hidden = !mayUndo;
  fit();
}

function notice(title, message, href) {
  status('');
  const line = (kind, textContent) => Object.assign(document.createElement(kind), { textContent, href });
  const box = $('feedback');
  box.replaceChildren(line('strong', title), line('p', message), ...(href ? [line('a', title)] : []));
  box.setAttribute('role', 'status');
  box.hidden = false;
  fit();
}

// Answers by the form itself, where nothing can be kept.
function plainly(fields) {
  const form = $('plain');
  if (page.practice) form.action = location.pathname;
  form.replaceChildren(...Object.entries(fields).map(([name, value]) => Object.assign(document.createElement('input'), { type: 'hidden', name, value })));
  form.submit();
}

async function submit(fields) {
  if (isBusy) return;
  isBusy = true;
  if (page.practice) return plainly(fields);
  const { task } = view;
  const item = { key: fields.key, slug, a: task.a, to: `/c/${slug}/judgements`, fields, task };
  try {
    await leave(item, (of) => of('tasks').delete(task.a));
  } catch {
    return plainly(fields);
  }
  try {
    count.answered += 1;
    answeredHere += 1;
    const { mode, trace, first, last, why, looked, doubt } = view;
    count.last = Object.assign(item, { said: { mode, trace, first, last, why, looked, doubt, sureness: fields.sureness } });
    document.querySelector('main > .saved')?.remove();
    $('feedback').hidden = true;
    also.answers?.(task);
    const next = (await held())[0];
    if (next) begin(next);
    // What was answered is not offered again while the answer is on its way.
    else root.classList.add('empty');
    isBusy = !next;
    sayWaiting();
    await drain();
    // It may have been taken back meanwhile.
    if (!next && count.last === item) await onward();
  } finally {
    isBusy = false;
  }
  await refill();
}

async function sayWaiting() {
  const n = (await kept('outbox')).length;
  if (n) status(say(isCut || !navigator.onLine ? 'waits' : 'kept', { n }), Boolean(count.last));
  return n;
}

// An answer was taken, or never will be.
function delivered(item, said) {
  const isLast = count.last?.key === item.key;
  if (!said.ok) {
    if (item.a) count.answered -= 1;
    return notice(said.title, said.message);
  }
  status(said.say, Boolean(count.last));
  if (!item.a) return;
  if (isLast) count.last.judgement = said.judgement;
  count.answered = said.answered;
  sayAnswered();
  if (said.feedback) notice(said.feedback.title, said.feedback.lines.join(' '));
}

// Paints the next task held, or asks for one.
async function onward() {
  let [next] = await held();
  if (!next) {
    const said = await askAhead();
    [next] = await held();
    if (!next && said.ok && !(await kept('outbox')).length) return location.assign(`/c/${slug}/task?now=1`);
    if (said.stays) return notice(said.title, said.message, said.start);
  }
  root.classList.toggle('empty', !next);
  if (next) return begin(next);
  await sayWaiting();
  notice(say('offline-title'), say('none-here'));
}

async function refill() {
  if (answeredHere) fetchMore();
  await $('after').decode().catch(() => {});
  if ((await held()).length < want()) await askAhead();
  await also.refilled?.();
}

async function drainNow() {
  // The connection may have come back behind what a round under way has tried.
  await draining;
  await drain();
  const left = await sayWaiting();
  if (!left && root.classList.contains('empty')) {
    $('feedback').hidden = true;
    await onward();
  }
}

async function firstTask() {
  if (page.practice) return page;
  try {
    const [seen, known, waiting] = [await furthest(), await kept('tasks'), await kept('outbox')];
    const isOpen = page.a > seen || known.some((task) => task.a === page.a);
    // The page may come from the shelf, and its task may be answered since.
    if (!isOpen || waiting.some((item) => item.a === page.a)) return (await held())[0];
    await keepTasks([page]);
  } catch {
    isKept = false;
  }
  return page;
}

async function start() {
  const task = await firstTask();
  const main = document.getElementById('main');
  const asked = new URLSearchParams(location.search);
  const mode = asked.get('view');
  const work = document.getElementById('work').content.cloneNode(true);
  root = work.firstElementChild;
  view.mode = ['guided', 'timeline'].includes(mode) ? mode : (chosenView() ?? (WIDE.matches ? 'timeline' : 'guided'));
  const trace = asked.get('t');
  if (trace || view.mode === 'timeline') await fetchMore();
  if (!also.key) view.mode = 'guided';
  main.replaceChildren(...main.querySelectorAll('.saved, .practice, :scope > link'), work);
  count.answered = page.answered ?? 0;
  watchStage();
  watchScreen();
  also.watches?.();
  if (task) begin(task);
  else await onward();
  if (task === page && trace) also.resumes?.(trace);
  if (isKept && !page.practice) {
    addEventListener('online', drainNow);
    // A page that comes back as it was left is busy with nothing.
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted) isBusy = false;
    });
    setInterval(drainNow, EVERY_MS);
    drainNow().then(refill);
  }
  // What comes later must not hold the first picture up.
  await $('after').decode().catch(() => {});
  (globalThis.requestIdleCallback ?? setTimeout)(fetchMore, { timeout: 2000 });
}

if (source && document.getElementById('work')) start();
