// Measures how long a volunteer on a weak link looks at an answered building until the next one is
// painted: from the click that saves to the next picture, decoded and in a frame. Run by hand:
//   AFTERMATH_BINARY=target/release/aftermath node e2e/paint.mjs [answers]
// Ends with 1 when it takes too long.

import { setTimeout as pause } from "node:timers/promises";
import { begin, launch, press, kindOf, startDemo, taskOf } from "./browser.mjs";

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
/** 400 kbit/s both ways, 400 ms: on the page itself, not on its worker, which fetches ahead. */
const LINK = { latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000, offline: false };
const ANSWERS = Number(process.argv[2] ?? 20);
const P95_MS_MAX = 300;
const READY_MS_MAX = 120_000;

const browser = await launch();
const demo = await startDemo({ args: ["--buildings", "60", "--captures", "12"] });
try {
  const times = await measure();
  const at = (share) => [...times].sort((one, other) => one - other)[Math.ceil(times.length * share) - 1];
  console.log(`${times.length} answers: median ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`);
  if (at(0.95) >= P95_MS_MAX) {
    console.error(`p95 is not below ${P95_MS_MAX} ms`);
    process.exitCode = 1;
  }
} finally {
  await browser.close();
  await demo.stop();
}

async function measure() {
  const page = await (await browser.newContext(PHONE)).newPage();
  page.setDefaultTimeout(READY_MS_MAX);
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", LINK);
  await begin(page, demo);
  const times = [];
  // One that is not measured: before it nothing is known of what this volunteer will do.
  for (let done = 0; done <= ANSWERS; done += 1) {
    await toConfirm(page);
    if (done) await isReady(page, await taskOf(page));
    const ms = await saved(page);
    if (done) times.push(ms);
    console.log(`${done ? String(done).padStart(3) : "  –"}  ${ms} ms`);
  }
  return times;
}

async function toConfirm(page) {
  for (let asked = 0; asked < 20; asked += 1) {
    await page.locator("#after[data-state=there]").waitFor();
    if ((await kindOf(page)) !== "guided") return;
    await press(page, asked % 2 ? "destroyed" : "standing");
  }
}

/** Waits until the building after this one is on the device, with its pictures. */
async function isReady(page, task) {
  const ask = async (task) => {
    const next = (await held()).find((own) => String(own.a) !== task);
    const store = await caches.open("aftermath-chips");
    const there = next?.pictures.map(({ chip }) => store.match(chip, { ignoreVary: true }));
    return Boolean(there) && (await Promise.all(there)).every(Boolean);
  };
  for (let waited = 0; waited < READY_MS_MAX; waited += 200) {
    if (await page.evaluate(ask, task)) return;
    await pause(200);
  }
  throw new Error("the next building was never on the device");
}

/** Presses “yes”; gives the milliseconds from the click to the frame with the next picture. */
function saved(page) {
  return page.evaluate(() => new Promise((done) => {
    const before = view.task.a;
    const image = document.getElementById("after");
    const start = performance.now();
    document.querySelector("#confirm [data-do=yes]").click();
    const look = () => {
      if (view.task.a === before || image.dataset.state !== "there") return requestAnimationFrame(look);
      const painted = () => requestAnimationFrame(() => requestAnimationFrame(() => done(Math.round(performance.now() - start))));
      image.decode().then(painted, painted);
    };
    look();
  }));
}
