// What holds for every page: accessible in light and dark, in forced colours, from right to left, on
// small and wide screens and with large text; never wider than the screen; under a strict policy;
// light; and served by this machine alone. What pages do is in the other files.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import {
  assertNotSideways, axe, begin, launch, lookThrough, press, sends, startDemo, startMeter,
} from "./browser.mjs";
import { open, people, STAFF, TASK, VOLUNTEERS } from "./site.mjs";

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const WIDE = { viewport: { width: 1280, height: 800 } };
const ROLES = ["nobody", "volunteer", "plain", "leaver", "coordinator", "researcher"];
const PAGES = [...VOLUNTEERS, ...STAFF];

const ASSET_BYTES_MAX = 12_000;
/** With the part of the script that comes when there is time. */
const ALL_ASSET_BYTES_MAX = 19_500;
const FIRST_VISIT_BYTES_MAX = 20_000;
const FIRST_VISIT_REQUESTS_MAX = 5;
const FIRST_TASK_BYTES_MAX = 100_000;
const FIRST_LOW_TASK_BYTES_MAX = 50_000;
/** Long enough for what a page fetches ahead to have begun. */
const AHEAD_MS = 3_000;

/** What is under test on a screen: its width, and how its reader wants to see. */
const LOOKS = [
  [1280, { colorScheme: "light" }],
  [1280, { colorScheme: "dark" }],
  [360, { colorScheme: "dark" }],
  [320, { colorScheme: "light" }],
  [320, { colorScheme: "dark", forcedColors: "active" }],
];
const LOOKS_FROM_RIGHT = [
  [1280, { colorScheme: "light" }],
  [320, { colorScheme: "dark" }],
];

let browser;
let demo;
let who;
let seen;
/** Arabic where it is offered; else English from right to left. */
let fromRight;

before(async () => {
  browser = await launch();
  demo = await startDemo({ args: ["--buildings", "60", "--captures", "12"] });
  ({ who, seen } = await people(browser, demo, ROLES));
  const front = await (await fetch(demo.origin)).text();
  fromRight = front.includes("lang=ar&") ? "ar" : "xr";
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Looks at the page as it stands in each of these ways; gives what was wrong. */
async function look(page, looks) {
  const faults = [];
  const note = (at) => ({ message }) => faults.push(`${at}: ${message}`);
  for (const [width, media] of looks) {
    const at = `at ${width} px, ${Object.values(media).join(", ")}`;
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ forcedColors: null, ...media });
    await assertNotSideways(page).catch(note(at));
    await axe(page).catch(note(at));
  }
  await page.emulateMedia({ forcedColors: null, colorScheme: "light" });
  return faults;
}

/** The same with text of double size. */
async function lookAtLargeText(page) {
  const faults = [];
  const size = (text) => page.evaluate((text) => {
    document.documentElement.style.fontSize = text;
  }, text);
  await size("200%");
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const note = ({ message }) => faults.push(`at 200 % text: ${message}`);
    await assertNotSideways(page).catch(note);
  }
  await size("");
  return faults;
}

// Each role has a page of its own, so that roles may be looked at side by side.
describe("accessible and never sideways, however it is looked at", { concurrency: 3 }, () => {
  for (const role of ROLES) {
    describe(`as ${role}`, { concurrency: 1 }, () => {
      for (const entry of PAGES.filter((entry) => entry.role === role)) {
        test(entry.name, async () => {
          const page = await open(who, demo, entry);
          const faults = await look(page, LOOKS);
          if (!entry.isStaff) {
            await open(who, demo, entry, { lang: fromRight });
            assert.equal(await page.locator("html").getAttribute("dir"), "rtl");
            faults.push(...(await look(page, LOOKS_FROM_RIGHT)));
          }
          assert.equal(faults.length, 0, faults.join("\n"));
        });
        test(`${entry.name}, with large text`, async () => {
          const faults = await lookAtLargeText(await open(who, demo, entry));
          assert.equal(faults.length, 0, faults.join("\n"));
        });
      }
    });
  }
});

