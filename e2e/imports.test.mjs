// What a coordinator brings in and how it is put right: imports with their faults, licence terms,
// alignment; on a phone without JavaScript and on a desk with it; and uploads that must leave
// nothing behind. What holds for every page is in pages.test.mjs.

import assert from "node:assert/strict";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { basename, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { assertNotSideways, follow, launch, noThirdParty, signIn, startDemo } from "./browser.mjs";

const PHONE = {
  viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, javaScriptEnabled: false,
};
const DESK = { viewport: { width: 1280, height: 800 } };
const BUILDINGS = 6;
const CAPTURES = 3;
/** How long a check, an import or the cutting of a few chips may take. */
const WORK_MS_MAX = 30_000;

let browser;
let demo;
/** The files that a coordinator would bring. */
const files = {};
/** What the browser of somebody who has signed in holds. */
let signedIn;

before(async () => {
  const args = ["--buildings", String(BUILDINGS), "--captures", String(CAPTURES)];
  browser = await launch();
  demo = await startDemo({ args });
  await writeFiles();
  for (const slug of ["phone", "desk", "other"]) {
    const words = ["--title", `Campaign on the ${slug}`, "--coordinator", "coordinator"];
    await demo.command("campaign", "create", slug, ...words);
  }
  const page = await browser.newPage();
  await signIn(page, demo.coordinator);
  signedIn = await page.context().storageState();
  await page.close();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** The painted town's images under a list of our own, its outlines, and a list with faults. */
async function writeFiles() {
  const town = join(demo.folder, "town");
  const images = (await readdir(join(town, "captures"))).sort();
  assert.equal(images.length, CAPTURES);
  const mine = join(demo.folder, "mine");
  await mkdir(mine);
  const row = (image, at) => {
    const id = basename(image, ".tif");
    const isLast = at === CAPTURES - 1;
    const terms = isLast ? "Nobody asked," : "Painter,CC0-1.0";
    return `${id},${image},${id.slice(0, 10)},${terms}`;
  };
  const list = ["capture_id,file,captured_at,source,licence", ...images.map(row), ""];
  // A name of its own: it is the list because nothing else beside the images can be one.
  files.captures = [join(mine, "what we have.csv")];
  await writeFile(files.captures[0], list.join("\n"));
  files.captures.push(...images.map((image) => join(town, "captures", image)));
  files.buildings = join(town, "buildings.geojson");
  const { features } = JSON.parse(await readFile(files.buildings, "utf8"));
  const [lon, lat] = features[0].geometry.coordinates[0][0];
  files.broken = join(mine, "broken.csv");
  const rows = ["id,lon,lat", `good,${lon},${lat}`, `far,500,${lat}`, `empty,,${lat}`, ""];
  await writeFile(files.broken, rows.join("\n"));
}

/** A page of the coordinator, closed when the test ends. */
async function coordinator(t, settings) {
  const context = await browser.newContext({ ...settings, storageState: signedIn });
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const assertNoThirdParty = noThirdParty(page);
  t.after(assertNoThirdParty);
  return page;
}

const button = (page, name) => page.getByRole("button", { name, exact: true });
const state = (page) => page.locator("h1 .tag").innerText();

/** Waits for what a page brings by itself when the work is done. */
const arrives = (locator) => locator.waitFor({ timeout: WORK_MS_MAX });

/** The figures at the top of an import, by their names. */
async function figures(page) {
  const pairs = await page.locator(".figures div").allInnerTexts();
  return Object.fromEntries(pairs.map((text) => text.split("\n").filter((part) => part !== "")));
}

/** Sends files by the form of that field; gives the address of the import. */
async function send(page, slug, field, chosen) {
  await page.goto(`${demo.origin}/desk/${slug}/imports`);
  await page.locator(`#${field}-files`).setInputFiles(chosen);
  const what = field === "c" ? "Check these captures" : "Check these buildings";
  await follow(page, button(page, what));
  assert.match(page.url(), /\/imports\/\d+$/);
  return page.url();
}

/** Confirms a checked import, and waits until it is in the campaign. */
async function confirm(page) {
  await follow(page, button(page, "Import this"));
  await arrives(page.getByText("This is in the campaign."));
  assert.equal(await state(page), "applied");
}

/** Waits until no chip is missing; gives how many there are. */
async function cutAll(page, slug) {
  const deadline = Date.now() + WORK_MS_MAX;
  while (Date.now() < deadline) {
    await page.goto(`${demo.origin}/desk/${slug}/imports`);
    const text = await page.getByRole("main").innerText();
    const [, all] = text.match(/(\d+) pictures of buildings/);
    if (!text.includes("still to be cut") && !text.includes("Look again")) return Number(all);
    await pause(100);
  }
  return assert.fail(`chips were still missing after ${WORK_MS_MAX} ms`);
}

for (const [slug, settings] of [["phone", PHONE], ["desk", DESK]]) {
  describe(`on the ${slug}`, () => {
    test("captures are checked, seen, confirmed, and told apart by their ids", async (t) => {
      const page = await coordinator(t, settings);
      await send(page, slug, "c", files.captures);
      await page.reload();
      await arrives(button(page, "Import this"));
      assert.equal(await state(page), "checked");
      const { read, new: added, "at fault": faults } = await figures(page);
      assert.deepEqual([read, added, faults], [String(CAPTURES), String(CAPTURES), "0"]);
      assert.equal(await page.getByText('"Nobody asked" has no licence text').count(), 1);
      const previews = await page.locator(".sheet img").all();
      assert.equal(previews.length, CAPTURES);
      const address = new URL(await previews[0].getAttribute("src"), demo.origin);
      const preview = await page.request.get(address.href);
      assert.equal(preview.headers()["content-type"], "image/webp");
      await assertNotSideways(page);
      await confirm(page);
    });

    test("faults are told one by one, and as a table; without them the rest goes", async (t) => {
      const page = await coordinator(t, settings);
      const here = await send(page, slug, "b", files.broken);
      await arrives(page.getByRole("heading", { name: "At fault" }));
      assert.equal((await figures(page))["at fault"], "2");
      assert.equal(await button(page, "Import this").count(), 0);
      const table = await page.request.get(`${here}/errors.csv`);
      assert.match(table.headers()["content-type"], /^text\/csv/);
      const rows = (await table.text()).split(/\r?\n/).filter((row) => row !== "");
      assert.equal(rows.length, 1 + 2, rows.join("\n"));
      await follow(page, button(page, "Check again without what is at fault"));
      await arrives(button(page, "Import this"));
      await follow(page, button(page, "Throw it away"));
      assert.match(page.url(), /\/imports$/);
      const row = page.getByRole("row").filter({ hasText: "broken.csv" });
      assert.match(await row.innerText(), /refused/);
    });

    test("buildings are shown on a map, confirmed, and their pictures are cut", async (t) => {
      const page = await coordinator(t, settings);
      await send(page, slug, "b", files.buildings);
      await arrives(button(page, "Import this"));
      assert.equal((await figures(page)).new, String(BUILDINGS));
      assert.equal(await page.locator("svg.map use").count(), BUILDINGS);
      await confirm(page);
      assert.equal(await cutAll(page, slug), BUILDINGS * CAPTURES);
    });

    test("a source gets its licence, and the page says that it is saved", async (t) => {
      const page = await coordinator(t, settings);
      await page.goto(`${demo.origin}/desk/${slug}/captures`);
      await assertNotSideways(page);
      const card = page.locator("section.card").filter({ hasText: "Nobody asked" });
      assert.equal(await card.getByText("no licence text").count(), 1);
      await card.getByLabel("Licence, in words or by name").fill("By word of mouth");
      await card.getByLabel("Attribution").fill("Nobody, 2017");
      await card.getByLabel("Last day").fill("2099-12-31");
      await follow(page, card.getByRole("button"));
      await page.getByText("The terms are saved.").waitFor();
      assert.equal(await card.getByText("no licence text").count(), 0);
      assert.equal(await card.getByLabel("Attribution").inputValue(), "Nobody, 2017");
      assert.equal(await card.getByLabel("Last day").inputValue(), "2099-12-31");
    });

    test("a capture is moved by a nudge or by numbers, and its pictures with it", async (t) => {
      const page = await coordinator(t, settings);
      await page.goto(`${demo.origin}/desk/${slug}/captures`);
      await follow(page, page.getByRole("link", { name: /^Align/ }).last());
      await assertNotSideways(page);
      const source = await page.locator("#moved").getAttribute("src");
      const chip = async () => (await page.request.get(demo.origin + source)).url();
      const before = await chip();
      if (settings.javaScriptEnabled === false) {
        await page.getByLabel("Metres north").fill("1");
      } else {
        const up = page.getByRole("button", { name: "Move north by half a metre" });
        await up.click();
        await up.click();
        assert.match(await page.locator("#moved").getAttribute("style"), /translate\(0%, -/);
      }
      assert.equal(await page.getByLabel("Metres north").inputValue(), "1");
      await follow(page, button(page, "Move the capture there"));
      await page.getByText("It lies 0 m east and 1 m north").waitFor();
      assert.notEqual(await chip(), before, "the picture is cut where the capture lies now");
      await page.goto(`${demo.origin}/desk/${slug}/captures`);
      const row = page.getByRole("row").last();
      assert.match(await row.innerText(), /0 m east, 1 m north/);
      await cutAll(page, slug);
    });

    test("an import is taken back, and its pictures are no longer counted", async (t) => {
      const page = await coordinator(t, settings);
      await page.goto(`${demo.origin}/desk/${slug}/imports`);
      await follow(page, page.getByRole("link", { name: "buildings.geojson" }));
      await page.getByText("Take this import back").click();
      await follow(page, button(page, "Take it back"));
      assert.equal(await state(page), "undone");
      assert.equal(await page.getByText("Take this import back").count(), 0);
      assert.equal(await cutAll(page, slug), 0);
    });
  });
}

test("who sends nothing is told so, and led back to the form", async (t) => {
  const page = await coordinator(t, PHONE);
  await page.goto(`${demo.origin}/desk/other/imports`);
  await follow(page, button(page, "Check these buildings"));
  assert.match(await page.getByRole("main").innerText(), /no file was chosen/);
  await follow(page, page.getByRole("link", { name: "Choose again" }));
  assert.match(page.url(), /\/desk\/other\/imports$/);
});

/** The head of an upload of one file, and what stands before its bytes. */
function upload(name, length) {
  const headers = {
    cookie: signedIn.cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
    origin: demo.origin,
    "sec-fetch-site": "same-origin",
    "content-type": "multipart/form-data; boundary=edge",
  };
  const disposition = `form-data; name="files"; filename="${name}"`;
  const start = `--edge\r\ncontent-disposition: ${disposition}\r\n\r\n`;
  const end = "\r\n--edge--\r\n";
  return { headers, start, end, length: start.length + length + end.length };
}

const uploads = async () => (await readdir(join(demo.folder, "uploads"))).sort();

/** Asks until it is so. */
async function eventually(what, ask) {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    if (await ask()) return;
    await pause(50);
  }
  assert.fail(`${what}: not within 10 s`);
}

test("an upload that breaks off leaves nothing, and others are served meanwhile", async (t) => {
  const page = await coordinator(t, DESK);
  const before = await uploads();
  const { headers, start, length } = upload("half.geojson", 8_000_000);
  const { hostname, port } = new URL(demo.origin);
  const socket = connect(Number(port), hostname);
  t.after(() => socket.destroy());
  socket.on("error", () => {});
  const all = { host: `${hostname}:${port}`, ...headers, "content-length": length };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST /desk/other/imports/buildings HTTP/1.1\r\n${lines.join("")}\r\n${start}`);
  socket.write(Buffer.alloc(4_000_000, " "));
  await eventually("the first half arrives", async () => (await uploads()).length > before.length);
  const answer = await fetch(`${demo.origin}/healthz`, { signal: AbortSignal.timeout(2_000) });
  assert.equal(answer.status, 200);
  assert.equal((await page.goto(`${demo.origin}/desk/other/imports`)).status(), 200);
  socket.destroy();
  await eventually("the half is removed", async () => `${await uploads()}` === `${before}`);
  await page.reload();
  assert.equal(await page.getByText("half.geojson").count(), 0);
});

test("a file name that leads out of its folder is refused, and nothing is kept", async () => {
  const before = [await uploads(), (await readdir(demo.folder)).sort()];
  for (const name of ["../out.csv", "..\\out.csv", "/tmp/out.csv", "a/../../out.csv"]) {
    const { headers, start, end } = upload(name.replaceAll("\\", "\\\\"), 0);
    const answer = await fetch(`${demo.origin}/desk/other/imports/buildings`, {
      method: "POST", headers, body: `${start}id,lon,lat\na,1,1\n${end}`, redirect: "manual",
    });
    assert.equal(answer.status, 422, name);
    assert.match(await answer.text(), /rename it/, name);
  }
  const after = async () => [await uploads(), (await readdir(demo.folder)).sort()];
  await eventually("nothing is kept", async () => `${await after()}` === `${before}`);
});
