// What holds for every page: accessible in light and dark on small and wide screens, never wider
// than the screen, light, and served by this machine alone. What pages do is in the other files.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { get } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  assertNotSideways, axe, begin, bytes, follow, launch, noThirdParty, signIn, startDemo,
} from "./browser.mjs";

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const TASK = "/c/demo/task";

const ASSET_BYTES_MAX = 12_000;
const FIRST_TASK_BYTES_MAX = 100_000;

let browser;
let demo;
/** One page each of nobody, a volunteer, the coordinator and the researcher. */
const who = {};
const noThirdPartyFor = [];
/** Addresses that hold a building's number or what was said of it. */
const found = {};

before(async () => {
  browser = await launch();
  demo = await startDemo({ args: ["--buildings", "40", "--captures", "8"] });
  for (const name of ["nobody", "volunteer", "coordinator", "researcher"]) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    who[name] = await context.newPage();
    who[name].setDefaultTimeout(10_000);
    noThirdPartyFor.push(noThirdParty(who[name]));
  }
  await begin(who.volunteer, demo);
  await signIn(who.coordinator, demo.coordinator);
  await signIn(who.researcher, demo.researcher);
  await findAddresses();
  await stageImports();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Answers one building, so that there is a thanks to show, and stops another halfway. */
async function findAddresses() {
  const page = who.volunteer;
  const say = (name) => follow(page, page.getByRole("button", { name, exact: true }));
  await page.goto(`${demo.origin}${TASK}?view=guided`);
  await say("Standing");
  found.halfway = page.url().replace(demo.origin, "");
  await say("Destroyed");
  while (await page.locator(".answers").count()) await say("Destroyed");
  found.confirm = page.url().replace(demo.origin, "");
  await who.coordinator.goto(`${demo.origin}/desk/demo`);
  const link = who.coordinator.getByRole("region", { name: "Buildings" }).getByRole("link").first();
  found.building = await link.getAttribute("href");
}

/** Sends captures and faulty buildings to other campaigns, to be looked at before they are in. */
async function stageImports() {
  for (const slug of ["second", "third"]) {
    await demo.command("campaign", "create", slug, "--title", `The ${slug} campaign`);
  }
  const town = join(demo.folder, "town", "captures");
  const [image] = (await readdir(town)).sort();
  const table = (name, ...rows) => {
    return { name, mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) };
  };
  const captures = [
    table("list.csv", "capture_id,file,captured_at", `one,${image},2018-01-17`),
    { name: image, mimeType: "image/tiff", buffer: await readFile(join(town, image)) },
  ];
  found.captures = await stage("second", "c", captures);
  await stage("third", "c", captures);
  const { coordinator: page } = who;
  await follow(page, page.getByRole("button", { name: "Import this" }));
  await page.getByText("This is in the campaign.").waitFor();
  found.faults = await stage("third", "b", table("b.csv", "id,lon,lat", "a,38,37", "b,500,37"));
  await page.goto(`${demo.origin}/desk/third/captures`);
  found.alone = await page.getByRole("link", { name: "Align one" }).getAttribute("href");
}

async function stage(slug, field, files) {
  const { coordinator: page } = who;
  await page.goto(`${demo.origin}/desk/${slug}/imports`);
  await page.locator(`#${field}-files`).setInputFiles(files);
  await follow(page, page.getByRole("button", { name: /^Check these/ }).nth(field === "c" ? 0 : 1));
  await page.getByText("checked", { exact: true }).waitFor();
  return page.url().replace(demo.origin, "");
}

/** Every page: what it is, who sees it, its address (or where that was found), its status. */
const PAGES = [
  ["the front page", "nobody", "/"],
  ["about", "nobody", "/about"],
  ["start", "nobody", "/c/demo/start"],
  ["sign in", "nobody", "/sign-in"],
  ["“not found”", "nobody", "/no-such-page", 404],
  ["“start first”", "nobody", TASK, 401],
  ["“sign in first”", "nobody", "/desk", 401],
  ["one picture at a time", "volunteer", `${TASK}?view=guided`],
  ["one picture, halfway", "volunteer", () => found.halfway],
  ["the check of an answer", "volunteer", () => found.confirm],
  ["thanks, and the next building", "volunteer", `${TASK}?view=guided&saved=1`],
  ["why it cannot be told", "volunteer", `${TASK}?view=doubt`],
  ["all pictures at once", "volunteer", `${TASK}?view=timeline&saved=1`],
  ["the coordinator's campaigns", "coordinator", "/desk"],
  ["progress", "coordinator", "/desk/demo"],
  ["a building", "coordinator", () => found.building],
  ["imports", "coordinator", "/desk/demo/imports"],
  ["an import of captures", "coordinator", () => found.captures],
  ["an import with faults", "coordinator", () => found.faults],
  ["captures and sources", "coordinator", "/desk/demo/captures"],
  ["two captures to be aligned", "coordinator", "/desk/demo/captures/2/align"],
  ["nothing to align with", "coordinator", () => found.alone, 409],
  ["exports", "researcher", "/desk/demo/exports"],
  ["“not for this account”", "researcher", "/desk/demo", 403],
].map(([name, role, path, status = 200]) => ({ name, role, path, status }));