/** What answers a GET and is no page, and why. */
const NO_PAGES = {
  "/language": "keeps a choice and goes back",
  "/data": "keeps a choice and goes back",
  "/healthz": "for machines",
  "/favicon.ico": "an icon",
  "/static/{hash}/{name}": "style and script",
  "/chips/{hash}.{format}": "a picture",
  "/chips/of/{building}/{capture}/{kind}": "a picture",
  "/sw.js": "a script",
  "/c/{slug}/mine/data.json": "a file",
  "/desk/{slug}/exports/{file}": "a file",
  "/c/{slug}/releases/{n}": "needs a release: tests/it/releases.rs asks for it",
  "/c/{slug}/results": "leads to those of a release",
  "/c/{slug}/results/{building}": "leads to that of a release",
  "/c/{slug}/releases/{n}/results": "needs a release: results.test.mjs looks at it",
  "/c/{slug}/releases/{n}/results/points.json": "data",
  "/c/{slug}/releases/{n}/results/{building}": "needs a release: results.test.mjs looks at it",
  "/c/{slug}/releases/{n}/{file}": "a file",
  "/c/{slug}/releases/{n}/since/{m}": "needs two releases: tests/it/release_pages.rs asks for it",
  "/c/{slug}/releases/{n}/since/{m}/changes.csv": "a file",
  "/c/{slug}/releases/{n}/buildings/{id}/proofs/{judgement}": "a file",
  "/c/{slug}/releases/{n}/buildings/{id}": "needs a release: tests/it/release_pages.rs asks for it",
  "/desk/{slug}/exports/taken.csv": "a file",
  "/desk/{slug}/imports/{id}/errors.csv": "a file",
  "/desk/{slug}/imports/{id}/preview/{number}": "a picture",
  "/desk/{slug}/log.csv": "a file",
  "/accounts/log.csv": "a file",
  "/desk/{slug}/charts/{name}.csv": "a file",
  "/desk/{slug}/basemap/{z}/{x}/{y}": "a picture",
  "/desk/{slug}/live": "a part of the dashboard",
  "/desk/{slug}/quality/reports/{id}.csv": "a file",
  "/desk/{slug}/map.json": "the points of the map",
  "/desk/{slug}/tiles/{capture}/{z}/{x}/{y}.webp": "a picture",
  "/sign-in/elsewhere": "leads away: tests/it/elsewhere.rs walks it",
  "/sign-in/elsewhere/back": "comes back",
  "/api/openapi.json": "for programs",
  "/api/v1/campaigns": "for programs",
  "/api/v1/campaigns/{slug}": "for programs",
  "/api/v1/campaigns/{slug}/buildings": "for programs",
  "/api/v1/campaigns/{slug}/buildings/{id}": "for programs",
  "/api/v1/campaigns/{slug}/judgements": "for programs",
  "/api/v1/campaigns/{slug}/images": "for programs",
  "/api/v1/campaigns/{slug}/rulings": "for programs",
  "/api/v1/campaigns/{slug}/incidents": "for programs",
  "/api/v1/campaigns/{slug}/links": "for programs",
  "/api/v1/campaigns/{slug}/releases": "for programs",
  "/api/v1/campaigns/{slug}/releases/{n}": "for programs",
  "/checkpoint": "text for witnesses",
  "/c/{slug}/checkpoint": "text for witnesses",
  "/c/{slug}/checkpoint/{size}": "text for witnesses",
  "/c/{slug}/consistency/{from}/{to}": "text for witnesses",
  "/desk/{slug}/record/{file}": "a file",
  "/sign-in/code": "needs a second factor: team.test.mjs looks at it",
};

