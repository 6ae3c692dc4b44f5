// Answers go out from the box in which they wait, each under its own key, so that the server knows
// one that comes again.
const EVERY_MS = 30_000;
const BYTES_AHEAD = { full: 600_000, low: 150_000 };
const BYTES_FIRST = { full: 45_000, low: 15_000 };
let draining = null;
let answeredHere = 0;
let isCut = false;

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

// How many tasks to hold: one ahead until the first answer, then more.
const want = () => (answeredHere ? (page.low ? 3 : 6) : 2);

// Posts words and gives what came back; `later` when it must be sent again.
async function post(to, fields, ahead = true) {
  const body = new URLSearchParams(fields);
  if (ahead) {
    const others = (await held()).filter((task) => task.a !== fields.assignment);
    body.set('have', others.map((task) => task.a).join());
    body.set('want', want());
  }
  const headers = { Accept: 'application/json' };
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), EVERY_MS);
  try {
    const answer = await fetch(to, { method: 'POST', headers, body, signal: late.signal });
    const { status } = answer;
    if (status === 408 || status === 429 || status >= 500) return { later: true };
    const said = await answer.json();
    isCut = false;
    return { ...said, ok: answer.ok, later: status === 401, stays: status === 401 };
  } catch {
    isCut = true;
    return { later: true };
  } finally {
    clearTimeout(timer);
  }
}

// Sends what waits, one after the other, in one window at a time.
function drain() {
  draining ??= locked(async () => {
    let last = null;
    const tried = new Set();
    const untried = async () => (await kept('outbox')).find((item) => !tried.has(item.key));
    for (let item = await untried(); item; item = await untried()) {
      tried.add(item.key);
      const said = await post(item.to, item.fields, item.a !== undefined);
      last = said;
      if (said.stays) notice(said.title, said.message, said.start);
      if (said.later || (!said.ok && !said.refused)) break;
      if (item.a) done.add(item.a);
      await change((of) => {
        of('outbox').delete(item.key);
        if (item.a) of('tasks').delete(item.a);
      });
      // A full device holds no tasks ahead, and the answer has gone out all the same.
      if (said.next) await keepTasks(said.next).catch(() => {});
      delivered(item, said);
    }
    return last;
  }).catch(() => ({ later: true })).finally(() => {
    draining = null;
  });
  return draining;
}

const locked = (act) => navigator.locks?.request('aftermath-outbox', act) ?? act();

// Asks for tasks to hold.
async function askAhead() {
  const said = await post(`/c/${slug}/ahead`, {});
  if (said.next) await keepTasks(said.next);
  return said;
}

// Fetches pictures of tasks held: before the first answer only what comes at once, then whole
// tasks, within so many bytes. Gives how many further tasks need no connection.
async function fetchAhead(current, first) {
  const kind = page.low ? 'low' : 'full';
  const tasks = await held();
  const strip = view.mode === 'timeline';
  let spent = 0;
  let ready = 0;
  if (!answeredHere) {
    let mean = 12_000;
    for (const url of first) {
      if (spent + mean > BYTES_FIRST[kind]) return 0;
      const bytes = await fetchChip(url);
      spent += bytes;
      mean = Math.max(mean, bytes);
    }
    return 0;
  }
  for (const task of tasks) {
    let whole = true;
    for (const url of chipsOf(task, strip)) {
      const bytes = spent < BYTES_AHEAD[kind] ? await fetchChip(url) : 0;
      spent += bytes;
      whole &&= bytes > 0;
    }
    if (whole && task.a !== current.a) ready += 1;
  }
  return ready;
}
