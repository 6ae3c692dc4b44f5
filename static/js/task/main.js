// Takes the page over: the next tasks come from this device, answers go out behind the scenes.
// Every page works without this file.
const BREAK = { answers: 25, ms: 20 * 60_000 };
const count = { answered: 0, lastKey: null, last: null };
const source = document.getElementById('task-data');
const slug = source?.dataset.slug;
const page = source ? JSON.parse(source.dataset.task) : {};
const words = source ? JSON.parse(source.dataset.words) : {};
let root;
let isBusy = false;
let isKept = true;
let idle = 0;
const windows = globalThis.BroadcastChannel && new BroadcastChannel('aftermath');

function status(text, mayUndo) {
  $('saved').hidden = !text;
  $('state').textContent = text;
  $('undo').hidden = !mayUndo;
}

function notice(title, message, href) {
  status('', false);
  const box = $('feedback');
  const line = (kind, text) => Object.assign(document.createElement(kind), { textContent: text });
  box.replaceChildren(line('strong', title), line('p', message));
  if (href) box.append(Object.assign(line('a', title), { href }));
  box.setAttribute('role', 'status');
  box.hidden = false;
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
  if (!isKept || page.practice) return plainly(fields);
  const { task } = view;
  const item = { key: fields.key, slug, a: task.a, to: `/c/${slug}/judgements`, fields, task };
  try {
    item.n = Math.max(0, ...(await kept('outbox')).map((own) => own.n)) + 1;
    await change((of) => {
      of('outbox').put(item);
      of('tasks').delete(task.a);
    });
  } catch {
    return plainly(fields);
  }
  count.answered += 1;
  answeredHere += 1;
  count.last = item;
  tally();
  windows?.postMessage(task.a);
  document.querySelector('main > .saved')?.remove();
  $('feedback').hidden = true;
  const next = (await held())[0];
  if (next) begin(next);
  sayWaiting();
  isBusy = Boolean(!next);
  await drain();
  if (!next) await onward();
  isBusy = false;
  await refill();
}

async function sayWaiting() {
  const n = (await kept('outbox')).length;
  if (n) status(say(isCut || !navigator.onLine ? 'waits' : 'kept', { n }), Boolean(count.last));
  return n;
}

// An answer was taken, or never will be.
function delivered(item, said) {
  if (!said.ok) {
    count.answered -= 1;
    notice(said.title, said.message);
  }
  else if (item.a === undefined) status(said.say, false);
  else {
    if (count.last?.key === item.key) count.last.judgement = said.judgement;
    count.answered = said.answered;
    $('answered').textContent = say('answered-n', { n: said.answered });
    status(said.say, count.last?.key === item.key);
    if (said.feedback) notice(said.feedback.title, said.feedback.lines.join(' '));
  }
}

// Paints the next task held, or asks for one.
async function onward() {
  let next = (await held())[0];
  if (!next) {
    const said = await askAhead();
    next = (await held())[0];
    if (!next && said.ok && !(await kept('outbox')).length) return location.assign(`/c/${slug}/task?now=1`);
    if (said.stays) return notice(said.title, said.message, said.start);
  }
  root.classList.toggle('empty', !next);
  if (next) return begin(next);
  await sayWaiting();
  notice(say('offline-title'), say('none-here'));
}

async function undo() {
  const { last } = count;
  if (!last) return document.querySelector('main > .saved form')?.requestSubmit();
  if (isBusy) return;
  isBusy = true;
  await draining;
  let task = last.task;
  if (last.judgement) {
    const said = await post(`/c/${slug}/undo`, { judgement: last.judgement });
    if (!said.ok) {
      isBusy = false;
      return notice(said.title ?? say('offline-title'), said.message ?? say('no-link'));
    }
    said.next.forEach((own) => done.delete(own.a));
    await keepTasks(said.next);
    [task] = said.next;
  } else {
    await change((of) => {
      of('outbox').delete(last.key);
      of('tasks').put({ ...task, slug, n: 0 });
    });
  }
  count.last = null;
  count.answered = Math.max(0, count.answered - 1);
  isBusy = false;
  if (!task) {
    // Others settled it meanwhile.
    await onward();
    return status(say('taken-back'), false);
  }
  begin(task);
  status(say('taken-back'), false);
}

async function skip(form, button) {
  const { a } = view.task;
  const near = button?.name ? { near: 1 } : {};
  const said = await post(form.action, { assignment: a, ...near });
  if (!said.ok) return notice(said.title ?? say('offline-title'), said.message ?? say('no-link'));
  await change((of) => of('tasks').delete(a));
  if (said.next) await keepTasks(said.next);
  status('', false);
  await onward();
}

async function flag(form) {
  const fields = Object.fromEntries(new FormData(form));
  fields.key = newKey();
  const item = { key: fields.key, n: Number.MAX_SAFE_INTEGER, slug, to: form.action, fields };
  try {
    await change((of) => of('outbox').put(item));
  } catch {
    return form.submit();
  }
  form.closest('details').open = false;
  form.reset();
  await drain();
  await sayWaiting();
}

function giveDoubt(form) {
  submit(fieldsOf('cannot_tell', new FormData(form).get('reason').replace('-', '_')));
}