test("every page of the table of routes has been looked at", async () => {
  const source = await readFile(new URL("../src/web/routes/table.rs", import.meta.url), "utf8");
  const routes = [...source.matchAll(/^\s*\("GET", "([^"]+)"\),$/gm)].map(([, path]) => path);
  assert.ok(routes.length > 20, `only ${routes.length} routes found`);
  const gone = Object.keys(NO_PAGES).filter((path) => !routes.includes(path));
  assert.deepEqual(gone, [], "named as no page, but not a route");
  const visited = new Set();
  for (const { url, method, status } of seen.documents) {
    const { pathname } = new URL(url);
    if (method !== "GET" || status !== 200) continue;
    const fixed = routes.find((route) => route === pathname);
    const held = ([route, path]) => path.test(pathname) && route;
    const patterns = routes.map((route) => {
      return [route, new RegExp(`^${route.replace(/[.]/g, "\\.").replace(/\{\w+\}/g, "[^/]+")}$`)];
    });
    visited.add(fixed ?? patterns.map(held).find(Boolean));
  }
  const missed = routes.filter((route) => !visited.has(route) && !(route in NO_PAGES));
  assert.deepEqual(missed, [], "pages that nothing here has opened");
});

test("every page comes under a strict policy, and none breaks it or throws", () => {
  assert.ok(seen.documents.length > PAGES.length);
  for (const { url, method, policy } of seen.documents) {
    assert.match(policy, /default-src 'none'/, `${method} ${url}`);
    assert.doesNotMatch(policy, /unsafe-|\*|https?:|strict-dynamic/, `${method} ${url}`);
  }
  assert.deepEqual(seen.errors, []);
});

test("no page, and no worker, has asked another machine for anything", () => {
  const atHome = (url) => {
    const { protocol, origin } = new URL(url);
    return ["data:", "blob:", "about:"].includes(protocol) || origin === demo.origin;
  };
  assert.ok(seen.urls.some((url) => url.endsWith("/sw.js")), "no worker was seen");
  assert.deepEqual(seen.urls.filter((url) => !atHome(url)), []);
});

/** What a browser brings over the wire that was never here and does `act` with its page. */
async function weigh(t, settings, act) {
  const meter = await startMeter(demo.origin);
  t.after(() => meter.stop());
  const context = await browser.newContext(settings);
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await act(page, meter);
  const answers = meter.list();
  const short = (path) => path.replace(/[0-9a-f]{16,}/, "…");
  for (const { method, path, bytes } of answers) {
    t.diagnostic(`${bytes} bytes: ${method} ${short(path)}`);
  }
  const total = answers.reduce((sum, { bytes }) => sum + bytes, 0);
  t.diagnostic(`in all ${total} bytes, ${answers.length} requests`);
  return { total, answers };
}

/** From a first visit to the task, with nothing in the browser's cache but the cookies. */
async function firstTask(t, settings, cookies = []) {
  const warm = await browser.newContext(settings);
  t.after(() => warm.close());
  await begin(await warm.newPage(), demo);
  const { cookies: own } = await warm.storageState();
  // Cookies do not know of ports, so those of the program are sent to the meter before it.
  return weigh(t, settings, async (page, meter) => {
    const all = [...own, ...cookies].map(({ name, value }) => ({ name, value, url: meter.origin }));
    await page.context().addCookies(all);
    await page.goto(meter.origin + TASK, { waitUntil: "networkidle" });
    await pause(AHEAD_MS);
    await page.waitForLoadState("networkidle");
  });
}

test(`style and script up to a first answer weigh at most ${ASSET_BYTES_MAX} bytes`, async (t) => {
  const meter = await startMeter(demo.origin);
  t.after(() => meter.stop());
  const context = await browser.newContext({ ...PHONE, serviceWorkers: "block" });
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  // The second part of the script never arrives: what is left must be enough for an answer.
  const withheld = new Set();
  await page.route("**/js/more.js", (route) => {
    withheld.add(new URL(route.request().url()).pathname);
    return route.abort();
  });
  await begin(page, { ...demo, volunteer: meter.origin });
  await page.locator("#after[data-state=there]").waitFor();
  await lookThrough(page, "standing");
  await sends(page, () => press(page, "yes"));
  const weigh = (list) => list.reduce((sum, { path, body }) => {
    t.diagnostic(`${path.split("/").slice(3).join("/")}: ${body} bytes`);
    return sum + body;
  }, 0);
  const isAsset = ({ path }) => /^\/static\/.*\.(css|js)$/.test(path);
  // The pages before it bring some for themselves.
  const named = await page.evaluate(() => {
    const all = [...document.querySelectorAll("link[rel=stylesheet], script[src]")];
    return all.map((element) => new URL(element.href ?? element.src).pathname);
  });
  const isOfTask = ({ path }) => named.includes(path);
  // While requests are looked at, the browser's cache is off.
  const all = meter.list().filter(isAsset).filter(isOfTask);
  const first = [...new Map(all.map((answer) => [answer.path, answer])).values()];
  assert.ok(first.some(({ path }) => path.endsWith("/js/task.js")), "no script");
  assert.ok(first.some(({ path }) => path.endsWith("/css/task.css")), "no style");
  assert.equal(first.length, 4, "two of style, two of script");
  const bytes = weigh(first);
  assert.equal(withheld.size, 1, "the second part was never asked for");
  meter.reset();
  for (const path of withheld) {
    const answer = await fetch(meter.origin + path, { headers: { "accept-encoding": "gzip" } });
    assert.equal(answer.headers.get("content-encoding"), "gzip");
    await answer.arrayBuffer();
  }
  const later = weigh(meter.list());
  t.diagnostic(`before a first answer ${bytes} bytes; afterwards ${later} more`);
  assert.ok(bytes <= ASSET_BYTES_MAX, `${bytes} bytes`);
  assert.ok(bytes + later <= ALL_ASSET_BYTES_MAX, `${bytes + later} bytes in all`);
});

test(`a first visit costs at most ${FIRST_VISIT_BYTES_MAX} bytes in few requests`, async (t) => {
  const { total, answers } = await weigh(t, PHONE, async (page, meter) => {
    await page.goto(meter.origin, { waitUntil: "networkidle" });
  });
  assert.ok(answers.length >= 2, "the page and its style at least");
  assert.ok(total <= FIRST_VISIT_BYTES_MAX, `${total} bytes`);
  assert.ok(answers.length <= FIRST_VISIT_REQUESTS_MAX, `${answers.length} requests`);
});

test(`the first task weighs at most ${FIRST_TASK_BYTES_MAX} bytes on a phone`, async (t) => {
  const { total, answers } = await firstTask(t, PHONE);
  assert.ok(answers.some(({ path }) => path === "/sw.js"), "what the worker brings is counted");
  assert.ok(answers.some(({ path }) => path.startsWith("/chips/")), "no picture");
  assert.ok(total <= FIRST_TASK_BYTES_MAX, `${total} bytes`);
});

test(`and at most ${FIRST_LOW_TASK_BYTES_MAX} bytes where few are wanted`, async (t) => {
  const low = { name: "aftermath_data", value: "low" };
  const { total, answers } = await firstTask(t, PHONE, [low]);
  assert.ok(answers.some(({ path }) => path.startsWith("/chips/")), "no picture");
  assert.ok(total <= FIRST_LOW_TASK_BYTES_MAX, `${total} bytes`);
});

test("the first task on a wide screen brings each picture no more than once", async (t) => {
  const { total, answers } = await firstTask(t, WIDE);
  const chips = answers.map(({ path }) => path).filter((path) => path.startsWith("/chips/"));
  assert.deepEqual(chips.filter((path, at) => chips.indexOf(path) !== at), [], "brought twice");
  assert.ok(chips.length >= 8, `${chips.length} pictures`);
  assert.ok(total <= 4 * FIRST_TASK_BYTES_MAX, `${total} bytes`);
});

// These come last: these volunteers have no building left after them.

for (const role of ["volunteer", "plain"]) {
  test(`with nothing left a ${role} is told so on a page like all others`, async () => {
    const page = who[role];
    const left = await page.evaluate(answerAll, TASK);
    assert.ok(left > 5, `only ${left} buildings were left to answer`);
    const entry = { role, path: TASK, status: 200 };
    for (const lang of [undefined, fromRight]) {
      await open(who, demo, entry, { lang });
      await page.locator("main > h1").waitFor();
      assert.equal(await page.locator(".stage, .plainly").count(), 0, "there is a task yet");
      const faults = await look(page, lang ? LOOKS_FROM_RIGHT : LOOKS);
      assert.equal(faults.length, 0, faults.join("\n"));
    }
  });
}

/** In the page: answers "cannot tell" until no building is left; gives how many there were. */
async function answerAll(task) {
  for (let answered = 0; answered < 200; answered += 1) {
    const html = await (await fetch(`${task}?view=doubt`)).text();
    const form = new DOMParser().parseFromString(html, "text/html").querySelector("form.confirm");
    if (!form) return answered;
    form.querySelector("[name=reason]").checked = true;
    await fetch(form.getAttribute("action"), {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
    });
  }
  return Infinity;
}
