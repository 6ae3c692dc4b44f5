// Bad days of a volunteer: no connection, a server that fell over, two tabs, a full device, a
// weak link. And the phone: how many taps, how many bytes, from right to left, with practice.
// A good day is in volunteer.test.mjs.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import {
  axe, assertNotSideways, begin, bytes, follow, hasKeys, judgementsOf, kindOf, launch, lookThrough,
  press, sends, startDemo, taskOf, withoutCookies,
} from "./browser.mjs";

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const WIDE = { viewport: { width: 1280, height: 800 } };
/** Without a service worker every request of the page can be seen, cut and counted. */
const PLAIN = { ...PHONE, serviceWorkers: "block" };
const TASK = "/c/demo/task";
const CAPTURES = 12;
// Room for everybody: each newcomer holds six buildings, and nobody gives any back.
const TOWN = ["--buildings", "400", "--captures", String(CAPTURES)];

const TAPS_TO_FIRST_ANSWER_MAX = 3;
const TAPS_MAX = 8;
const LOW_FIRST_TASK_BYTES_MAX = 50_000;
const JUDGEMENT_BYTES_MAX = 2_000;

let browser;
let demo;

before(async () => {
  browser = await launch();
  demo = await startDemo({ args: TOWN });
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** A page of somebody who was never here before, closed when the test ends. */
async function newcomer(t, settings) {
  const context = await browser.newContext(settings);
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  return page;
}

/** The same, at their first task, with the script at work. */
async function volunteer(t, settings, at = demo) {
  const page = await newcomer(t, settings);
  await begin(page, at);
  await page.locator("#work-screen").waitFor();
  return page;
}

const button = (page, name) => page.getByRole("button", { name, exact: true });
const state = (page, words) => page.locator("#state").getByText(words).waitFor();
const isThere = (page) => page.locator("#after[data-state=there]").waitFor();
const isBack = (page) => page.evaluate(() => dispatchEvent(new Event("online")));

/** Asks in the page until it says yes; `waitForFunction` does not wait for a promise. */
async function until(page, ask, given) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await page.evaluate(ask, given)) return;
    await pause(100);
  }
  assert.fail(`not within ten seconds: ${ask}`);
}

/** Answers the building that is shown, picture by picture; without waiting for the server. */
async function answer(page, ...words) {
  await isThere(page);
  await lookThrough(page, ...words);
  await press(page, "yes");
}

/** How many buildings this volunteer has answered, as the server counts. */
async function answered(page, at = demo) {
  const answer = await page.request.get(`${at.origin}${TASK}?view=timeline`);
  return Number((await answer.text()).match(/(\d+) answered so far/)[1]);
}

/** What the page came with, for the script. */
async function dataOf(page) {
  // As the server sends it: the script takes it out of the page.
  const html = await (await page.request.get(page.url())).text();
  const find = (html) =>
    new DOMParser().parseFromString(html, "text/html").getElementById("task-data").dataset.task;
  return JSON.parse(await page.evaluate(find, html));
}

describe("without a connection", () => {
  test("five answers given while the server was down are delivered exactly once", async (t) => {
    let town = await startDemo({ args: ["--buildings", "60", "--captures", "5"] });
    t.after(() => town.stop());
    const page = await volunteer(t, PHONE, town);
    const before = await judgementsOf(town);
    await sends(page, () => answer(page, "standing"));
    await page.getByText("Buildings ready without connection: 5.").waitFor({ timeout: 30_000 });
    const shelved = (path) => caches.open("aftermath-shell").then((shelf) => shelf.match(path)).then(Boolean);
    await until(page, shelved, TASK);
    await town.kill();

    const own = [];
    const next = async (...words) => {
      const task = await taskOf(page);
      own.push(task);
      await answer(page, ...words);
      await page.locator("#state").getByText(`: ${own.length}.`).waitFor();
    };
    await next("standing");
    await next("destroyed");
    await next("cannot", "standing", "destroyed");
    await page.reload();
    await page.locator("#work-screen").waitFor();
    await hasKeys(page); // the second part comes from the shelf
    await next("destroyed");
    await next("standing", "destroyed");
    assert.equal(new Set(own).size, 5, "a building came twice");
    await isThere(page); // one was taken along beyond the five

    town = await town.again();
    await isBack(page);
    for (let tries = 0; tries < 100 && !(await page.evaluate(outboxIsEmpty)); tries += 1) {
      await pause(200);
    }
    const after = await judgementsOf(town);
    assert.equal(after.length, before.length + 6);
    const pairs = after.map((row) => `${row.volunteer_pseudonym} ${row.building_id}`);
    assert.equal(new Set(pairs).size, new Set(before.map((row) => `${row.volunteer_pseudonym} ${row.building_id}`)).size + 6);
    assert.equal(await answered(page, town), 6);

    await page.reload();
    await page.locator("#work-screen").waitFor();
    await isThere(page);
    assert.ok(!own.includes(await taskOf(page)), "what was answered is not asked again");
    await sends(page, () => answer(page, "standing"));
    assert.ok(!own.includes(await taskOf(page)), "nor after the next answer");
    assert.equal((await judgementsOf(town)).length, before.length + 7);
  });

  test("a page that needs the server says so instead of failing", async (t) => {
    const page = await volunteer(t, PHONE);
    await page.waitForFunction(() => navigator.serviceWorker.controller);
    await until(page, () => caches.match("/offline").then(Boolean));
    await page.context().setOffline(true);
    await page.goto(`${demo.origin}/about`);
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "No connection");
    await page.context().setOffline(false);
  });

  test("an answer can be taken back before it was sent", async (t) => {
    const page = await volunteer(t, PLAIN);
    await isThere(page);
    const task = await taskOf(page);
    const away = (route) => route.abort("internetdisconnected");
    await page.route("**/judgements", away);
    await answer(page, "standing");
    await state(page, /wait/);
    await press(page, "undo");
    await state(page, "Taken back");
    assert.equal(await taskOf(page), task);
    await page.unroute("**/judgements", away);
    await isBack(page);
    await pause(500);
    assert.equal(await answered(page), 0, "nothing was sent");
    await sends(page, () => answer(page, "destroyed"));
    assert.equal(await answered(page), 1);
  });
});

