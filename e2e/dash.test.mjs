// The dashboard and its map: what is drawn is there with script and without, the map asks nothing
// of any other site, and its filter works.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertNotSideways, follow, launch, noThirdParty, signIn, startDemo } from "./browser.mjs";

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
  page.on("console", (said) => said.type() === "error" && errors.push(said.text()));
  return { page, errors };
}

/** How many of the canvas' pixels are not of its commonest colour. */
async function painted(page) {
  const shot = await page.locator("#map canvas").screenshot();
  return page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
    const counts = new Map();
    for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    return pixels.length - Math.max(...counts.values());
  }, shot.toString("base64"));
}

const shown = async (page) =>
  (await page.locator("#map-state").innerText()).match(/^(\d+) of (\d+) /).slice(1).map(Number);

test("the map is drawn from this site alone, and filtered by state and by time", async (t) => {
  const { page, errors } = await newPage(t);
  const assertNoThirdParty = noThirdParty(page);
  await signIn(page, demo.coordinator);
  await page.goto(`${demo.origin}/desk/demo`);
  await follow(page, page.getByRole("link", { name: "A map to move and filter" }));
  await page.locator("#map[data-state=there] canvas").waitFor();
  assert.deepEqual(await shown(page), [BUILDINGS, BUILDINGS]);
  const all = await painted(page);
  assert.ok(all > 500, `${all} pixels are painted`);

  const dated = page.getByRole("checkbox", { name: "destroyed, dated" });
  await dated.uncheck();
  const [without] = await shown(page);
  assert.ok(without < BUILDINGS, "some are dated");
  await dated.check();
  const thumb = page.getByRole("slider", { name: /^After/ });
  await thumb.focus();
  const points = await (await page.request.get(`${demo.origin}/desk/demo/map.json`)).json();
  const later = (first) => points.before.filter((end, at) => end > first && points.after[at] >= 0).length;
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("ArrowRight");
  assert.equal((await shown(page))[0], later(3), "those whose window ends after the third capture");
  await thumb.press("End");
  assert.equal((await shown(page))[0], later(6));
  assert.ok(later(6) < later(0), "some fell before the last capture but one");
  const values = await page.locator("#from, #to").evaluateAll((both) => both.map((one) => Number(one.value)));
  assert.ok(values[0] < values[1], `the thumbs never cross: ${values}`);
  await thumb.press("Home");

  for (const box of await page.getByRole("checkbox").all()) await box.uncheck();
  assert.equal((await shown(page))[0], 0);
  await page.waitForFunction(() => true);
  assertNoThirdParty();
  assert.deepEqual(errors, []);
});

test("a capture is laid below the map in tiles of this site", async (t) => {
  const { page, errors } = await newPage(t);
  const assertNoThirdParty = noThirdParty(page);
  await signIn(page, demo.coordinator);
  await page.goto(`${demo.origin}/desk/demo/map`);
  await page.locator("#map[data-state=there] canvas").waitFor();
  const before = await painted(page);
  const arrives = page.waitForResponse((answer) => answer.url().includes("/tiles/") && answer.status() === 200);
  await page.getByLabel("Picture below").selectOption({ index: 1 });
  const tile = await arrives;
  assert.equal(tile.headers()["content-type"], "image/webp");
  assert.ok((await tile.body()).length > 1_000, "it shows something");
  for (let waited = 0; waited < 40 && (await painted(page)) < before * 2; waited += 1) {
    await page.waitForTimeout(250);
  }
  assert.ok((await painted(page)) > before * 2, "the ground is painted");
  assertNoThirdParty();
  assert.deepEqual(errors, []);
});

test("without script the dashboard says it all, also on a phone, and the map page leads there", async (t) => {
  const narrow = { javaScriptEnabled: false, viewport: { width: 360, height: 740 } };
  const { page } = await newPage(t, narrow);
  await signIn(page, demo.coordinator);
  await page.goto(`${demo.origin}/desk/demo`);
  await page.locator("#further > details > summary").click();
  for (const name of ["hours", "settled", "destroyed", "widths", "gold", "doubts", "unusable"]) {
    assert.ok(await page.locator(`#chart-${name} h2`).isVisible(), name);
  }
  assert.ok(await page.locator("#listed table").isHidden(), "the list is folded");
  assert.ok((await page.locator("#drawn-map use").count()) >= BUILDINGS);
  await page.locator("#chart-settled summary").click();
  assert.ok((await page.locator("#chart-settled tbody tr").count()) > 0);
  await page.goto(`${demo.origin}/desk/demo/map`);
  assert.ok(await page.getByText("This map needs script.").isVisible());
});

test("the dashboard takes in what is new only when that is switched on", async (t) => {
  const { page, errors } = await newPage(t, { viewport: { width: 360, height: 740 } });
  await signIn(page, demo.coordinator);
  await page.goto(`${demo.origin}/desk/demo`);
  await assertNotSideways(page);
  let asked = 0;
  page.on("request", (request) => { asked += request.url().endsWith("/desk/demo/live") ? 1 : 0; });
  await page.locator("#chart-hours summary").click();
  assert.equal(asked, 0);
  const part = (answer) => answer.headers()["content-type"].startsWith("text/html");
  const first = page.waitForResponse((answer) => answer.url().endsWith("/live") && part(answer));
  await page.locator("#live").evaluate((live) => live.append("of before"));
  await page.getByLabel("Live: show what is new as it comes").check();
  await first;
  await page.waitForFunction(() => !document.querySelector("#live").innerText.includes("of before"));
  assert.equal(asked, 2, "the connection, and what it told of");
  assert.ok(await page.locator("#chart-hours details").getAttribute("open") !== null);
  await page.getByLabel("Live:").uncheck();
  assert.deepEqual(errors, []);
});

test("where no connection is given, the dashboard looks again by itself", async (t) => {
  const { page } = await newPage(t);
  await page.clock.install();
  await signIn(page, demo.coordinator);
  await page.route("**/desk/demo/live", (route) =>
    route.request().headers().accept === "text/event-stream"
      ? route.fulfill({ status: 429, body: "" })
      : route.fallback());
  await page.goto(`${demo.origin}/desk/demo`);
  await page.getByLabel("Live:").check();
  await page.getByText("Live: look again every 15 seconds").waitFor();
  const next = page.waitForResponse((answer) => answer.url().endsWith("/live"));
  await page.clock.runFor(15_500);
  assert.equal((await next).status(), 200);
});
