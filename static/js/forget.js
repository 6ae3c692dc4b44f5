// Leaves nothing of this reader on this device. Run by the worker and by pages.
const HAND_MS = 1000;

// Sends what waits to be sent, as far as it goes out at once.
function handOut() {
  const late = new Promise((done) => setTimeout(done, HAND_MS));
  return Promise.race([late, sendAll().catch(() => {})]);
}

async function sendAll() {
  const base = await new Promise((done, fail) => {
    const asked = indexedDB.open('aftermath', 1);
    // What is not there is not made.
    asked.onupgradeneeded = () => asked.transaction.abort();
    asked.onsuccess = () => done(asked.result);
    asked.onerror = fail;
  });
  const waiting = await new Promise((done, fail) => {
    const asked = base.transaction('outbox').objectStore('outbox').getAll();
    asked.onsuccess = () => done(asked.result);
    asked.onerror = fail;
  });
  base.close();
  const send = ({ to, fields }) => fetch(to, { method: 'POST', headers: { Accept: 'application/json' }, body: new URLSearchParams(fields), keepalive: true });
  await Promise.allSettled(waiting.sort((one, other) => one.n - other.n).map(send));
}

async function wipe() {
  for (const name of ['aftermath-shell', 'aftermath-chips']) await globalThis.caches?.delete(name);
  await new Promise((done) => {
    const asked = indexedDB.deleteDatabase('aftermath');
    asked.onsuccess = asked.onerror = asked.onblocked = done;
  });
}