/** In the page: whether no answer waits there. */
function outboxIsEmpty() {
  return new Promise((done) => {
    const asked = indexedDB.open("aftermath", 1);
    asked.onsuccess = () => {
      const count = asked.result.transaction("outbox").objectStore("outbox").count();
      count.onsuccess = () => {
        asked.result.close();
        done(count.result === 0);
      };
    };
  });
}

test("a link cut after the server had the answer: it is sent again and counts once", async (t) => {
  const page = await volunteer(t, PLAIN);
  let cut = 0;
  await page.route("**/judgements", async (route) => {
    if (cut) return route.continue();
    cut += 1;
    await route.fetch();
    await route.abort("connectionreset");
  });
  await answer(page, "standing");
  await state(page, /wait/);
  for (let tries = 0; tries < 50 && (await answered(page)) < 1; tries += 1) await pause(100);
  assert.equal(await answered(page), 1, "the server has it");
  await page.waitForFunction(() => !draining);
  await isBack(page);
  await state(page, "Saved already; it counts once.");
  assert.equal(cut, 1);
  assert.equal(await answered(page), 1);
});

test("a server too busy for an answer gets it again, none is lost", async (t) => {
  const page = await volunteer(t, PLAIN);
  let refusals = 0;
  await page.route("**/judgements", (route) => {
    if (refusals === 2) return route.continue();
    refusals += 1;
    return route.fulfill({ status: 503, body: "" });
  });
  await answer(page, "standing");
  await state(page, /wait/);
  await isBack(page);
  await pause(300);
  await isBack(page);
  await state(page, /^Saved/);
  assert.equal(await answered(page), 1);
});

test("an answer that the server cannot take keeps none behind it, and goes again", async (t) => {
  const page = await volunteer(t, PLAIN);
  const bad = await taskOf(page);
  let isBroken = true;
  let refusals = 0;
  await page.route("**/judgements", (route) => {
    const isIt = new URLSearchParams(route.request().postData()).get("assignment") === bad;
    if (!isIt || !isBroken) return route.continue();
    refusals += 1;
    return route.fulfill({ status: 500, body: "" });
  });
  await answer(page, "standing");
  await state(page, /wait/);
  await sends(page, () => answer(page, "destroyed"), /./);
  for (let tries = 0; tries < 50 && (await answered(page)) < 1; tries += 1) await pause(100);
  assert.equal(await answered(page), 1, "the second got through");
  assert.ok(refusals > 0);
  isBroken = false;
  // A round that is under way has tried it already, and the next one comes by the clock.
  await page.waitForFunction(() => !draining);
  await isBack(page);
  for (let tries = 0; tries < 50 && (await answered(page)) < 2; tries += 1) await pause(100);
  assert.equal(await answered(page), 2, "and the first in the end");
});

