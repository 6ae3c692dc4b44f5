// A contested case: answered blind, ruled on, published, disputed; with script and without, on a
// narrow screen.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { follow, launch, looksRight, noThirdParty, signIn, startDemo } from "./browser.mjs";

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
  page.setDefaultTimeout(10_000);
  await signIn(page, demo.coordinator);
  return page;
}

/** The ids of dated buildings, from the progress page, without opening one. */
async function dated(page) {
  await page.goto(`${demo.origin}/desk/demo`);
  const rows = page.locator("#listed tr").filter({ hasText: "destroyed, dated" });
  return rows.locator("th").allTextContents(); // folded on a phone
}

async function opens(page, id) {
  await page.goto(`${demo.origin}/desk/demo/review`);
  await page.getByLabel("Its id").fill(id);
  await follow(page, page.getByRole("button", { name: "Open" }));
}

async function answers(page) {
  await page.getByLabel("Destroyed", { exact: true }).check();
  await page.getByLabel("First destroyed").selectOption({ index: 4 });
  await follow(page, page.getByRole("button", { name: "Answer, and see the votes" }));
}

async function rules(page) {
  await page.getByLabel("This window").check();
  await page.getByRole("textbox", { name: /^Why/ }).fill("the roof is gone");
  await follow(page, page.getByRole("button", { name: "Rule" }));
}

for (const colorScheme of ["light", "dark"]) {
  test(`a case is answered blind, ruled on and disputed (${colorScheme})`, async (t) => {
    const page = await newPage(t, { colorScheme });
    const assertNoThirdParty = noThirdParty(page);
    const [id] = (await dated(page)).slice(colorScheme === "dark" ? 1 : 0);
    await opens(page, id);
    assert.equal(await page.locator(".sheet img").count(), 8);
    assert.equal(await page.getByRole("region", { name: "Votes" }).count(), 0);
    assert.doesNotMatch(await page.getByRole("main").innerText(), /Volunteers:|agree/);
    await looksRight(page, `blind-${colorScheme}`);
    await answers(page);
    const votes = page.getByRole("region", { name: "Votes" }).getByRole("rowheader");
    assert.ok((await votes.count()) >= 3);
    assert.ok((await page.locator(".ticks li").count()) >= 3);
    assert.match(await page.locator(".lead").innerText(), /^You answered: .*blind$/);
    await looksRight(page, `revealed-${colorScheme}`);
    await rules(page);
    assert.match(await page.getByRole("main").innerText(), /It is decided/);
    await page.goto(`${demo.origin}/desk/demo/rulings`);
    await looksRight(page, `rulings-${colorScheme}`);
    await follow(page, page.getByRole("link", { name: id, exact: true }));
    assert.match(await page.getByRole("main").innerText(), /the roof is gone/);
    await looksRight(page, `ruling-${colorScheme}`);
    await page.getByLabel("Why").fill("that is a tent");
    await follow(page, page.getByRole("button", { name: "Dispute the ruling" }));
    await page.goto(`${demo.origin}/desk/demo/review`);
    assert.ok(await page.getByRole("link", { name: id, exact: true }).isVisible());
    await looksRight(page, `queue-${colorScheme}`);
    await page.keyboard.press("j");
    const focused = page.locator("[data-case]:focus");
    assert.equal(await focused.count(), 1, "J goes to the first case");
    await Promise.all([page.waitForURL(/\/review\/./), page.keyboard.press("Enter")]);
    assertNoThirdParty();
  });
}

test("without script a case is answered and ruled on just so", async (t) => {
  const page = await newPage(t, { javaScriptEnabled: false });
  const [, , id] = await dated(page);
  await opens(page, id);
  await answers(page);
  await rules(page);
  assert.match(await page.getByRole("main").innerText(), /It is decided/);
});
