// The staff's work: the coordinator sees progress move, the researcher takes the exports.
// What volunteers do is in volunteer.test.mjs; what holds for every page, in pages.test.mjs.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { begin, follow, launch, noThirdParty, sends, signIn, startDemo } from "./browser.mjs";

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

/** A page of a browser that was never here before; closed when the test ends. */
async function newPage(t) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  return page;
}

/** One of the figures at the top of the progress page. */
async function figure(page, name) {
  const text = page.locator(".figures div").filter({ hasText: name }).locator("dd");
  return Number.parseInt(await text.innerText(), 10);
}

/** Downloads by the link of that name; gives the file's text. */
async function download(page, name) {
  await page.getByLabel("What it is for").fill("a test");
  const arrives = page.waitForEvent("download");
  await page.getByRole("button", { name, exact: true }).click();
  const file = await arrives;
  assert.equal(file.suggestedFilename(), `demo-${name}`);
  return readFile(await file.path(), "utf8");
}

const lines = (text) => text.split(/\r?\n/).filter((line) => line !== "");

test("the coordinator sees the figures move when a volunteer answers", async (t) => {
  const [staff, volunteer] = [await newPage(t), await newPage(t)];
  const assertNoThirdParty = noThirdParty(staff);
  await signIn(staff, demo.coordinator);
  await follow(staff, staff.getByRole("link", { name: /^Progress/ }));
  const judgements = await figure(staff, "judgements");
  const volunteers = await figure(staff, "volunteers");
  assert.ok(judgements > 0, "the demo's campaign is half-finished");

  await begin(volunteer, demo);
  for (const count of [1, 2]) {
    const never = volunteer.getByRole("button", { name: /^Still standing/ });
    await sends(volunteer, () => never.click());
    await staff.reload();
    assert.equal(await figure(staff, "judgements"), judgements + count);
  }
  assert.equal(await figure(staff, "volunteers"), volunteers + 1);
  assertNoThirdParty();
});

test("the coordinator opens a building: its pictures, its votes, and why", async (t) => {
  const page = await newPage(t);
  await signIn(page, demo.coordinator);
  await page.goto(`${demo.origin}/desk/demo`);
  const row = page.getByRole("row").filter({ hasText: "destroyed, dated" }).last();
  const name = await row.getByRole("rowheader").innerText();
  await follow(page, row.getByRole("link"));
  assert.match(await page.getByRole("heading", { level: 1 }).innerText(), new RegExp(name));
  assert.match(await page.locator(".lead").innerText(), /^Destroyed after .+, by .+\.$/);
  const pictures = page.locator(".sheet img");
  assert.equal(await pictures.count(), 8);
  for (const picture of await pictures.all()) {
    const width = await picture.evaluate((image) => image.decode().then(() => image.naturalWidth));
    assert.ok(width > 0, "a picture that staff cannot see");
  }
  const votes = page.getByRole("region", { name: "Votes" }).getByRole("rowheader");
  assert.ok((await votes.count()) >= 3, "a building is not settled by fewer than three");
  assert.equal(await page.getByText("first destroyed", { exact: true }).count(), 1);
});

test("who has signed out finds the desk closed", async (t) => {
  const page = await newPage(t);
  await signIn(page, demo.coordinator);
  assert.equal((await page.goto(`${demo.origin}/desk/demo`)).status(), 200);
  await follow(page, page.getByRole("button", { name: "Sign out" }));
  for (const path of ["/desk", "/desk/demo", "/desk/demo/exports/judgements.csv"]) {
    const answer = await page.goto(demo.origin + path);
    assert.equal(answer.status(), 401, path);
    const way = page.getByRole("main").getByRole("link", { name: "Sign in" });
    assert.equal(new URL(await way.evaluate((link) => link.href)).pathname, "/sign-in");
  }
});

test("a wrong password opens nothing and says so", async (t) => {
  const page = await newPage(t);
  await signIn(page, { ...demo.coordinator, password: "not-the-password" });
  assert.match(await page.getByRole("main").innerText(), /wrong/);
  assert.equal((await page.goto(`${demo.origin}/desk`)).status(), 401);
});

test("the researcher downloads every file, and each is what it says it is", async (t) => {
  const page = await newPage(t);
  const assertNoThirdParty = noThirdParty(page);
  await signIn(page, demo.researcher);
  await follow(page, page.getByRole("link", { name: /^Exports/ }));

  const buildings = lines(await download(page, "buildings.csv"));
  assert.equal(buildings.length, 1 + BUILDINGS);
  assert.match(buildings[0], /^[a-z0-9_]+(,[a-z0-9_]+)+$/);

  const map = JSON.parse(await download(page, "buildings.geojson"));
  assert.equal(map.type, "FeatureCollection");
  assert.equal(map.features.length, BUILDINGS);
  const shapes = new Set(map.features.map(({ geometry }) => geometry.type));
  assert.deepEqual([...shapes], ["Polygon"]);

  const judgements = lines(await download(page, "judgements.csv"));
  assert.ok(judgements.length > BUILDINGS, "the demo's crowd has judged");
  assert.match(judgements[1], /\bv-[0-9a-f]+\b/);

  const codebook = await download(page, "CODEBOOK.md");
  for (const column of buildings[0].split(",")) {
    assert.ok(codebook.includes(column), `${column} is not in the codebook`);
  }
  assertNoThirdParty();
});

test("the researcher is told that imports are not for them, and shown a way on", async (t) => {
  const page = await newPage(t);
  await signIn(page, demo.researcher);
  assert.equal(await page.getByRole("link", { name: /^Imports/ }).count(), 0);
  const answer = await page.goto(`${demo.origin}/desk/demo/imports`);
  assert.equal(answer.status(), 403);
  assert.equal(await page.locator("input[type=file]").count(), 0);
  await follow(page, page.getByRole("link", { name: "Your desk" }));
  assert.equal(new URL(page.url()).pathname, "/desk");
  assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "Campaigns");
});
