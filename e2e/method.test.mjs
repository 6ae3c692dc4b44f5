// Another rule is seen before it is put in force, and a sample is audited; with script and without,
// on a narrow screen.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { follow, launch, looksRight, signIn, startDemo } from "./browser.mjs";

let browser;
let demo;

before(async () => {
  browser = await launch();
  demo = await startDemo({ args: ["--buildings", "40", "--captures", "8"] });
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

async function newPage(t, options) {
  const context = await browser.newContext({ viewport: { width: 360, height: 800 }, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await signIn(page, demo.coordinator);
  return page;
}

async function press(page, name) {
  await follow(page, page.getByRole("button", { name, exact: true }));
}

test("another rule is counted, seen, and put in force without a click too many", async (t) => {
  const page = await newPage(t);
  await page.goto(`${demo.origin}/desk/demo/rules`);
  await page.getByLabel("Share that must agree").fill("2/3");
  await press(page, "See what it would change");
  // The page follows the count by itself.
  await page.getByText("What it would change", { exact: true }).waitFor();
  assert.ok(await page.getByText(/in place of/).count() > 1);
  await looksRight(page, "rules-proposed");
  await page.getByLabel("Why (it is kept with the version)").fill("the budget is spent");
  await press(page, "Put it in force");
  await page.getByRole("heading", { name: "Version 2" }).waitFor();
  await page.getByText("Every building is being decided").waitFor({ state: "detached" });
  assert.ok(await page.getByText("the budget is spent").isVisible());
  await looksRight(page, "rules-applied");
});

test("a sample is audited without script, and its figures are shown", async (t) => {
  const page = await newPage(t, { javaScriptEnabled: false });
  await page.goto(`${demo.origin}/desk/demo/quality`);
  await press(page, "Draw");
  await follow(page, page.getByRole("link", { name: "Audit the next building" }));
  const first = page.url();
  for (let audited = 0; audited < 3; audited += 1) {
    await page.getByLabel("Destroyed", { exact: true }).check();
    await page.getByLabel("First destroyed").selectOption({ index: 4 });
    await press(page, "Answer, and go on");
  }
  assert.notEqual(page.url(), first);
  await page.goto(`${demo.origin}/desk/demo/quality`);
  assert.ok(await page.getByText(/^3 of \d+ are audited/).isVisible());
  await follow(page, page.getByRole("button", { name: /^Work its figures out/ }));
  assert.ok(await page.getByRole("row", { name: /^all / }).isVisible());
});

test("the pages of a sample fit a phone and are sound", async (t) => {
  const page = await newPage(t);
  await page.goto(`${demo.origin}/desk/demo/quality`);
  await looksRight(page, "quality");
  await follow(page, page.getByRole("link", { name: "Audit the next building" }));
  await looksRight(page, "quality-case");
});
