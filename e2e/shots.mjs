// Takes the pictures of the documents from the demo, whose imagery is painted: of the same town and
// the same building each time. scripts/shots runs it.

import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { begin, follow, kindOf, launch, press, sends, signIn, startDemo } from "./browser.mjs";
import { TASK, taken } from "./site.mjs";

const DOCS = fileURLToPath(new URL("../docs/", import.meta.url));
const BYTES_MAX = 700_000;
const QUALITY = 70;
const CALM = { colorScheme: "light", reducedMotion: "reduce", locale: "en" };
const PHONE = {
  ...CALM, viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true,
  deviceScaleFactor: 1.5,
};
const WIDE = { ...CALM, viewport: { width: 1280, height: 800 } };
/** How many of the twelve captures show the building of the pictures standing. */
const STANDING = [5, 6, 7, 8];
/** More buildings than the demo has. */
const DEALT_MAX = 100;

const browser = await launch();
const demo = await startDemo({ args: ["--buildings", "60", "--captures", "12"] });
const sizes = new Map();

async function keep(target, name) {
  const path = join(DOCS, name);
  await target.screenshot({ path, type: "jpeg", quality: QUALITY, animations: "disabled" });
  sizes.set(name, (await stat(path)).size);
}

async function newPage(settings) {
  const page = await (await browser.newContext(settings)).newPage();
  page.setDefaultTimeout(10_000);
  return page;
}

/** Each building by the address of its first chip: its name, and how many captures it stands in. */
async function truth() {
  const page = await newPage(WIDE);
  await signIn(page, demo.coordinator);
  await page.goto(`${demo.origin}/desk/demo`);
  const table = await readFile(join(demo.folder, "town", "truth.csv"), "utf8");
  const rows = table.trim().split(/\r?\n/).slice(1).map((line) => line.split(","));
  const standing = new Map(rows.map(([name, , , count]) => [name, Number(count)]));
  const links = await page.locator("th a").evaluateAll((all) => {
    return all.map((link) => [link.textContent, link.href]);
  });
  const found = new Map();
  for (const [name, href] of links) {
    const html = await (await page.request.get(href)).text();
    const [, chip] = html.match(/src="(\/chips\/[^"]+)"/);
    found.set(chip, { name, standing: standing.get(name) });
  }
  await page.context().close();
  return found;
}

/**
 * Goes through all that somebody new is dealt, until one is wanted; gives its days, and the
 * buildings that were not.
 */
async function dealt(page, buildings, isWanted) {
  const passed = [];
  let days = [];
  await begin(page, demo);
  await page.goto(`${demo.origin}/c/demo/mine`); // where no script takes tasks along
  for (let count = 0; count < DEALT_MAX; count += 1) {
    const task = await page.evaluate(async (address) => {
      const html = await (await fetch(address)).text();
      const parsed = new DOMParser().parseFromString(html, "text/html");
      return parsed.querySelector("#task-data")?.dataset.task;
    }, `${TASK}?view=guided`);
    if (!task) break;
    const { a: assignment, pictures } = JSON.parse(task);
    const building = buildings.get(pictures[0].chip);
    days = pictures.map(({ day }) => day);
    if (building && isWanted(building)) break;
    if (building) passed.push(building);
    await page.evaluate((assignment) => {
      return fetch("/c/demo/skip", { method: "POST", body: new URLSearchParams({ assignment }) });
    }, assignment);
  }
  await page.goto(`${demo.origin}${TASK}?view=guided`);
  return { passed, days };
}

/** The first by name of the buildings that are still asked about and were destroyed midway. */
async function choose(buildings) {
  const page = await newPage(WIDE);
  const { passed } = await dealt(page, buildings, () => false);
  await page.context().close();
  const midway = passed.filter(({ standing }) => STANDING.includes(standing));
  assert.ok(midway.length, "no building that is still asked about was destroyed midway");
  return midway.sort((a, b) => (a.name < b.name ? -1 : 1))[0];
}

const settle = (page) => page.waitForLoadState("networkidle");

/** Says what is true of the picture that is asked about. */
async function say(page, { standing }, days) {
  const at = days.indexOf(await page.locator("#date-after").textContent());
  assert.ok(at >= 0, "no such day");
  await press(page, at < standing ? "standing" : "destroyed");
  await taken(page);
}

async function onPhone(buildings, chosen) {
  const page = await newPage(PHONE);
  const { days } = await dealt(page, buildings, ({ name }) => name === chosen.name);
  await onAWideScreen(await page.context().storageState(), chosen);
  await taken(page);
  await settle(page);
  await keep(page, "guided.jpg");
  await keep(page.locator("#stage"), "stage.jpg");
  while ((await kindOf(page)) === "guided") await say(page, chosen, days);
  await settle(page);
  await keep(page, "confirm.jpg");
  await page.goto(`${demo.origin}${TASK}?view=guided&lang=ar`);
  await taken(page);
  await settle(page);
  await keep(page, "arabic.jpg");
  await page.goto(`${demo.origin}${TASK}?view=guided&lang=en`);
  await taken(page);
  while ((await kindOf(page)) === "guided") await say(page, chosen, days);
  await sends(page, () => press(page, "yes"));
  await page.goto(`${demo.origin}/c/demo/mine`);
  await keep(page, "mine.jpg");
  await page.context().close();
}

/** The same volunteer on a wide screen. */
async function onAWideScreen(storageState, chosen) {
  const page = await newPage({ ...WIDE, storageState });
  await page.goto(`${demo.origin}${TASK}?view=timeline`);
  await taken(page);
  await page.locator("#film input[type=radio]").nth(chosen.standing).check();
  await settle(page);
  await keep(page, "task.jpg");
  await page.context().close();
}

/** A first practice building, answered wrongly, and what the experts saw. */
async function inPractice() {
  const viewport = { width: 900, height: 960 };
  const page = await newPage({ ...CALM, viewport, javaScriptEnabled: false });
  await begin(page, demo);
  await page.goto(`${demo.origin}/c/demo/learn/1?view=timeline`);
  await follow(page, page.locator("form.timeline button[value=standing]"));
  await page.goto(`${demo.origin}/c/demo/learn/1?view=timeline`);
  await follow(page, page.locator("form.timeline button[value=standing]"));
  await page.locator("details.reveal summary").click();
  await settle(page);
  await keep(page, "practice.jpg");
  await page.context().close();
}

/** The dashboard, and a case after the adjudicator answered it blind. */
async function atTheDesk() {
  const page = await newPage(WIDE);
  await signIn(page, demo.coordinator);
  await page.goto(`${demo.origin}/desk/demo`);
  await settle(page);
  await keep(page, "desk.jpg");
  await page.goto(`${demo.origin}/desk/demo/review`);
  await follow(page, page.locator("[data-case]").first());
  await page.getByLabel("Destroyed", { exact: true }).check();
  await page.getByLabel("First destroyed").selectOption({ index: 6 });
  await follow(page, page.getByRole("button", { name: "Answer, and see the votes" }));
  await settle(page);
  await keep(page, "case.jpg");
  await page.context().close();
}

try {
  await atTheDesk();
  const buildings = await truth();
  const chosen = await choose(buildings);
  await onPhone(buildings, chosen);
  await inPractice();
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  for (const [name, size] of sizes) console.log(`${size} bytes: docs/${name}`);
  console.log(`${total} bytes in all, of ${chosen.name}`);
  assert.ok(total <= BYTES_MAX, `more than ${BYTES_MAX} bytes`);
} finally {
  await browser.close();
  await demo.stop();
}
