// Pictures fetched ahead, and how far they go; the shelf from which the page opens without a link.
const CHIPS = 'aftermath-chips';
const SHELL = 'aftermath-shell';
const BYTES_AHEAD = { full: 600_000, low: 150_000 };
const BYTES_FIRST = { full: 45_000, low: 15_000 };
const ANY = { ignoreVary: true };
let idle = 0;

const shelf = () => (globalThis.caches ? caches.open(CHIPS) : null);
const chipsOf = (task, strip) => task.pictures.flatMap(({ chip, thumb }) => (strip && !task.low && thumb ? [chip, thumb] : [chip]));
const bytesOf = (url) => performance.getEntriesByName(new URL(url, location).href)[0]?.encodedBodySize ?? 0;

// Drops pictures that none of these tasks shows.
async function clearChips(tasks) {
  const store = await shelf();
  if (!store) return;
  const wanted = new Set(tasks.flatMap((task) => chipsOf(task, true)));
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
    return bytesOf(url);
  }
  const answer = await fetch(url, { priority: 'low' }).catch(() => null);
  if (!answer?.ok) return 0;
  const copy = answer.clone();
  // What stands behind an address that leads on may change.
  if (!answer.redirected && !/no-store/.test(answer.headers.get('Cache-Control') ?? '')) await store.put(url, copy).catch(() => {});
  return (await answer.blob()).size;
}

// Pictures that may be wanted at once, whatever is said now.
async function firstLooks() {
  const { task, trace, step, mode } = view;
  const nexts = step.kind === 'look' && mode === 'guided' ? ['s', 'd'].map((letter) => nextStep(task.pictures.length, saidAlso(trace, step.at, letter), task.a)) : [];
  const places = nexts.flatMap(({ at, last, first }) => [at, last, first]).filter((at) => at >= 0);
  const next = (await held()).find((own) => own.a !== task.a);
  const look = next && nextStep(next.pictures.length, [], next.a);
  const ahead = !next ? [] : mode === 'guided' ? [next.pictures[look.at]] : [next.pictures.at(-1), next.pictures[0]];
  return [...new Set([...places.map((at) => task.pictures[at]), ...ahead].map((picture) => picture.chip))];
}

// Before the first answer fetches only what comes at once, then whole tasks, within so many bytes.
// Gives how many further tasks need no connection.
async function fetchAhead(current) {
  const kind = page.low ? 'low' : 'full';
  let spent = 0;
  let ready = 0;
  if (!answeredHere) {
    let mean = 12_000;
    for (const url of await firstLooks()) {
      if (spent + mean > BYTES_FIRST[kind]) return 0;
      const bytes = await fetchChip(url);
      spent += bytes;
      mean = Math.max(mean, bytes);
    }
    return 0;
  }
  for (const task of await held()) {
    let whole = true;
    for (const url of chipsOf(task, view.mode === 'timeline')) {
      const bytes = spent < BYTES_AHEAD[kind] ? await fetchChip(url) : 0;
      spent += bytes;
      whole &&= bytes > 0;
    }
    if (whole && task.a !== current.a) ready += 1;
  }
  return ready;
}

// When there is time: fetches ahead, and says how far it goes.
function soon() {
  clearTimeout(idle);
  if (!isKept || page.practice) return;
  idle = setTimeout(async () => {
    const { task } = view;
    const ready = await fetchAhead(task);
    $('ready').textContent = isFull ? say('full') : ready ? say('ready', { n: ready }) : '';
    const bytes = task.bytes ?? chipsOf(task, view.mode === 'timeline').reduce((sum, url) => sum + bytesOf(url), 0);
    $('bytes').textContent = bytes ? say('bytes', { kb: Math.max(1, Math.round(bytes / 1000)) }) : '';
  }, 600);
}

also.refilled = async () => {
  await clearChips([...(await held()), ...(count.last ? [count.last.task] : [])]);
  soon();
  // Once somebody works here the page itself is worth its bytes on the shelf.
  const shell = answeredHere && navigator.serviceWorker?.controller && (await caches.open(SHELL));
  const path = `/c/${slug}/task`;
  if (shell && !(await shell.match(path))) await keepPage(shell, path).catch(() => {});
};

// A page is of use without a link only with the style and the script that it names.
async function keepPage(shell, path) {
  const answer = await fetch(path);
  const text = await answer.clone().text();
  if (!answer.ok || answer.redirected || !text.includes('id="work"')) return;
  const named = new Set(text.match(/\/static\/[^"]+/g));
  await Promise.all([...named].map((url) => fetch(url)));
  await shell.put(path, answer);
}

// The worker that lets the page open without a connection.
async function shelve() {
  if (!navigator.serviceWorker) return;
  // A new worker has dropped what named the style and script of before.
  navigator.serviceWorker.addEventListener('controllerchange', async () => {
    await keepOffline();
    await also.refilled();
  });
  await navigator.serviceWorker.register('/sw.js').catch(() => {});
  await keepOffline();
}

// What is shown without a connection in the place of all other pages.
async function keepOffline() {
  const address = (what, name) => document.querySelector(what).getAttribute(name);
  const { lang, dir } = document.documentElement;
  const head = document.querySelector('header').cloneNode(true);
  // A choice of language needs a connection.
  head.querySelector('.languages')?.remove();
  const html = `<!doctype html><html lang="${lang}" dir="${dir}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Aftermath</title><link rel="stylesheet" href="${address('link[rel=stylesheet]', 'href')}"><script type="module" src="${address('script[type=module]', 'src')}"></script>${head.outerHTML}<main><h1>${say('offline-title')}</h1><p>${say('offline')}</p><p><a class="button" href="/c/${slug}/task">${say('continue')}</a></p></main>`;
  const shell = await globalThis.caches?.open(SHELL);
  await shell?.put('/offline', new Response(html, { headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': "default-src 'self'" } }));
}
