// An area is drawn on the map by presses and from the keyboard, and set after what it would change
// was shown; gold is chosen on the map; without script the same forms take words.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertNotSideways, axe, follow, launch, noThirdParty, signIn, startDemo } from "./browser.mjs";

const BUILDINGS = 40;

let browser;
let demo;

before(async () => {
  browser = await launch();
  demo = await startDemo({ args: ["--buildings", String(BUILDINGS), "--captures", "8"] });
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

async function newPage(t, settings = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...settings });
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await signIn(page, demo.coordinator);
  return { page, errors };
}

const button = (page, name) => page.getByRole("button", { name });
const figure = (page, name) =>
  page.locator("#preview .figures div").filter({ hasText: name }).locator("dd").innerText();

/** Presses the map at shares of its width and height. */
async function pressMap(page, shares) {
  const map = page.locator("#map");
  await map.scrollIntoViewIfNeeded();
  const { width, height } = await map.boundingBox();
  for (const [x, y] of shares) await map.click({ position: { x: width * x, y: height * y } });
}

test("an area drawn around all buildings is shown, set and ended", async (t) => {
  const { page, errors } = await newPage(t);
  const assertNoThirdParty = noThirdParty(page);
  await page.goto(`${demo.origin}/desk/demo/priorities`);
  await page.locator("#map[data-state=there] canvas").waitFor();
  await button(page, "Draw an area").click();
  await pressMap(page, [[0.01, 0.01], [0.8, 0.01]]);
  assert.equal(await page.locator("#area").inputValue(), "", "two corners are no area");
  await pressMap(page, [[0.99, 0.99], [0.5, 0.5]]);
  await button(page, "Take the last corner back").click();
  await pressMap(page, [[0.01, 0.99]]);
  const area = JSON.parse(await page.locator("#area").inputValue());
  assert.equal(area.coordinates[0].length, 5, "four corners, closed");
  await page.getByLabel(/^Name/).fill("All of it");
  await page.getByLabel(/^Weight/).fill("7");
  await axe(page);
  await follow(page, button(page, "See what would change"));
  const inside = Number(await figure(page, "buildings"));
  assert.ok(inside > 0 && inside <= BUILDINGS, `${inside} buildings`);
  assert.equal(Number(await figure(page, "change their weight")), inside);
  await follow(page, button(page, "Set it"));
  const row = page.getByRole("row").filter({ hasText: "All of it" });
  assert.match(await row.innerText(), /area\s+\d+\s+7/);
  await follow(page, button(page, "End All of it"));
  assert.ok(await page.getByText("Nothing: all buildings weigh the same.").isVisible());
  assertNoThirdParty();
  assert.deepEqual(errors, []);
});

test("an area is drawn from the keyboard alone", async (t) => {
  const { page } = await newPage(t);
  await page.goto(`${demo.origin}/desk/demo/priorities`);
  await page.locator("#map[data-state=there] canvas").waitFor();
  const corner = button(page, "Corner in the middle of the map");
  for (const key of ["ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"]) {
    await page.locator("#map canvas").focus();
    const before = await page.locator("#drawn").innerText();
    // The map glides for a moment after a key.
    await page.keyboard.press(key);
    await page.waitForTimeout(600);
    await corner.focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction((old) => document.querySelector("#drawn").textContent !== old, before);
  }
  const area = JSON.parse(await page.locator("#area").inputValue());
  assert.equal(new Set(area.coordinates[0].map(String)).size, 4);
});

test("gold is chosen on the map, set beside its pictures, and taken out", async (t) => {
  const { page, errors } = await newPage(t);
  await page.goto(`${demo.origin}/desk/demo/gold`);
  await page.locator("#map[data-state=there] canvas").waitFor();
  const link = page.locator("#picked a");
  const { width, height } = await page.locator("#map").boundingBox();
  // Marks stand where the town does: press over the middle until one is met.
  for (let step = 0; step < 400 && !(await link.count()); step += 1) {
    const [x, y] = [(step % 20) / 20, Math.floor(step / 20) / 20];
    await page.locator("#map").click({ position: { x: 1 + x * (width - 2), y: 1 + y * (height - 2) } });
  }
  const id = await link.innerText();
  await follow(page, link);
  assert.match(page.url(), /\/desk\/demo\/gold\/./);
  assert.ok((await page.locator(".shot img").count()) >= 2);
  await page.getByLabel("Last standing").selectOption({ index: 1 });
  await page.getByLabel("First destroyed").selectOption({ index: 2 });
  await page.getByLabel(/^Why, in a sentence/).fill("The roof is gone.");
  await axe(page);
  await follow(page, button(page, "Set as gold"));
  const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: id, exact: true }) });
  assert.match(await row.innerText(), /The roof is gone/);
  await follow(page, row.getByRole("link"));
  await follow(page, button(page, "Take it out"));
  assert.match(await row.innerText(), /taken out/);
  assert.deepEqual(errors, []);
});

test("without script, on a phone, words do the same", async (t) => {
  const narrow = { javaScriptEnabled: false, viewport: { width: 360, height: 740 } };
  const { page } = await newPage(t, narrow);
  await page.goto(`${demo.origin}/desk/demo/priorities`);
  await assertNotSideways(page);
  await page.getByLabel(/^Name/).fill("The world");
  await page.getByLabel(/^Area/).fill("-180, -90, 180, 90");
  await follow(page, button(page, "See what would change"));
  assert.equal(Number(await figure(page, "buildings")), BUILDINGS);
  await assertNotSideways(page);
  for (const path of ["gold", "reopen"]) {
    await page.goto(`${demo.origin}/desk/demo/${path}`);
    await assertNotSideways(page);
  }
});
