// Lets the pages of a task open without a connection. Keeps style, script, the field guide, the
// page of the task, and the pictures of tasks held; nothing else. The server fills in the list.
const ASSETS = [];
const STATIC = 'aftermath-static';
const SHELL = 'aftermath-shell';
const CHIPS = 'aftermath-chips';
const LATE_MS = 3000;
const NEEDED = /\/(css\/(aftermath|task)\.css|js\/(task|more|frame)\.js|icon\.svg)$/;

self.addEventListener('install', (event) => {
  const needed = ASSETS.filter((url) => NEEDED.test(url));
  event.waitUntil(caches.open(STATIC).then((store) => store.addAll(needed)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(clear().then(() => self.clients.claim()));
});

// Drops style and script of earlier versions, and the pages that name them.
async function clear() {
  const store = await caches.open(STATIC);
  const isOld = ({ url }) => ASSETS.length && !ASSETS.includes(new URL(url).pathname);
  const old = (await store.keys()).filter(isOld);
  if (old.length) await caches.delete(SHELL);
  for (const request of old) await store.delete(request);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (url.pathname === '/leave') {
    // The page does not wait for it, and is as empty without a connection.
    event.waitUntil(handOut().then(wipe));
    if (!navigator.onLine) event.respondWith(new Response('', { headers: { 'Content-Type': 'text/html' } }));
    return;
  }
  if (url.pathname === '/data' || url.pathname === '/language') return void event.respondWith(other(request));
  if (url.pathname.startsWith('/static/')) return void event.respondWith(first(STATIC, request));
  // What stands behind these addresses may change.
  if (url.pathname.startsWith('/chips/of/')) return;
  if (url.pathname.startsWith('/chips/')) return void event.respondWith(first(CHIPS, request));
  if (request.mode !== 'navigate') return;
  const isShell = /^\/c\/[^/]+\/task$/.test(url.pathname) || url.pathname === '/guide';
  // With `now` the page asks for what the server says at this moment.
  const isKept = isShell && !url.searchParams.has('now');
  event.respondWith(isKept ? fresh(request, url.pathname) : fetch(request).catch(offline));
});

// What never changes under its address: from the shelf where it is there.
async function first(name, request) {
  const store = await caches.open(name);
  const kept = await store.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  const mayKeep = answer.status === 200 && !/no-store/.test(answer.headers.get('Cache-Control') ?? '');
  if (mayKeep) await store.put(request, answer.clone()).catch(() => {});
  return answer;
}

// The page from the server, or the one on the shelf when it is late.
async function fresh(request, path) {
  const store = await caches.open(SHELL);
  const asked = fetch(request).then((answer) => {
    if (answer.status === 200 && !answer.redirected) shelve(store, path, answer.clone()).catch(() => {});
    return answer;
  });
  const kept = await store.match(path);
  if (!kept) return asked.catch(offline);
  const late = new Promise((done) => setTimeout(done, LATE_MS, kept));
  return Promise.race([asked.catch(() => kept), late]);
}

// A page that says that nothing is left is no shell for later, nor is one whose style or script
// is not there.
async function shelve(store, path, answer) {
  const text = await answer.clone().text();
  if (path !== '/guide' && !text.includes('id="work"')) return;
  const named = new Set(text.match(/\/static\/[^"]+/g));
  for (const url of named) await first(STATIC, new Request(url));
  await store.put(path, answer);
}

// After a choice of language or of few data every page is another.
async function other(request) {
  try {
    const answer = await fetch(request);
    await caches.delete(SHELL);
    return answer;
  } catch {
    return offline();
  }
}

async function offline() {
  return (await caches.match('/offline')) ?? Response.error();
}