for (const ahead of [0, 5]) {
  test(`what waits is taken back at once, with ${ahead} further buildings held`, async (t) => {
    const page = await volunteer(t, PLAIN);
    if (ahead) await sends(page, () => answer(page, "standing"));
    const holds = async (count) => (await held()).length >= count;
    await until(page, holds, ahead ? 6 : 2);
    await hasKeys(page);
    const before = await answered(page);
    const slow = [];
    await page.route("**/judgements", (route) => void slow.push(route));
    await answer(page, "standing");
    await page.waitForFunction(() => sending);
    const second = await taskOf(page);
    await answer(page, "destroyed");
    await state(page, /: 2\./);
    const start = Date.now();
    await press(page, "undo");
    await state(page, "Taken back");
    assert.ok(Date.now() - start < 2_000, `${Date.now() - start} ms`);
    assert.equal(await taskOf(page), second);
    assert.equal(await kindOf(page), "confirm");
    await press(page, "later");
    assert.equal(slow.length, 1, "the first is still on its way");
    await slow[0].continue();
    await page.unroute("**/judgements");
    const isSent = (count) => answered(page).then((now) => now === before + count);
    for (let tries = 0; tries < 50 && !(await isSent(1)); tries += 1) await pause(100);
    await pause(500);
    assert.ok(await isSent(1), "the one before it alone");
    assert.equal(await taskOf(page), second);
    const said = await page.evaluate(() => writeTrace(view.trace));
    assert.match(said, /s$/, "what was said since stays");
  });
}

/** In the page: the assignments of all buildings kept there. */
function tasksKept() {
  return new Promise((done) => {
    const asked = indexedDB.open("aftermath", 1);
    asked.onsuccess = () => {
      const all = asked.result.transaction("tasks").objectStore("tasks").getAllKeys();
      all.onsuccess = () => {
        asked.result.close();
        done(all.result);
      };
    };
  });
}

test("somebody who knows the place holds no building of it any more", async (t) => {
  const page = await volunteer(t, PLAIN);
  await sends(page, () => answer(page, "standing"));
  await until(page, async () => (await held()).length === 6);
  const before = await page.evaluate(tasksKept);
  const shown = Number(await taskOf(page));
  assert.ok(before.includes(shown));
  let given;
  await page.route("**/skip", async (route) => {
    assert.equal(new URLSearchParams(route.request().postData()).get("have"), "");
    const response = await route.fetch();
    given = (await response.json()).next.map(({ a }) => a);
    await route.fulfill({ response });
  });
  await page.locator(".skip-form [name=near]").click();
  const kept = () => page.evaluate(tasksKept).catch(() => before);
  let now;
  for (let tries = 0; tries < 50; tries += 1) {
    now = await kept();
    if (given && !now.includes(shown)) break;
    await pause(100);
  }
  assert.deepEqual(now.sort(), given.sort(), "what the server dealt then, nothing else");
  assert.ok(given.length < before.length, "the whole town would be another place");
});

describe("the second part of the script", () => {
  test("never comes: buildings are answered, kept while there is no link, and sent", async (t) => {
    const page = await newcomer(t, PLAIN);
    await page.route("**/js/more.js", (route) => route.abort());
    await begin(page, demo);
    await page.locator("#work-screen").waitFor();
    await sends(page, () => answer(page, "standing"));
    await page.route("**/judgements", (route) => route.abort("internetdisconnected"));
    await answer(page, "standing", "destroyed");
    await state(page, /: 1\./);
    await answer(page, "destroyed");
    await state(page, /: 2\./);
    await page.unroute("**/judgements");
    await isBack(page);
    for (let tries = 0; tries < 50 && (await answered(page)) < 3; tries += 1) await pause(100);
    assert.equal(await answered(page), 3);
  });

  test("comes late: what was pressed for it happens then", async (t) => {
    const page = await newcomer(t, PLAIN);
    let late;
    await page.route("**/js/more.js", (route) => void (late = route));
    await begin(page, demo);
    await isThere(page);
    await press(page, "zoom");
    await page.keyboard.press("1");
    await pause(300);
    assert.match(await page.locator("#steps span").innerText(), /^Picture 1 /);
    await late.continue();
    await page.getByText(/^Picture 2 of/).waitFor();
    assert.equal(await page.locator("#zoom").innerText(), "2×");
  });
});

test("a store that the browser closed is opened again", async (t) => {
  const page = await volunteer(t, PLAIN);
  await sends(page, () => answer(page, "standing"));
  await page.evaluate(async () => (await base).close());
  await sends(page, () => answer(page, "standing"));
  assert.equal(await answered(page), 2);
});

