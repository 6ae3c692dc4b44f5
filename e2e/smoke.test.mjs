// The demo starts, and its front page is a page: titled, accessible, from this machine alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, bytes, launch, noThirdParty, startDemo } from "./browser.mjs";

let browser;
let demo;

before(async () => {
  demo = await startDemo();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

test("the demo's front page is titled, accessible and asks nobody else for anything", async () => {
  const page = await browser.newPage();
  const assertNoThirdParty = noThirdParty(page);
  const weight = await bytes(page);
  const response = await page.goto(demo.volunteer, { waitUntil: "networkidle" });
  assert.equal(response.status(), 200);
  assert.notEqual(await page.title(), "");
  assert.notEqual(await page.locator("html").getAttribute("lang"), null);
  assert.ok(weight.total() > 0, "no byte counted");
  await axe(page);
  assertNoThirdParty();
  await page.close();
});
