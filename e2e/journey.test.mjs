// The whole way on real imagery: a coordinator sets a campaign up in the browser from the files,
// opens it, three volunteers judge, one building stays contested, an adjudicator settles it blind,
// and the dashboard shows it all. Needs the test data, which are not in this repository.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { axe, follow, launch, noThirdParty, signIn, startDemo } from "./browser.mjs";

const DATA =
  process.env.AFTERMATH_TEST_DATA ?? fileURLToPath(new URL("../../shared/data", import.meta.url));
const PAIR = join(DATA, "imagery", "joplin_pair");
const isThere = existsSync(PAIR);
const skip = isThere ? false : "the test data are not there";
const DESK = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 360, height: 740 }, javaScriptEnabled: false };
const PASSWORD = "a sentence that nobody guesses";
const BUILDINGS = 3;
/** How long a check, an import or the cutting of a few chips may take. */
const WORK_MS_MAX = 60_000;
/** Where all captures of the pair show the ground: west, south, east, north. */
const BOX = [-94.4915, 37.0665, -94.489, 37.069];

let browser;
let demo;

before(async () => {
  if (!isThere) return;
  browser = await launch();
  demo = await startDemo({ args: ["--buildings", "4", "--captures", "2"] });
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

async function newPage(t, settings) {
  const context = await browser.newContext(settings);
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return page;
}

const press = (page, name) => follow(page, page.getByRole("button", { name, exact: true }));
const desk = (page, path) => page.goto(`${demo.origin}/desk/joplin/${path}`);
const arrives = (locator) => locator.waitFor({ timeout: WORK_MS_MAX });

/** The pair's images under a list with assumed dates, and a few of its buildings. */
async function files() {
  const rows = ["capture_id,file,captured_at,source,licence,note"];
  const captures = [];
  for (const [side, id, date] of [["pre", "before", "2011-05-01"], ["post", "after", "2011-05-24"]]) {
    for (const name of (await readdir(join(PAIR, side))).sort()) {
      rows.push(`${id},${name},${date},Joplin pair,internal testing only,date assumed`);
      captures.push(join(PAIR, side, name));
    }
  }
  assert.equal(new Set(captures.map((path) => basename(path))).size, captures.length);
  const list = { name: "captures.csv", mimeType: "text/csv", text: rows.join("\n") };
  const all = JSON.parse(await readFile(join(PAIR, "labels", "joplin.geojson"), "utf8"));
  const [west, south, east, north] = BOX;
  const isInside = ({ geometry }) =>
    geometry.coordinates[0].every(
      ([lon, lat]) => lon > west && lon < east && lat > south && lat < north,
    );
  const features = all.features.filter(isInside).slice(0, BUILDINGS);
  assert.equal(features.length, BUILDINGS);
  features.forEach((feature, at) => (feature.id = `J-${at + 1}`));
  const text = JSON.stringify({ type: "FeatureCollection", features });
  const send = ({ name, mimeType, text }) => ({ name, mimeType, buffer: Buffer.from(text) });
  const images = await Promise.all(
    captures.map(async (path) => {
      return { name: basename(path), mimeType: "image/tiff", buffer: await readFile(path) };
    }),
  );
  return {
    captures: [send(list), ...images],
    buildings: send({ name: "joplin.geojson", mimeType: "application/geo+json", text }),
  };
}

/** Sends files, looks at what was found, and confirms. */
async function imports(page, field, what, chosen) {
  await desk(page, "imports");
  await page.locator(`#${field}-files`).setInputFiles(chosen);
  await press(page, `Check these ${what}`);
  await arrives(page.getByRole("button", { name: "Import this" }));
  await press(page, "Import this");
  await arrives(page.getByText("This is in the campaign."));
}

/** The lines of the list of steps that are in the way. */
async function blocking(page) {
  await desk(page, "setup");
  return page.locator("li:has(> .tag.blocking)").allInnerTexts();
}

/** Answers every building that is dealt: the contested one by `verdict`, others as standing. */
async function judges(page, verdict, contested) {
  await page.goto(`${demo.origin}/c/joplin/start`);
  await press(page, "I understand, start");
  for (let answered = 0; answered < BUILDINGS; answered += 1) {
    await page.goto(`${demo.origin}/c/joplin/task?view=timeline`);
    const picture = await page.locator("form.timeline img").first().getAttribute("src");
    contested.picture ??= picture;
    const said = picture === contested.picture ? verdict : "standing";
    if (said === "dated") await page.locator("[name=first_destroyed]").last().check();
    await follow(page, page.locator(`form.timeline button[value=${said}]`));
  }
  await page.goto(`${demo.origin}/c/joplin/task`);
  assert.equal(await page.locator("form.timeline").count(), 0, "nothing is left");
}

test("from the files to a settled campaign, all in the browser", { skip }, async (t) => {
  const page = await newPage(t, DESK);
  const assertNoThirdParty = noThirdParty(page);
  const { captures, buildings } = await files();
  await signIn(page, demo.coordinator);

  await follow(page, page.getByRole("link", { name: "New campaign" }));
  await page.getByLabel(/^Title/).fill("Joplin, May 2011");
  await page.getByLabel(/^Short name/).fill("joplin");
  await page.getByLabel("Place").fill("Joplin, Missouri");
  await page.getByLabel(/^Period/).fill("May 2011");
  await axe(page);
  await press(page, "Make the campaign");
  assert.match(page.url(), /\/desk\/joplin\/setup$/);
  assert.equal((await blocking(page)).length, 4);
  await axe(page);

  await desk(page, "setup/about");
  await page.getByLabel(/^What it is for/).fill("Homes before and after the tornado.");
  await page.getByLabel(/^Content note/).fill("Destroyed homes in Joplin, Missouri.");
  await page.getByLabel(/^Help/).fill("Somebody to talk to | tel:+1 417 000 000");
  await press(page, "Save");
  await desk(page, "setup/about?lang=ar");
  await page.getByLabel("Title").fill("جوبلين");
  await press(page, "Save");

  await imports(page, "c", "captures", captures);
  await imports(page, "b", "buildings", buildings);

  await desk(page, "setup/rules");
  const judgements = page.getByRole("row", { name: /^Judgements of a building/ });
  const before = await judgements.innerText();
  await page.getByLabel(/^Most judgements/).fill("3");
  await page.waitForFunction(
    (before) => !document.querySelector("#estimate").innerText.includes(before),
    before,
  );
  await page.locator("[name=at_cap][value=escalate]").check();
  await axe(page);
  await press(page, "Save the rules");

  await desk(page, "setup/check");
  await follow(page, page.getByRole("link", { name: "Task 1" }));
  for (let task = 1; task <= BUILDINGS; task += 1) {
    await page.getByLabel("Standing in the last picture").check();
    await press(page, "Answer, and keep nothing");
    await page.getByText("kept nowhere").waitFor();
    const next = page.getByRole("link", { name: "Next task" });
    if (await next.count()) await follow(page, next);
  }
  await desk(page, "setup/check");
  await press(page, "Open the campaign");
  await page.getByRole("alert").getByText("list of care").waitFor();
  for (const box of await page.locator("[name=care]").all()) await box.check();
  await press(page, "Save the ticks");
  assert.deepEqual(await blocking(page), []);
  await desk(page, "setup/check");
  await axe(page);
  await press(page, "Open the campaign");
  assert.equal(await page.locator("h1 .tag").innerText(), "open");

  const contested = {};
  for (const verdict of ["standing", "already", "dated"]) {
    await judges(await newPage(t, PHONE), verdict, contested);
  }

  await desk(page, "team");
  await page.getByLabel("Whom it is for, so that you know it again").fill("Ada");
  await page.getByLabel("As", { exact: true }).selectOption("adjudicator");
  await press(page, "Make an invitation");
  const link = await page.locator("[data-address]").innerText();
  const ada = await newPage(t, DESK);
  await ada.goto(new URL(link, demo.origin).href);
  await ada.getByLabel("Name").fill("ada");
  await ada.getByLabel(/^Password/).fill(PASSWORD);
  await press(ada, "Make the account");
  await signIn(ada, { url: `${demo.origin}/sign-in`, user: "ada", password: PASSWORD });
  await desk(ada, "review");
  assert.equal(await ada.locator("[data-case]").count(), 1, "one building is contested");
  await follow(ada, ada.locator("[data-case]"));
  assert.equal(await ada.getByRole("region", { name: "Votes" }).count(), 0, "no vote is shown");
  await ada.getByLabel("Destroyed", { exact: true }).check();
  await ada.getByLabel("First destroyed").selectOption({ index: 2 });
  await press(ada, "Answer, and see the votes");
  assert.equal(await ada.getByRole("region", { name: "Votes" }).getByRole("rowheader").count(), 3);
  await ada.getByLabel("This window").check();
  await ada.getByRole("textbox", { name: /^Why/ }).fill("The roof is gone in the second picture.");
  await press(ada, "Rule");
  await ada.getByText("It is decided").waitFor();

  await page.goto(`${demo.origin}/desk/joplin`);
  const shown = await page.getByRole("main").innerText();
  assert.match(shown, /judgements\s+9/);
  assert.match(shown, /volunteers\s+3/);
  assert.match(shown, /standing in the last capture|not destroyed|standing/);
  assert.match(shown, /ruled/);
  await desk(page, "log");
  const log = await page.getByRole("main").innerText();
  for (const kind of ["campaign made", "texts set", "imported", "rules set", "care taken",
    "campaign opened", "ruled"]) {
    assert.match(log, new RegExp(kind));
  }
  assertNoThirdParty();
});