// After so many answers or minutes in this window a break is offered. Never asked of a clock.
function tally() {
  try {
    const used = Number(sessionStorage.getItem('ms') ?? 0) + performance.now() - (tally.from ?? 0);
    tally.from = performance.now();
    sessionStorage.setItem('ms', used);
    sessionStorage.setItem('done', Number(sessionStorage.getItem('done') ?? 0) + 1);
  } catch {
    // Then the server alone asks for a break.
  }
}

function isBreakDue(task) {
  let due = task.pause;
  try {
    due ||= Number(sessionStorage.getItem('done')) >= BREAK.answers || Number(sessionStorage.getItem('ms')) >= BREAK.ms;
    if (due) ['done', 'ms'].forEach((name) => sessionStorage.removeItem(name));
  } catch {
    // As above.
  }
  $('break').hidden = !due;
}

// Pictures that may be wanted at once, whatever is said now.
async function firstLooks() {
  const { task, trace, step } = view;
  const nexts = step.kind === 'look' && view.mode === 'guided' ? ['s', 'd'].map((letter) => nextStep(task.pictures.length, saidAlso(trace, step.at, letter), task.nudge)) : [];
  const places = nexts.flatMap(({ at, last, first }) => [at, last, first]).filter((at) => at >= 0);
  const after = (await held()).find((own) => own.a !== task.a);
  const look = after && nextStep(after.pictures.length, [], after.nudge);
  const ahead = !after ? [] : view.mode === 'guided' ? [after.pictures[look.at]] : [after.pictures.at(-1), after.pictures[0]];
  return [...new Set([...places.map((at) => task.pictures[at]), ...ahead].map((picture) => picture.chip))];
}

// When there is time: fetches ahead, and says how far it goes.
function soon() {
  clearTimeout(idle);
  if (!isKept || page.practice) return;
  idle = setTimeout(async () => {
    const { task } = view;
    const ready = await fetchAhead(task, await firstLooks());
    $('ready').textContent = ready ? say('ready', { n: ready }) : '';
    const bytes = task.bytes ?? chipsOf(task, view.mode === 'timeline').reduce((sum, url) => sum + (performance.getEntriesByName(new URL(url, location).href)[0]?.encodedBodySize ?? 0), 0);
    $('bytes').textContent = bytes ? say('bytes', { kb: Math.max(1, Math.round(bytes / 1000)) }) : '';
  }, 600);
}

async function refill() {
  if ((await held()).length < want()) await askAhead();
  await clearChips([...(await held()), ...(count.last ? [count.last.task] : [])]);
  soon();
  // Once somebody works here the page itself is worth its bytes on the shelf.
  const shell = answeredHere && navigator.serviceWorker?.controller && (await caches.open('aftermath-shell'));
  const path = `/c/${slug}/task`;
  if (shell && !(await shell.match(path))) await shell.add(path).catch(() => {});
}

async function drainNow() {
  if (!(await kept('outbox')).length) return;
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
    if (!isOpen || waiting.some((item) => item.a === page.a)) return (await held())[0] ?? null;
    await keepTasks([page]);
    return page;
  } catch {
    isKept = false;
    return page;
  }
}

async function start() {
  const task = await firstTask();
  const main = document.getElementById('main');
  const saved = document.querySelector('main .saved');
  const mode = new URLSearchParams(location.search).get('view');
  view.mode = ['guided', 'timeline'].includes(mode) ? mode : (chosenView() ?? (WIDE.matches ? 'timeline' : 'guided'));
  main.replaceChildren(...(saved ? [saved] : []), document.getElementById('work').content.cloneNode(true));
  root = document.getElementById('work-screen');
  count.answered = page.answered ?? 0;
  watchStage();
  watchScreen();
  if (!isKept || page.practice) return begin(task);
  if (task) begin(task);
  else await onward();
  const said = new URLSearchParams(location.search).get('t');
  if (task === page && said) {
    view.trace = readTrace(said).filter(([at]) => at < page.pictures.length);
    view.mode = view.mode === 'timeline' ? 'guided' : view.mode;
    if (mode === 'timeline') changeMode('timeline');
    else paint();
  }
  windows?.addEventListener('message', ({ data }) => {
    if (data === view.task?.a && !isBusy) onward();
  });
  addEventListener('online', drainNow);
  setInterval(drainNow, EVERY_MS);
  await drainNow();
  const ready = async () => {
    await shelve();
    await refill();
  };
  (globalThis.requestIdleCallback ?? setTimeout)(ready, { timeout: 2000 });
}

// The worker that lets the page open without a connection; and what it says elsewhere.
async function shelve() {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register('/sw.js').catch(() => {});
  const css = document.querySelector('link[rel=stylesheet]').getAttribute('href');
  const { lang, dir } = document.documentElement;
  const html = `<!doctype html><html lang="${lang}" dir="${dir}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Aftermath</title><link rel="stylesheet" href="${css}"><main><h1>${say('offline-title')}</h1><p>${say('offline')}</p><p><a class="button" href="/c/${slug}/task">${say('title')}</a></p></main>`;
  const shell = await caches?.open('aftermath-shell');
  await shell?.put('/offline', new Response(html, { headers: { 'Content-Type': 'text/html; charset=utf-8' } }));
}

if (source && document.getElementById('work')) start();
