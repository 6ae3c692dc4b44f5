// Answers go out from the box in which they wait, each under its own key, so that the server knows
// one that comes again.
const EVERY_MS = 30_000;
let draining = null;
let sending = null;
let answeredHere = 0;
let isCut = false;
let isFull = false;
const takenBack = new Set();

const newKey = () =>
  '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) => (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));

// How many tasks to hold: one ahead until the first answer, then more.
const want = () => (answeredHere ? (page.low ? 3 : 6) : 2);

// Posts words and gives what came back; `later` when it must be sent again, `stops` when what
// waits behind it would fare no better. Without `keeps` none of the tasks held stay.
async function post(to, fields, keeps = true) {
  const own = keeps ? (await held()).filter((task) => task.a !== fields.assignment) : [];
  const body = new URLSearchParams({ ...fields, have: own.map((task) => task.a), want: want() });
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), EVERY_MS);
  try {
    const answer = await fetch(to, { method: 'POST', headers: { Accept: 'application/json' }, body, signal: late.signal });
    const { ok, status } = answer;
    const stays = status === 401;
    const later = stays || status === 408 || status === 429 || status >= 500;
    const said = later && !stays ? {} : await answer.json();
    isCut = false;
    return { ...said, ok, stays, later, stops: later && status !== 500 };
  } catch {
    isCut = true;
    return { later: true, stops: true };
  } finally {
    clearTimeout(timer);
  }
}

// Tasks from the server. A full device holds none ahead, and work goes on all the same.
async function keepAhead(said) {
  isFull = false;
  if (said.next) await keepTasks(said.next).catch(() => (isFull = true));
  return said;
}

// Asks for tasks to hold.
const askAhead = async () => keepAhead(await post(`/c/${slug}/ahead`, {}));

// Sends what waits, one after the other, in one window at a time.
function drain() {
  draining ??= locked(async () => {
    const tried = [];
    for (;;) {
      const item = (await kept('outbox')).find(({ key }) => !tried.includes(key) && !takenBack.has(key));
      if (!item) return;
      tried.push(item.key);
      sending = item.key;
      const said = await post(item.to, item.fields);
      sending = null;
      if (said.stays) notice(said.title, said.message, said.start);
      if (said.stops) return;
      if (said.later || !(said.ok || said.refused)) continue;
      if (item.a) done.add(item.a);
      await change((of) => {
        of('outbox').delete(item.key);
        if (item.a) of('tasks').delete(item.a);
      });
      await keepAhead(said);
      delivered(item, said);
    }
  }).catch(() => {}).finally(() => {
    draining = sending = null;
  });
  return draining;
}

const locked = (act) => navigator.locks?.request('aftermath-outbox', act) ?? act();
