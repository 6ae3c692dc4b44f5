// The results of a release: the slider, the choice and the map share one address, with script and
// without, on a narrow screen.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { follow, launch, looksRight, noThirdParty, signIn, startDemo } from "./browser.mjs";

let browser;
let demo;

before(async () => {
  browser = await launch();
  demo = await startDemo({ args: ["--buildings", "40", "--captures", "8"] });
  await demo.command("release", "create", "Spring", "--campaign", "demo", "--why", "the report");
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

async function newPage(t, settings = {}) {
  const context = await browser.newContext({ viewport: { width: 360, height: 800 }, ...settings });
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await signIn(page, demo.researcher);
  return { page, errors };
}

for (const javaScriptEnabled of [true, false]) {
  test(`the day, the choice and a card, ${javaScriptEnabled ? "with" : "without"} script`, async (t) => {
    const { page, errors } = await newPage(t, { javaScriptEnabled });
    const assertNoThirdParty = noThirdParty(page);
    await page.goto(`${demo.origin}/c/demo/results`);
    // axe is itself a script.
    if (javaScriptEnabled) await looksRight(page, "results");
    await page.locator("#step").focus();
    const moved = page.waitForURL(/[?&]at=/);
    await page.keyboard.press("ArrowLeft");
    if (!javaScriptEnabled) await page.getByRole("button", { name: "Show that day" }).click();
    await moved;
    const day = new URL(page.url()).searchParams.get("at");
    await page.getByRole("heading", { name: `At the end of ${day}` }).waitFor();
    await page.getByText("Choose buildings").click();
    await page.getByLabel("Status").selectOption("dated");
    await follow(page, page.getByRole("button", { name: "Choose", exact: true }));
    const asked = new URL(page.url()).searchParams;
    assert.deepEqual([asked.get("status"), asked.get("at")], ["dated", day]);
    await follow(page, page.locator("#table tbody a").first());
    await page.getByRole("heading", { name: "On what it rests" }).waitFor();
    // Which building is meant is marked in the picture of each end.
    assert.equal(await page.locator("th .frame img + .marker").count(), 2);
    if (javaScriptEnabled) await looksRight(page, "card");
    assertNoThirdParty();
    assert.deepEqual(errors, []);
  });
}

test("the map that is moved shows the same buildings, and is loaded only when it is asked for", async (t) => {
  const { page, errors } = await newPage(t, { viewport: { width: 1280, height: 900 } });
  await page.goto(`${demo.origin}/c/demo/results`);
  assert.equal(await page.locator("script[src*=map]").count(), 0);
  await follow(page, page.getByRole("button", { name: "A map to move, with script" }));
  await page.locator("#map[data-state=there] canvas").waitFor();
  const shown = await page.locator("#map-state").innerText();
  const [, all] = shown.match(/of (\d+) buildings/);
  await page.getByText(new RegExp(`of ${all} buildings\\.`)).first().waitFor();
  await looksRight(page, "results-map");
  assert.deepEqual(errors, []);
});