test("a device without room for buildings ahead says so, and work goes on", async (t) => {
  const page = await volunteer(t, PLAIN);
  await isThere(page);
  await page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...given) {
      if (this.name === "tasks") throw new DOMException("full", "QuotaExceededError");
      return put.apply(this, given);
    };
    // The page may be loaded anew soon after it has said so.
    new MutationObserver(() => {
      const isSaid = document.body.innerText.includes("no room for buildings ahead");
      if (isSaid) sessionStorage.setItem("said-full", "yes");
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await pause(2_000); // what is asked for ahead has come, and was kept or not
  await sends(page, () => answer(page, "standing"), /./);
  const isSaid = () => page.evaluate(() => sessionStorage.getItem("said-full")).catch(() => null);
  let said = null;
  for (let tries = 0; tries < 100 && said !== "yes"; tries += 1) {
    said = await isSaid();
    await pause(100);
  }
  assert.equal(said, "yes", "it is said that there is no room");
  await page.locator("#work-screen").waitFor();
  for (let count = 2; count <= 3; count += 1) {
    await answer(page, "standing");
    for (let tries = 0; tries < 50 && (await answered(page)) < count; tries += 1) await pause(100);
    assert.equal(await answered(page), count);
  }
});

test("a new worker drops the style and script of before, and the pages that name them", async (t) => {
  const page = await volunteer(t, PHONE);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await sends(page, () => answer(page, "standing"));
  const shelved = (path) => caches.match(path, { cacheName: "aftermath-shell" }).then(Boolean);
  await until(page, shelved, TASK);
  const old = "/static/0123456789abcdef/js/task.js";
  await page.evaluate(async (old) => {
    await (await caches.open("aftermath-static")).put(old, new Response(""));
    await (await caches.open("aftermath-shell")).put("/guide", new Response(old));
    await (await navigator.serviceWorker.getRegistration()).unregister();
  }, old);
  await page.goto("about:blank");
  await page.goto(demo.origin + TASK);
  await until(page, (old) => caches.match(old).then((found) => !found), old);
  assert.ok(!(await page.evaluate(shelved, "/guide")));
  await until(page, shelved, "/offline");
  assert.ok(await page.evaluate((url) => caches.match(url).then(Boolean), await page.evaluate(() => {
    return document.querySelector("script[src*='js/task.js']").src;
  })));
});

test("a choice of few data leaves no page of before on the shelf", async (t) => {
  const page = await volunteer(t, PHONE);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await sends(page, () => answer(page, "standing"));
  const shelved = (path) => caches.open("aftermath-shell").then((shelf) => shelf.match(path)).then(Boolean);
  await until(page, shelved, TASK);
  const named = await page.evaluate(async (path) => {
    const html = await (await (await caches.open("aftermath-shell")).match(path)).text();
    const there = (url) => caches.match(url, { cacheName: "aftermath-static" }).then(Boolean);
    return Promise.all((html.match(/\/static\/[^"]+/g) ?? []).map(there));
  }, TASK);
  assert.ok(named.length >= 4 && named.every(Boolean), "what the page names is there with it");
  await follow(page, page.locator("footer a[href^='/data?data=low']"));
  const isLow = async (path) => {
    const page = await (await caches.open("aftermath-shell")).match(path);
    return !page || /low&#34;:true|low&quot;:true/.test(await page.text());
  };
  assert.ok(await page.evaluate(isLow, TASK));
});

describe("two tabs", () => {
  const twoTabs = async (t) => {
    const one = await volunteer(t, WIDE);
    const two = await one.context().newPage();
    two.setDefaultTimeout(10_000);
    await two.goto(demo.origin + TASK);
    await two.locator("#work-screen").waitFor();
    assert.equal(await taskOf(one), await taskOf(two));
    return [one, two];
  };
  const never = (page) => button(page, "Still standing in every picture").click();

  test("what is answered in one leaves the other", async (t) => {
    const [one, two] = await twoTabs(t);
    const task = await taskOf(one);
    await sends(one, () => never(one));
    const isGone = (task) => document.querySelector("#work-screen [name=assignment]").value !== task;
    await two.waitForFunction(isGone, task);
    await sends(two, () => never(two));
    assert.equal(await answered(one), 2);
  });

  test("the same building answered in both at once counts once", async (t) => {
    const [one, two] = await twoTabs(t);
    const press = () => document.querySelector("#work-screen [data-do=never]").click();
    await Promise.all([one.evaluate(press), two.evaluate(press)]);
    await pause(1_500);
    for (const page of [one, two]) await isBack(page);
    await pause(500);
    assert.equal(await answered(one), 1);
  });

  test("without script the second is told, and nothing is counted twice", async (t) => {
    const one = await newcomer(t, { ...PHONE, javaScriptEnabled: false });
    await begin(one, demo);
    const two = await one.context().newPage();
    for (const page of [one, two]) await page.goto(`${demo.origin}${TASK}?view=timeline`);
    for (const page of [one, two]) {
      await follow(page, button(page, "Still standing in every picture"));
    }
    assert.match(await two.getByRole("main").innerText(), /answered this task already/);
    assert.equal(await answered(one), 1);
    await follow(two, two.getByRole("link", { name: "Your current task" }));
    assert.equal(await two.locator(".answers").count(), 1);
  });
});

describe("the back button", () => {
  test("with script brings no building that was answered", async (t) => {
    const page = await volunteer(t, PHONE);
    const task = await taskOf(page);
    await sends(page, () => answer(page, "standing"));
    await page.goBack();
    assert.match(page.url(), /\/start$/);
    await page.goForward();
    await page.locator("#work-screen").waitFor();
    assert.notEqual(await taskOf(page), task);
    assert.equal(await answered(page), 1);
  });

  test("without script an answer sent again from the page before counts once", async (t) => {
    const page = await newcomer(t, { ...PHONE, javaScriptEnabled: false });
    await begin(page, demo);
    await page.goto(`${demo.origin}${TASK}?view=timeline`);
    const key = () => page.locator("[name=key]").first().inputValue();
    const first = await key();
    await follow(page, button(page, "Still standing in every picture"));
    await page.goBack();
    if ((await key()) === first) {
      await follow(page, button(page, "Still standing in every picture"));
      assert.match(await page.getByRole("status").innerText(), /Saved already/);
    }
    assert.equal(await answered(page), 1);
  });
});

describe("a device that keeps nothing", () => {
  test("with cookies off the page says so, and what to do", async (t) => {
    for (const javaScriptEnabled of [true, false]) {
      const context = await withoutCookies({ ...PHONE, javaScriptEnabled });
      t.after(() => context.close());
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      const faults = [];
      page.on("pageerror", (error) => faults.push(error.message));
      await begin(page, demo);
      const main = await page.getByRole("main").innerText();
      assert.match(main, /Your browser keeps no cookie/);
      assert.match(main, /Allow cookies for this site/);
      assert.deepEqual(faults, []);
    }
  });

  const missing = {
    "without IndexedDB": () => {
      Object.defineProperty(globalThis, "indexedDB", { value: undefined });
    },
    "with IndexedDB that fails": () => {
      const open = () => {
        throw new DOMException("refused", "SecurityError");
      };
      Object.defineProperty(globalThis, "indexedDB", { value: { open } });
    },
    "with a full disk": () => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    },
    "without storage, cache or locks": () => {
      for (const name of ["localStorage", "sessionStorage", "caches"]) {
        Object.defineProperty(globalThis, name, { get: () => undefined });
      }
      for (const name of ["serviceWorker", "locks"]) {
        Object.defineProperty(Navigator.prototype, name, { get: () => undefined });
      }
      Object.defineProperty(globalThis, "BroadcastChannel", { value: undefined });
    },
  };
  for (const [name, act] of Object.entries(missing)) {
    test(`${name} two buildings are answered all the same`, async (t) => {
      const page = await newcomer(t, PHONE);
      const faults = [];
      page.on("pageerror", (error) => faults.push(error.stack));
      await page.addInitScript(act);
      await begin(page, demo);
      for (const count of [1, 2]) {
        await page.locator("#work-screen").waitFor();
        await answer(page, "standing");
        for (let tries = 0; tries < 20 && (await answered(page)) < count; tries += 1) {
          await pause(100);
        }
        assert.equal(await answered(page), count);
        await page.getByText("Saved, thank you").first().waitFor();
      }
      assert.deepEqual(faults, []);
    });
  }
});

test("a clock that is wrong by years changes nothing", async (t) => {
  const page = await newcomer(t, PHONE);
  await page.clock.setFixedTime(new Date("2003-02-01T00:00:00Z"));
  await begin(page, demo);
  await page.locator("#work-screen").waitFor();
  for (const count of [1, 2]) {
    await sends(page, () => answer(page, "standing"));
    assert.equal(await answered(page), count);
  }
});

test("a picture that does not come is said so, is never answered, and can be had again", async (t) => {
  const page = await newcomer(t, PLAIN);
  const away = (route) => route.abort();
  await page.route("**/chips/**", away);
  await begin(page, demo);
  await page.getByText("did not arrive").waitFor();
  const standing = button(page, "Standing").filter({ visible: true });
  assert.ok(await page.locator("#guided .standing").isDisabled());
  assert.equal(await page.locator("#after").evaluate((image) => image.naturalWidth), 0);
  await hasKeys(page);
  await page.keyboard.press("1");
  assert.match(await page.locator("#steps span").innerText(), /^Picture 1 /, "by no key either");
  await axe(page);
  await page.unroute("**/chips/**", away);
  await press(page, "retry");
  await isThere(page);
  assert.ok(await page.locator("#lost").isHidden());
  assert.ok(await standing.isEnabled());
});

test("of a building that no picture shows the reason is asked, nothing else", async (t) => {
  const page = await volunteer(t, PHONE);
  for (let at = 0; at < CAPTURES; at += 1) {
    await isThere(page);
    await press(page, "cannot");
  }
  assert.equal(await kindOf(page), "doubt");
  await page.locator("#doubt [name=reason]").first().check();
  await sends(page, () => page.locator("#doubt .button").click());
  assert.equal(await answered(page), 1);
});

describe("a phone", () => {
  test(`from Start to the first answer in ${TAPS_TO_FIRST_ANSWER_MAX} taps`, async (t) => {
    const page = await newcomer(t, PHONE);
    let taps = 0;
    const tap = (locator) => {
      taps += 1;
      return locator.tap();
    };
    await page.goto(demo.volunteer);
    await tap(page.getByRole("link", { name: /^Start/ }));
    await tap(button(page, "I understand, start"));
    await page.locator("#work-screen").waitFor();
    await isThere(page);
    await tap(page.locator("#guided .standing"));
    await page.getByText(/^Picture 2 of/).waitFor();
    assert.ok(taps <= TAPS_TO_FIRST_ANSWER_MAX);
  });

  test(`${CAPTURES} captures take at most ${TAPS_MAX} taps, wherever the end lies`, async (t) => {
    const page = await volunteer(t, PHONE);
    const { pictures } = await dataOf(page);
    const most = [];
    for (let standing = 0; standing <= CAPTURES; standing += 1) {
      let taps = 1; // the one that saves
      while ((await kindOf(page)) === "guided") {
        await isThere(page);
        const day = await page.locator("#date-after").innerText();
        const at = pictures.findIndex((picture) => picture.day === day);
        await press(page, at < standing ? "standing" : "destroyed");
        taps += 1;
      }
      const ends = [pictures[standing - 1], pictures[standing]].filter(Boolean);
      const asked = await page.locator("#ask").innerText();
      ends.forEach(({ day }) => assert.ok(asked.includes(day), `${asked} of ${day}`));
      most.push(taps);
      if (standing < CAPTURES) await press(page, "again");
    }
    t.diagnostic(`taps for each end: ${most.join(" ")}`);
    assert.ok(Math.max(...most) <= TAPS_MAX);
    await sends(page, () => press(page, "yes"));
  });

  test(`one more answer is one request of ${JUDGEMENT_BYTES_MAX} bytes`, async (t) => {
    const page = await volunteer(t, PLAIN);
    for (let before = 0; before < 2; before += 1) await sends(page, () => answer(page, "standing"));
    await page.getByText(/ready without connection/).waitFor({ timeout: 20_000 });
    await pause(2_000); // whatever comes ahead has come
    await isThere(page);
    await lookThrough(page, "destroyed");
    const weight = await bytes(page);
    const asked = [];
    page.on("request", (request) => asked.push(request));
    const painted = page.evaluate(() => {
      const id = () => document.querySelector("#work-screen [name=assignment]").value;
      const image = document.getElementById("after");
      const before = id();
      return new Promise((done) => {
        const look = () => {
          const isNew = id() !== before && image.dataset.state === "there";
          isNew ? image.decode().then(() => done(performance.now())) : requestAnimationFrame(look);
        };
        look();
      });
    });
    const response = await sends(page, () => press(page, "yes"));
    await painted;
    const atPaint = asked.map((request) => new URL(request.url()).pathname);
    assert.ok(!atPaint.some((path) => path.startsWith("/chips/")), `had to fetch ${atPaint}`);
    await pause(3_000);
    const posts = asked.filter((request) => request.method() === "POST");
    assert.equal(posts.length, 1, posts.map((request) => request.url()).join());
    const others = weight.list().filter(({ url }) => !new URL(url).pathname.startsWith("/chips/"));
    const down = others.reduce((sum, { bytes }) => sum + bytes, 0);
    const sizes = await response.request().sizes();
    const up = sizes.requestHeadersSize + sizes.requestBodySize;
    t.diagnostic(`down ${down} bytes; up ${up} bytes, of which ${sizes.requestBodySize} are words`);
    assert.equal(others.length, 1, others.map(({ url }) => url).join());
    assert.ok(down <= JUDGEMENT_BYTES_MAX, `${down} bytes down`);
    assert.ok(up <= JUDGEMENT_BYTES_MAX, `${up} bytes up`);
  });

  for (const way of ["its browser's wish", "the switch on the page"]) {
    test(`few data, by ${way}: small pictures, few bytes, and the answer says so`, async (t) => {
      const isHeader = way === "its browser's wish";
      const settings = { ...PLAIN, ...(isHeader ? { extraHTTPHeaders: { "Save-Data": "on" } } : {}) };
      const warm = await volunteer(t, settings);
      if (!isHeader) await follow(warm, warm.locator("footer a[href^='/data?data=low']"));
      const state = await warm.context().storageState();
      const page = await newcomer(t, { ...settings, storageState: state });
      const weight = await bytes(page);
      await page.goto(demo.origin + TASK, { waitUntil: "networkidle" });
      await pause(3_000); // what comes ahead belongs to it
      const list = weight.list().filter(({ url }) => url.startsWith("http"));
      t.diagnostic(`first task: ${weight.total()} bytes, ${list.length} requests`);
      assert.ok(weight.total() <= LOW_FIRST_TASK_BYTES_MAX, `${weight.total()} bytes`);
      await isThere(page);
      assert.equal(await page.locator("#after").evaluate((image) => image.naturalWidth), 256);
      await press(page, "all");
      assert.equal(await page.locator("#film img").count(), 0, "no strip of pictures");
      await press(page, "one");
      const response = await sends(page, () => answer(page, "standing"));
      assert.equal(new URLSearchParams(response.request().postData()).get("low"), "1");
    });
  }
});

describe("from right to left", () => {
  /** Arabic where the program speaks it, and English made right-to-left where not. */
  async function language() {
    const front = await fetch(`${demo.origin}/`, { headers: { cookie: "aftermath_lang=ar" } });
    return (await front.text()).includes('lang="ar"') ? "ar" : "xr";
  }

  async function reader(t, settings) {
    const page = await newcomer(t, settings);
    const code = await language();
    t.diagnostic(`language ${code}`);
    await page.goto(`${demo.origin}/language?lang=${code}&to=/`);
    assert.equal(await page.locator("html").getAttribute("dir"), "rtl");
    await follow(page, page.locator("main a.button").first());
    await follow(page, page.locator("main form button").first());
    await page.locator("#work-screen").waitFor();
    await isThere(page);
    return page;
  }

  test("a building is answered on a phone", async (t) => {
    const page = await reader(t, PHONE);
    assert.equal(await page.locator("html").getAttribute("dir"), "rtl");
    await assertNotSideways(page);
    const [standing, destroyed] = await Promise.all(
      ["standing", "destroyed"].map((name) => page.locator(`#guided .${name}`).boundingBox()),
    );
    assert.ok(standing.x >= destroyed.x, "the first answer is on the right");
    await lookThrough(page, "standing", "destroyed");
    await isThere(page);
    await assertNotSideways(page);
    await axe(page);
    assert.equal((await dataOf(page)).answered, 0);
    await sends(page, () => press(page, "yes"), /\S/);
    await page.reload();
    assert.equal((await dataOf(page)).answered, 1);
  });

  test("the arrows follow the strip, and pictures are not mirrored", async (t) => {
    const page = await reader(t, WIDE);
    const film = page.locator(".film input[type=radio]");
    await film.nth(3).check();
    await page.keyboard.press("ArrowLeft");
    assert.ok(await film.nth(4).isChecked(), "on the left is what came later");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    assert.ok(await film.nth(2).isChecked());
    const cells = page.locator(".film .cell");
    const [one, two] = await Promise.all([0, 1].map((at) => cells.nth(at).boundingBox()));
    assert.ok(one.x > two.x, "the first picture is on the right");
    const stage = page.locator("#stage");
    assert.equal(await stage.evaluate((element) => getComputedStyle(element).direction), "ltr");
    await sends(page, () => press(page, "dated"), /\S/);
  });
});

describe("care", () => {
  test("a tip stands by the first building and not by the fifth", async (t) => {
    const page = await volunteer(t, PHONE);
    const tip = page.locator("#tip");
    assert.match(await tip.innerText(), /\S/);
    for (let count = 0; count < 4; count += 1) await sends(page, () => answer(page, "standing"));
    await isThere(page);
    assert.ok(await tip.isHidden());
  });

  test("after 25 answers a break is offered once, and may be declined", async (t) => {
    const page = await newcomer(t, PHONE);
    await page.addInitScript(() => {
      if (sessionStorage.getItem("begun")) return;
      sessionStorage.setItem("begun", "1");
      sessionStorage.setItem("done", "23");
    });
    await begin(page, demo);
    await page.locator("#work-screen").waitFor();
    const card = page.locator("#break");
    await sends(page, () => answer(page, "standing"));
    assert.ok(await card.isHidden(), "not after 24");
    await sends(page, () => answer(page, "standing"));
    assert.ok(await card.isVisible());
    await axe(page);
    await press(page, "onward");
    assert.ok(await card.isHidden());
    await sends(page, () => answer(page, "standing"));
    assert.ok(await card.isHidden(), "and not again at once");
  });

  const exits = {
    "its link": (page) => page.locator("a[data-leave]").click(),
    "Escape pressed twice": async (page) => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
    },
  };
  for (const [name, leave] of Object.entries(exits)) {
    test(`the quick exit, by ${name}, leaves nothing on the device`, async (t) => {
      const page = await volunteer(t, PHONE);
      await page.waitForFunction(() => navigator.serviceWorker.controller);
      await sends(page, () => answer(page, "standing"));
      await page.getByText(/ready without connection/).waitFor({ timeout: 20_000 });
      await leave(page);
      await page.waitForURL(/\/leave/);
      assert.equal((await page.locator("body").innerText()).trim(), "");
      const left = () => page.evaluate(whatIsLeft);
      let now;
      for (let tries = 0; tries < 20; tries += 1) {
        now = await left();
        if (!now.length) break;
        await pause(200);
      }
      assert.deepEqual(now, []);
      await page.goBack().catch(() => {});
      assert.doesNotMatch(page.url(), /\/task/, "no step leads back to the pictures");
    });
  }

  test("the quick exit hands out what waits, before it forgets", async (t) => {
    for (const serviceWorkers of ["allow", "block"]) {
      const page = await newcomer(t, { ...PHONE, serviceWorkers });
      // Nothing goes out by itself.
      await page.addInitScript(() => {
        LockManager.prototype.request = () => new Promise(() => {});
      });
      await begin(page, demo);
      await page.locator("#work-screen").waitFor();
      const isAllowed = serviceWorkers === "allow";
      if (isAllowed) await page.waitForFunction(() => navigator.serviceWorker.controller);
      await answer(page, "standing");
      await state(page, /wait/);
      assert.equal(await answered(page), 0);
      await exits["its link"](page);
      await page.waitForURL(/\/leave/);
      for (let tries = 0; tries < 30 && (await answered(page)) < 1; tries += 1) await pause(100);
      assert.equal(await answered(page), 1, serviceWorkers);
      for (let tries = 0; tries < 30 && (await page.evaluate(whatIsLeft)).length; tries += 1) {
        await pause(100);
      }
      assert.deepEqual(await page.evaluate(whatIsLeft), [], serviceWorkers);
    }
  });

  test("erasing leaves nothing where a browser clears nothing when told to", async (t) => {
    const page = await volunteer(t, PHONE);
    await page.waitForFunction(() => navigator.serviceWorker.controller);
    await sends(page, () => answer(page, "standing"));
    await page.goto(`${demo.origin}/c/demo/mine/erase`);
    await page.locator("[name=sure]").check();
    await page.route("**/mine/erase", async (route) => {
      const response = await route.fetch();
      const headers = response.headers();
      assert.match(headers["clear-site-data"], /storage/);
      delete headers["clear-site-data"];
      await route.fulfill({ response, headers });
    });
    assert.notDeepEqual(await page.evaluate(whatIsLeft), [], "there is something to erase");
    await follow(page, page.locator("main form button"));
    let now;
    for (let tries = 0; tries < 20; tries += 1) {
      now = await page.evaluate(whatIsLeft);
      if (!now.length) break;
      await pause(100);
    }
    assert.deepEqual(now, []);
  });

  /** In the page: what tells of a volunteer's work. The style and the script tell of nobody. */
  async function whatIsLeft() {
    const found = (await indexedDB.databases()).map(({ name }) => `database ${name}`);
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) {
        if (!new URL(url).pathname.startsWith("/static/")) found.push(`${name} ${url}`);
      }
    }
    return [...found, ...Object.keys(sessionStorage)];
  }
});

test("a practice building: a try, a hint, the experts' answer, and a match", async (t) => {
  const page = await newcomer(t, PHONE);
  const wrong = async () => {
    await page.locator("#work-screen").waitFor();
    await answer(page, "standing");
    await page.getByRole("heading", { name: "Your answer differs from the experts" }).waitFor();
    await page.getByRole("heading", { name: "A hint" }).waitFor();
  };
  await page.goto(demo.volunteer);
  await follow(page, page.getByRole("link", { name: /^Start/ }));
  await follow(page, button(page, "Practise first"));
  assert.match(page.url(), /\/learn\/1/);
  await page.locator("#work-screen").waitFor();
  const { pictures } = await dataOf(page);
  await wrong();
  assert.equal(await page.getByText("Show the answer").count(), 0, "not after one try");
  await follow(page, page.getByRole("link", { name: "Try again" }));
  await wrong();
  await page.getByText("Show the answer").click();
  const plain = (text) => text.replaceAll("\u00a0", " ");
  const known = plain(await page.locator(".reveal dd").first().innerText());
  const names = (at) => known.includes(plain(pictures[at].day));
  const first = pictures.findIndex((_, at) => at > 0 && names(at) && names(at - 1));
  assert.ok(first > 0, `no window in “${known}”`);
  await axe(page);
  await follow(page, page.getByRole("link", { name: "Try again" }));
  await page.locator("#work-screen").waitFor();
  while ((await kindOf(page)) === "guided") {
    await isThere(page);
    const day = await page.locator("#date-after").innerText();
    const at = pictures.findIndex((picture) => picture.day === day);
    await press(page, at < first ? "standing" : "destroyed");
  }
  await press(page, "yes");
  await page.getByRole("heading", { name: "Your answer matches the experts" }).waitFor();
  await follow(page, page.getByRole("link", { name: "Next practice building" }));
  assert.match(page.url(), /\/learn\/2/);
  assert.equal(await answered(page), 0, "practice enters no count");
});
