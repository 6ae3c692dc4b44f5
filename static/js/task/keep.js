// What is kept on this device: tasks dealt ahead, answers that wait, and pictures. The order of
// things is a count, never a clock.
let base;

function openBase() {
  base ??= new Promise((done, fail) => {
    const asked = indexedDB.open('aftermath', 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('tasks', { keyPath: 'a' });
      asked.result.createObjectStore('outbox', { keyPath: 'key' });
      asked.result.createObjectStore('notes', { keyPath: 'id' });
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      done(asked.result);
    };
    asked.onerror = () => fail(asked.error);
  });
  return base;
}

// Begins a transaction over all stores, anew where the browser has closed the base meanwhile.
async function deal(mode, isAgain) {
  try {
    return (await openBase()).transaction(['tasks', 'outbox', 'notes'], mode);
  } catch (error) {
    base = null;
    if (isAgain) throw error;
    return deal(mode, true);
  }
}

// Runs `act` in one transaction; gives what its last request found.
async function inBase(mode, act) {
  const own = await deal(mode);
  const request = act((name) => own.objectStore(name));
  await new Promise((done, fail) => {
    own.oncomplete = done;
    own.onabort = own.onerror = () => fail(own.error);
  });
  return request?.result;
}

const change = (act) => inBase('readwrite', act);

async function kept(store) {
  const all = await inBase('readonly', (of) => of(store).getAll());
  return all.filter((item) => item.slug === slug).sort((one, other) => one.n - other.n);
}

// Tasks of this campaign that are not answered yet, in the words and pictures now wanted.
async function held() {
  const gone = (await kept('outbox')).map((item) => item.a);
  const { lang, low } = page;
  return (await kept('tasks')).filter((task) => !gone.includes(task.a) && task.b && task.lang === lang && task.low === low);
}

const after = (list) => Math.max(0, ...list.map((item) => item.n)) + 1;

// Puts what is to be sent behind what waits already.
async function leave(item, act) {
  item.n = after(await kept('outbox'));
  await change((of) => {
    of('outbox').put(item);
    act?.(of);
  });
}

// Keeps tasks that are new here, and remembers the furthest ever seen: a page from the shelf may
// hold one that was answered since.
const done = new Set();

async function keepTasks(dealt) {
  // What is answered, or waits to be sent, does not come again.
  const waiting = (await kept('outbox')).map((item) => item.a);
  const tasks = dealt.filter((task) => !done.has(task.a) && !waiting.includes(task.a));
  const known = await kept('tasks');
  let n = after(known);
  const seen = Math.max(await furthest(), ...tasks.map((task) => task.a));
  await change((of) => {
    for (const task of tasks) {
      const old = known.find((own) => own.a === task.a);
      of('tasks').put({ ...task, slug, n: old?.n ?? n++ });
    }
    of('notes').put({ id: slug, seen });
  });
}

async function furthest() {
  return (await inBase('readonly', (of) => of('notes').get(slug)))?.seen ?? 0;
}
