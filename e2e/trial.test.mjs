// What eyes that were new to the pages stumbled over: what lies where it must not, what is said
// twice or not at all, and what is lost by a way back. Each test holds one of it mended.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import {
  assertNotSideways, axe, begin, follow, hasKeys, kindOf, launch, lookThrough, press, sends,
  startDemo, taskOf,
} from "./browser.mjs";
import { TASK, taken } from "./site.mjs";

const PHONE = { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true };
const WIDE = { viewport: { width: 1280, height: 800 } };
const PLAIN = { ...PHONE, javaScriptEnabled: false };
const CAPTURES = 12;

let browser;
let demo;
/** Browsers by their settings and language: each volunteer holds six buildings. */
const contexts = new Map();

before(async () => {
  browser = await launch();
  demo = await startDemo({ args: ["--buildings", "60", "--captures", String(CAPTURES)] });
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** A new tab of somebody who has begun, in `lang`, at their task; closed when the test ends. */
async function newcomer(t, settings, lang = "en") {
  const key = JSON.stringify([settings, lang]);
  const context = contexts.get(key) ?? (await browser.newContext(settings));
  const page = await context.newPage();
  t.after(() => page.close());
  page.setDefaultTimeout(10_000);
  if (!contexts.has(key)) await begin(page, demo);
  contexts.set(key, context);
  await context.addCookies([{ name: "aftermath_lang", value: lang, url: demo.origin }]);
  const view = settings.viewport.width > 960 ? "timeline" : "guided";
  await page.goto(`${demo.origin}${TASK}?view=${view}`);
  if (settings.javaScriptEnabled === false) return page;
  await taken(page);
  await hasKeys(page);
  return page;
}

const box = (page, what) => page.locator(what).first().boundingBox();
const film = (page) => page.locator("#film input[type=radio]");
const ask = (page) => page.locator("#ask").innerText();

/** In the page: buttons that are on the screen and do not lie on top there. */
function coveredButtons() {
  const all = [...document.querySelectorAll("#work-screen :is(button, summary, input)")];
  const isSeen = (element) => {
    const { top, bottom, width } = element.getBoundingClientRect();
    return element.checkVisibility() && width > 0 && top >= 0 && bottom <= innerHeight;
  };
  return all.filter(isSeen).filter((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const isInTools = element.closest(".tools")?.getBoundingClientRect();
    const x = left + width / 2;
    // The row of tools scrolls by itself.
    if (isInTools && (x < isInTools.left || x > isInTools.right)) return false;
    return !element.contains(document.elementFromPoint(x, top + height / 2));
  }).map((element) => element.outerHTML.slice(0, 80));
}

async function nothingIsCovered(page, where) {
  const most = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  for (let y = 0; y <= most + 99; y += 100) {
    await page.evaluate((y) => scrollTo(0, y), y);
    assert.deepEqual(await page.evaluate(coveredButtons), [], `${where}, scrolled by ${y}`);
  }
  await page.evaluate(() => scrollTo(0, 0));
}

describe("on a small phone nothing lies over anything", () => {
  for (const lang of ["en", "ar"]) {
    test(`in ${lang}: picture by picture, with a pause, without a link, at the check`, async (t) => {
      const page = await newcomer(t, PHONE, lang);
      const ends = async () => {
        const { y, height } = await box(page, ".answers:not([hidden])");
        return y + height;
      };
      assert.ok((await ends()) <= 640, `the answers end at ${await ends()}`);
      await nothingIsCovered(page, "one picture");
      await page.evaluate(() => (document.getElementById("break").hidden = false));
      await nothingIsCovered(page, "a pause");
      await lookThrough(page, "destroyed");
      await nothingIsCovered(page, "the check");
      t.after(() => page.context().setOffline(false));
      await page.context().setOffline(true);
      await press(page, "yes");
      await page.locator("#state").getByText("1").waitFor();
      await nothingIsCovered(page, "no link");
      await assertNotSideways(page);
    });
  }
});

describe("from right to left, on a wide screen", () => {
  test("all twelve pictures of the strip are seen, and time runs one way", async (t) => {
    const page = await newcomer(t, WIDE, "ar");
    const strip = await page.locator("#film").evaluate((film) => {
      const { top, bottom } = film.getBoundingClientRect();
      return [...film.children].map((cell) => {
        const own = cell.getBoundingClientRect();
        return own.top >= top - 1 && own.bottom <= bottom + 1;
      });
    });
    assert.equal(strip.length, CAPTURES);
    assert.ok(strip.every(Boolean), `seen whole: ${strip}`);
    await film(page).nth(4).check();
    const [older, newer] = [await box(page, "#tag-before"), await box(page, "#tag-after")];
    assert.ok(older.x > newer.x, "the earlier day is on the right of the seam");
    const stage = await box(page, "#stage");
    const seam = async () => (await box(page, "#stage .seam")).x;
    const [x, y] = [stage.x + stage.width * 0.8, stage.y + stage.height / 2];
    await page.mouse.move(stage.x + stage.width / 2, y);
    await page.mouse.down();
    await page.mouse.move(x, y, { steps: 4 });
    await page.mouse.up();
    assert.ok(Math.abs((await seam()) - x) < 4, "the seam follows the pointer");
    assert.equal(await page.locator("#swipe").inputValue(), "20", "a fifth is the earlier picture");
    const cut = await page.locator("#after").evaluate((own) => getComputedStyle(own).clipPath);
    assert.match(cut, /^inset\(0px 20% 0px 0px\)$/, "which is cut off on the right of the later");
    await press(page, "more");
    await page.locator("#swipe").focus();
    await page.keyboard.press("ArrowLeft");
    assert.equal(await page.locator("#swipe").inputValue(), "21", "the slider runs along with it");
  });
});

describe("on a wide screen", () => {
  test("further ways to look cover nothing, and are folded for the next building", async (t) => {
    const page = await newcomer(t, WIDE);
    await press(page, "more");
    assert.deepEqual(await page.evaluate(coveredButtons), []);
    const [stage, more] = [await box(page, "#stage"), await box(page, "#more")];
    assert.ok(more.y >= stage.y + stage.height, "they lie below the picture");
    assert.ok(more.y + more.height <= 800, "and are on the screen with it");
    await sends(page, () => press(page, "never"));
    assert.ok(await page.locator("#more").isHidden());
    assert.equal(await page.locator("[data-do=more]").getAttribute("aria-expanded"), "false");
  });

  test("1 and 2 choose, Enter saves, and no key held answers the next building", async (t) => {
    const page = await newcomer(t, WIDE);
    const task = await taskOf(page);
    await page.keyboard.press("2");
    await page.keyboard.press("1");
    const never = page.locator("#dated [data-do=never]");
    assert.ok(await never.evaluate((own) => own === document.activeElement));
    assert.match(await page.locator("#chosen").innerText(), /Still standing.*Enter saves it/);
    assert.equal(await taskOf(page), task, "nothing was sent");
    await page.keyboard.press("ArrowRight");
    assert.ok(await film(page).first().evaluate((own) => own === document.activeElement));
    await page.keyboard.press("1");
    const sent = await sends(page, () => page.keyboard.press("Enter"));
    const words = new URLSearchParams(sent.request().postData());
    assert.ok(words.get("last_standing") && !words.get("first_destroyed"));
    const next = await taskOf(page);
    assert.notEqual(next, task);
    assert.ok(await page.locator("#ask").evaluate((own) => own === document.activeElement));
    await page.keyboard.press("Enter");
    assert.equal(await taskOf(page), next);
  });

  test("the strip begins anew with each building; Blink is off where Flip is", async (t) => {
    const page = await newcomer(t, PHONE);
    await press(page, "all");
    await page.locator("#film").evaluate((film) => film.scrollTo(200, 0));
    await sends(page, () => press(page, "never"));
    assert.equal(await page.locator("#film").evaluate((film) => film.scrollLeft), 0);
    await film(page).first().check();
    for (const what of ["flip", "blink"]) {
      assert.ok(await page.locator(`[data-do=${what}]`).isDisabled(), what);
    }
  });
});

describe("an answer taken back", () => {
  test("goes on from the check, with what was said and how sure it was", async (t) => {
    const page = await newcomer(t, PHONE);
    await lookThrough(page, "destroyed", "standing");
    const asked = await ask(page);
    await page.locator("#sure [value=fairly]").check();
    await sends(page, () => press(page, "yes"));
    await press(page, "undo");
    await page.locator("#state").getByText("Taken back").waitFor();
    assert.equal(await kindOf(page), "confirm");
    assert.equal(await ask(page), asked);
    assert.ok(await page.locator("#sure [value=fairly]").isChecked());
    await sends(page, () => press(page, "yes"));
  });

  test("keeps the window of the strip, too", async (t) => {
    const page = await newcomer(t, WIDE);
    await film(page).nth(6).check();
    await page.locator("#film input[type=checkbox]").nth(5).check();
    await press(page, "wider");
    const chosen = await page.locator("#chosen").innerText();
    await sends(page, () => press(page, "dated"));
    await press(page, "undo");
    await page.locator("#state").getByText("Taken back").waitFor();
    assert.equal(await page.locator("#chosen").innerText(), chosen);
    assert.ok(await page.locator("#film input[type=checkbox]").nth(5).isChecked());
  });

  test("comes with what was said without script as well", async (t) => {
    const page = await newcomer(t, PLAIN);
    for (const word of ["destroyed", "standing"]) {
      await follow(page, page.locator(`.answers .${word}`));
    }
    while (await page.locator(".answers").count()) {
      await follow(page, page.locator(".answers .standing"));
    }
    const asked = await page.locator("h1").innerText();
    await follow(page, page.locator(".confirm button"));
    await follow(page, page.getByRole("button", { name: "Take it back" }));
    assert.equal(await page.locator("h1").innerText(), asked);
    await page.goto(`${demo.origin}${TASK}?view=timeline`);
    await page.locator("[name=first_destroyed]").nth(3).check();
    await page.locator("[name=unusable]").nth(2).check();
    await follow(page, page.locator("button[value=dated]"));
    await follow(page, page.getByRole("button", { name: "Take it back" }));
    assert.ok(await page.locator("[name=first_destroyed]").nth(3).isChecked());
    assert.ok(await page.locator("[name=unusable]").nth(2).isChecked());
  });

  test("can be taken back after a report was sent", async (t) => {
    const page = await newcomer(t, PHONE);
    await lookThrough(page, "standing");
    await sends(page, () => press(page, "yes"));
    await page.locator(".flag summary").click();
    await page.locator(".flag [value=not_a_building]").check();
    await page.locator(".flag .button").click();
    await page.locator("#state").getByText("The coordinators can read").waitFor();
    await press(page, "undo");
    await page.locator("#state").getByText("Taken back").waitFor();
  });
});

test("without script a report leaves the last answer to be taken back", async (t) => {
  const page = await newcomer(t, PLAIN);
  await page.goto(`${demo.origin}${TASK}?view=timeline`);
  await follow(page, page.locator("button[value=standing]"));
  await page.locator(".flag summary").click();
  await page.locator(".flag [value=not_a_building]").check();
  await follow(page, page.locator(".flag .button"));
  await page.getByText("The coordinators can read").waitFor();
  await follow(page, page.getByRole("button", { name: "Take it back" }));
  assert.match(page.url(), /&t=\d+s&view=timeline$/);
});

test("how sure somebody is stands above what saves, with script and without", async (t) => {
  const isAbove = async (page, upper, lower) => {
    const [one, other] = [await box(page, upper), await box(page, lower)];
    assert.ok(one.y < other.y, `${upper} stands at ${one.y}, ${lower} at ${other.y}`);
  };
  const wide = await newcomer(t, WIDE);
  await isAbove(wide, "#sure", "#dated");
  await press(wide, "one");
  await lookThrough(wide, "standing");
  await isAbove(wide, "#sure", "#confirm");
  const plain = await newcomer(t, PLAIN);
  await plain.goto(`${demo.origin}${TASK}?view=timeline`);
  await isAbove(plain, ".sure", "[value=dated]");
});

test("who cannot tell is asked one thing, and sees the pictures without script", async (t) => {
  const page = await newcomer(t, PHONE);
  await press(page, "cannot");
  await press(page, "doubt");
  assert.ok(await page.locator("#why").isHidden());
  await axe(page);
  const plain = await newcomer(t, PLAIN);
  await plain.goto(`${demo.origin}${TASK}?view=doubt`);
  assert.equal(await plain.locator(".plainly .chip img").count(), 2);
  await assertNotSideways(plain);
});

test("without script both pictures of the check are as wide as a phone lets them be", async (t) => {
  const page = await newcomer(t, PLAIN);
  while (await page.locator(".answers").count()) {
    const isFirst = !new URL(page.url()).search.includes("t=");
    await follow(page, page.locator(`.answers .${isFirst ? "destroyed" : "standing"}`));
  }
  for (const image of await page.locator(".plainly .chip img").all()) {
    assert.ok((await image.boundingBox()).width >= 250);
  }
});

test("practice says with script that it is practice, and how far it has come", async (t) => {
  const page = await newcomer(t, PHONE);
  await page.goto(`${demo.origin}/c/demo/learn/2?view=guided`);
  await taken(page);
  assert.match(await page.locator(".practice").innerText(), /^Practice building 2 of \d/);
  const { y, height } = await box(page, "#guided");
  assert.ok(y + height <= 640, "and the answers are in sight all the same");
});

test("the page that stands in for others without a link can be left at once", async (t) => {
  const page = await newcomer(t, PHONE);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  const isKept = () => page.evaluate(() => caches.match("/offline").then(Boolean));
  for (let tries = 0; tries < 50 && !(await isKept()); tries += 1) await pause(100);
  await page.context().setOffline(true);
  await page.goto(`${demo.origin}/about`);
  assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "No connection");
  assert.equal(await page.locator("main .button").innerText(), "Continue");
  await assertNotSideways(page);
  assert.ok(await page.locator("a[data-leave]").isVisible());
  await page.context().setOffline(false);
});

test("the front page offers few data once", async (t) => {
  const page = await newcomer(t, PHONE);
  await page.goto(demo.origin);
  assert.equal(await page.locator("a[href^='/data']").count(), 1);
});