const addressOf = (path) => (typeof path === "function" ? path() : path);

/** Opens the page, with its folded parts unfolded. */
async function open({ role, path, status }) {
  const page = who[role];
  const answer = await page.goto(demo.origin + addressOf(path));
  assert.equal(answer.status(), status, page.url());
  const folded = (all) => all.forEach((details) => (details.open = true));
  await page.locator("details").evaluateAll(folded);
  return page;
}

const PHONE_AND_DESK = [360, 1280];
const sized = (page, width) => page.setViewportSize({ width, height: 800 });

for (const entry of PAGES) {
  test(`${entry.name}: accessible, light and dark, on a phone and on a desk`, async () => {
    const page = await open(entry);
    for (const width of PHONE_AND_DESK) {
      await sized(page, width);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await axe(page);
      }
    }
  });
}

test("no page is wider than the screen at 320, 360 and 1280 px", async () => {
  const faults = [];
  for (const entry of PAGES) {
    const page = await open(entry);
    for (const width of [320, ...PHONE_AND_DESK]) {
      await sized(page, width);
      await assertNotSideways(page).catch(({ message }) => faults.push(message));
    }
  }
  assert.equal(faults.length, 0, faults.join("\n"));
});

/** The bytes of an answer's body as they come over the wire to a browser. */
function weigh(url) {
  const headers = { "accept-encoding": "gzip, deflate, br, zstd" };
  return new Promise((resolve, reject) => {
    const request = get(url, { headers }, (answer) => {
      let weight = 0;
      answer.on("data", (chunk) => (weight += chunk.length));
      answer.on("end", () => resolve(weight));
    });
    request.on("error", reject);
  });
}

test(`style and scripts together weigh at most ${ASSET_BYTES_MAX} bytes`, async (t) => {
  const urls = new Set();
  for (const { role, path } of PAGES) {
    const answer = await who[role].request.get(demo.origin + addressOf(path));
    const found = (await answer.text()).matchAll(/"(\/static\/[^"]+\.(?:css|js))"/g);
    for (const [, asset] of found) urls.add(demo.origin + asset);
  }
  assert.ok(urls.size >= 3, "the style and two scripts at least");
  let total = 0;
  for (const url of urls) {
    const weight = await weigh(url);
    t.diagnostic(`${new URL(url).pathname.split("/").slice(3).join("/")}: ${weight} bytes`);
    total += weight;
  }
  t.diagnostic(`style and scripts: ${total} bytes`);
  assert.ok(total <= ASSET_BYTES_MAX, `${total} bytes`);
});

/** The task page in a browser that has nothing in its cache, for somebody who has just begun. */
async function firstTask(t, settings) {
  const warm = await browser.newContext(settings);
  t.after(() => warm.close());
  await begin(await warm.newPage(), demo);
  const cold = await browser.newContext({ ...settings, storageState: await warm.storageState() });
  t.after(() => cold.close());
  const page = await cold.newPage();
  const weight = await bytes(page);
  await page.goto(demo.origin + TASK, { waitUntil: "networkidle" });
  const answers = weight.list().filter(({ url }) => url.startsWith("http"));
  const name = (url) => new URL(url).pathname.replace(/[0-9a-f]{16,}/, "…");
  for (const { url, bytes } of answers) t.diagnostic(`${bytes} bytes: ${name(url)}`);
  t.diagnostic(`in all ${weight.total()} bytes, ${answers.length} requests`);
  assert.ok(answers.every(({ bytes }) => bytes > 0), "something came from a cache");
  return { total: weight.total(), requests: answers.length };
}

test(`the first task weighs at most ${FIRST_TASK_BYTES_MAX} bytes on a phone`, async (t) => {
  const { total, requests } = await firstTask(t, PHONE);
  assert.ok(requests >= 4, "the page, its style, its script and a picture at least");
  assert.ok(total <= FIRST_TASK_BYTES_MAX, `${total} bytes`);
});

test("the first task on a wide screen brings each picture no more than once", async (t) => {
  const { total, requests } = await firstTask(t, { viewport: { width: 1280, height: 800 } });
  assert.ok(requests <= 4 + 2 * 8, `${requests} requests`);
  assert.ok(total <= 3 * FIRST_TASK_BYTES_MAX, `${total} bytes`);
});

// These come last: the volunteer has no building left after the first.

test("with nothing left to do a volunteer is thanked on a page like all others", async () => {
  const { volunteer: page } = who;
  const left = await page.evaluate(answerAll, TASK);
  assert.ok(left > 5, `only ${left} buildings were left to answer`);
  await page.goto(demo.origin + TASK);
  assert.match(await page.getByRole("main").innerText(), /Nothing left/);
  for (const width of [320, ...PHONE_AND_DESK]) {
    await sized(page, width);
    await assertNotSideways(page);
    await axe(page);
  }
});

/** In the page: answers "cannot tell" until no building is left; gives how many there were. */
async function answerAll(task) {
  for (let answered = 0; answered < 100; answered += 1) {
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

test("no page has asked another machine for anything", () => {
  noThirdPartyFor.forEach((assertNoThirdParty) => assertNoThirdParty());
});
