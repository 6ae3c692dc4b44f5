// What is kept on this device: tasks dealt ahead, answers that wait, and pictures. The order of
// things is a count, never a clock.
const CHIPS = 'aftermath-chips';
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

// Runs `act` in one transaction over all stores; gives what its last request found.
async function inBase(mode, act) {
  const deal = (await openBase()).transaction(['tasks', 'outbox', 'notes'], mode);
  const request = act((name) => deal.objectStore(name));
  await new Promise((done, fail) => {
    deal.oncomplete = done;
    deal.onabort = deal.onerror = () => fail(deal.error);
  });
  return request?.result;
}

const change = (act) => inBase('readwrite', act);
const inOrder = (list) => list.sort((one, other) => one.n - other.n);

async function kept(store) {
  const all = await inBase('readonly', (of) => of(store).getAll());
  return inOrder(all.filter((item) => item.slug === slug));
}

// Tasks of this campaign that are not answered yet, in the words and pictures now wanted.
async function held() {
  const [tasks, waiting] = [await kept('tasks'), await kept('outbox')];
  const gone = new Set(waiting.map((item) => item.a));
  const { lang, low } = page;
  return tasks.filter((task) => !gone.has(task.a) && task.lang === lang && task.low === low);
}

// Keeps tasks that are new here, and remembers the furthest ever seen: a page from the shelf may
// hold one that was answered since.
const done = new Set();

async function keepTasks(dealt) {
  // What is answered, or waits to be sent, does not come again.
  const waiting = (await kept('outbox')).map((item) => item.a);
  const tasks = dealt.filter((task) => !done.has(task.a) && !waiting.includes(task.a));
  const known = await kept('tasks');
  let n = Math.max(0, ...known.map((task) => task.n));
  const seen = Math.max(await furthest(), ...tasks.map((task) => task.a));
  await change((of) => {
    for (const task of tasks) {
      const old = known.find((own) => own.a === task.a);
      of('tasks').put({ ...task, slug, n: old?.n ?? (n += 1) });
    }
    of('notes').put({ id: slug, seen });
  });
}

async function furthest() {
  return (await inBase('readonly', (of) => of('notes').get(slug)))?.seen ?? 0;
}

const chipsOf = (task, strip) => [
  ...task.pictures.map((picture) => picture.chip),
  ...(strip && !task.low ? task.pictures.map((picture) => picture.thumb) : []),
];
const shelf = () => (globalThis.caches ? caches.open(CHIPS) : null);
const ANY = { ignoreVary: true };

// Drops pictures that none of these tasks shows.
async function clearChips(tasks) {
  const store = await shelf();
  if (!store) return;
  const wanted = new Set(tasks.flatMap((task) => task.pictures.flatMap(({ chip, thumb, context }) => [chip, thumb, context])));
  for (const request of await store.keys()) {
    if (!wanted.has(new URL(request.url).pathname)) await store.delete(request, ANY);
  }
}

// Fetches one picture to the shelf; gives its bytes, 0 when it did not come.
async function fetchChip(url) {
  const store = await shelf();
  const there = await store?.match(url, ANY);
  if (there) return (await there.blob()).size;
  if (!store || !navigator.serviceWorker?.controller) {
    await new Promise((done) => {
      const image = new Image();
      image.onload = image.onerror = done;
      image.src = url;
    });
    return performance.getEntriesByName(new URL(url, location).href)[0]?.encodedBodySize ?? 0;
  }
  const answer = await fetch(url, { priority: 'low' }).catch(() => null);
  if (!answer?.ok) return 0;
  const copy = answer.clone();
  // What stands behind an address that leads on may change.
  if (!answer.redirected && !/no-store/.test(answer.headers.get('Cache-Control') ?? '')) await store.put(url, copy).catch(() => {});
  return (await answer.blob()).size;
}
