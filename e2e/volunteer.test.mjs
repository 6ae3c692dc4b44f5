// A volunteer's work: on a phone without JavaScript, on a wide screen with it, and by keyboard.
// What staff do is in staff.test.mjs; what holds for every page, in pages.test.mjs.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import {
  assertNotSideways, begin, follow, hasKeys, kindOf, launch, lookThrough, noThirdParty, press,
  sends, startDemo, taskOf,
} from "./browser.mjs";

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const WIDE = { viewport: { width: 1280, height: 800 } };
const TASK = "/c/demo/task";
/** More pictures than guided mode may ever ask for. */
const PICTURES_MAX = 12;

let browser;
let demo;

before(async () => {
  browser = await launch();
  demo = await startDemo({ args: ["--buildings", "150", "--captures", "8"] });
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** A page of somebody who was never here before. */
async function pageOf(settings) {
  const page = await (await browser.newContext(settings)).newPage();
  page.setDefaultTimeout(10_000);
  return page;
}

/** The same, closed when the test ends. */
async function newcomer(t, settings) {
  const page = await pageOf(settings);
  t.after(() => page.context().close());
  return page;
}

const button = (page, name) => page.getByRole("button", { name, exact: true });
const link = (page, name) => page.getByRole("link", { name, exact: true });
const heading = (page) => page.getByRole("heading", { level: 1 }).innerText();

/** What the page says, to the script, of the building that it shows. */
async function dataOf(page) {
  return JSON.parse(await page.locator("#task-data").getAttribute("data-task"));
}

/** The digest of the chips of the building on the page: no two share it. */
const building = async (page) => (await dataOf(page)).exhibit;

/** How many buildings this volunteer has answered, as the page of all pictures says. */
async function answered(page) {
  const answer = await page.request.get(`${demo.origin}${TASK}?view=timeline`);
  return Number((await answer.text()).match(/(\d+) answered so far/)[1]);
}

describe("on a phone without JavaScript", () => {
  const WITHOUT = { ...PHONE, javaScriptEnabled: false };
  /** A volunteer who has begun, for all tests but the first. */
  let page;

  before(async () => {
    page = await pageOf(WITHOUT);
    await begin(page, demo);
  });
  after(() => page?.context().close());
  beforeEach(() => page.goto(demo.origin + TASK));

  /** Says `words[i]` of the i-th picture, the last of them of all further ones, up to the check. */
  async function say(page, ...words) {
    for (let asked = 0; asked < PICTURES_MAX; asked += 1) {
      if ((await page.locator(".answers").count()) === 0) return;
      await assertNotSideways(page);
      await follow(page, button(page, words[Math.min(asked, words.length - 1)]));
    }
    assert.fail(`guided mode asked for more than ${PICTURES_MAX} pictures`);
  }

  async function save(page, name = "Yes, save and next") {
    await assertNotSideways(page);
    await follow(page, button(page, name));
    await page.getByText("Saved, thank you").waitFor();
    await assertNotSideways(page);
  }

  test("five buildings are finished by plain forms, and none comes twice", async (t) => {
    const page = await newcomer(t, WITHOUT);
    const assertNoThirdParty = noThirdParty(page);
    await page.goto(demo.volunteer);
    await assertNotSideways(page);
    await follow(page, page.getByRole("link", { name: /^Start/ }));
    await assertNotSideways(page);
    await follow(page, button(page, "I understand, start"));
    const CANNOT = "Cannot see it in this picture";
    const ways = [
      { words: ["Standing"], question: /^Still standing on / },
      { words: ["Destroyed"], question: /^Already destroyed on / },
      { words: ["Standing", "Destroyed"], question: /^Destroyed between .+ and .+\?$/ },
      { words: [CANNOT, "Destroyed", "Standing"], question: /^Destroyed between .+ and .+\?$/ },
      { words: ["Destroyed", CANNOT, "Standing"], question: /^Destroyed between .+ and .+\?$/ },
    ];
    const seen = new Set();
    for (const { words, question } of ways) {
      seen.add(await building(page));
      await say(page, ...words);
      assert.match(await heading(page), question);
      await save(page);
    }
    assert.equal(seen.size, ways.length, "a building came twice");
    assert.match(await page.locator(".saved").innerText(), /\b5 answered/);
    assertNoThirdParty();
  });

  test("an answer taken back brings the same building again", async () => {
    const [start, first] = [await answered(page), await building(page)];
    await say(page, "Standing");
    await save(page);
    assert.notEqual(await building(page), first);
    await follow(page, button(page, "Take it back"));
    assert.equal(await building(page), first);
    assert.equal(await answered(page), start, "what was taken back counts no longer");
    await say(page, "Destroyed");
    await save(page);
    assert.equal(await answered(page), start + 1);
  });

  test("“I cannot tell” is not saved without a reason, and is saved with one", async () => {
    const start = await answered(page);
    await follow(page, link(page, "I cannot tell"));
    await button(page, "Save and next").click(); // the browser itself asks for the reason
    assert.match(page.url(), /view=doubt/);
    assert.equal(await answered(page), start);
    await page.getByRole("radio", { name: /^Clouds/ }).check();
    await save(page, "Save and next");
    assert.equal(await answered(page), start + 1);
  });

  test("the window can be moved on the last page before it is saved", async () => {
    await say(page, "Destroyed", "Standing");
    const before = await heading(page);
    await follow(page, link(page, "No, destroyed later"));
    await say(page, "Destroyed");
    const later = await heading(page);
    assert.notEqual(later, before);
    const [, from] = later.match(/between (.+) and/) ?? later.match(/standing on (.+)\?/);
    assert.ok(before.includes(from), `“${before}” moved later is “${later}”`);
    await save(page);
  });
});

describe("on a wide screen with JavaScript", () => {
  let page;

  before(async () => {
    page = await pageOf(WIDE);
    await begin(page, demo);
  });
  after(() => page?.context().close());
  beforeEach(() => open(page));

  async function open(page) {
    await page.goto(demo.origin + TASK);
    await page.locator("#work-screen").waitFor();
  }

  const film = (page) => page.locator(".film input[type=radio]");
  const box = (page, index) => page.locator(".film input[type=checkbox]").nth(index);
  const swipe = (page) => page.locator("#swipe").inputValue();
  const date = (page, side) => page.locator(`#date-${side}`).innerText();
  const spoken = (page, index) => film(page).nth(index).getAttribute("data-spoken");

  /** Both layers of the stage show the chips of these pictures, loaded. */
  async function showsPair(page, first, second) {
    for (const [layer, index] of [["before", first], ["after", second]]) {
      const chip = await film(page).nth(index).getAttribute("data-chip");
      const image = page.locator(`#${layer}`);
      assert.equal(await image.getAttribute("src"), chip);
      assert.ok(await image.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)));
      assert.equal(await date(page, layer), await spoken(page, index));
    }
  }

  const save = (name) => sends(page, () => button(page, name).click());

  test("all pictures come at once without being asked for", async () => {
    assert.equal(new URL(page.url()).search, "");
    assert.equal(await film(page).count(), 8);
    assert.ok(await page.locator(".tools").first().isVisible());
    assert.equal(await page.locator(".film :checked").count(), 0, "no answer is set beforehand");
  });

  test("a chosen picture is compared with the one before that can be seen", async () => {
    await showsPair(page, 0, 7);
    await film(page).nth(4).check();
    await showsPair(page, 3, 4);
    await box(page, 3).check();
    await showsPair(page, 2, 4);
    const words = `Destroyed between ${await spoken(page, 2)} and ${await spoken(page, 4)}.`;
    assert.equal(await page.locator("#chosen").innerText(), words);
  });

  test("each key does what its button says", async () => {
    await hasKeys(page);
    await film(page).nth(4).check();
    const sides = [];
    for (let flips = 0; flips < 2; flips += 1) {
      await page.keyboard.press("Space");
      sides.push(await swipe(page));
    }
    assert.deepEqual(sides, ["100", "0"], "Space shows one picture, then the other");

    const side = () => page.locator("#before").evaluate((img) => img.getBoundingClientRect().width);
    const unzoomed = await side();
    await page.keyboard.press("z");
    assert.ok(Math.abs((await side()) - 2 * unzoomed) < 1, "Z doubles");
    assert.equal(await page.locator("#zoom").innerText(), "2×");

    const outline = page.locator("#stage .marker");
    assert.ok(await outline.isVisible());
    await page.keyboard.press("h");
    assert.ok(await outline.isHidden(), "H hides the outline");
    await page.keyboard.press("h");
    assert.ok(await outline.isVisible(), "and shows it again");

    assert.ok(!(await box(page, 4).isChecked()));
    await page.keyboard.press("c");
    assert.ok(await box(page, 4).isChecked(), "C marks the chosen picture");
    await page.keyboard.press("ArrowRight");
    assert.ok(await film(page).nth(5).isChecked(), "an arrow goes on to the next picture");
    await showsPair(page, 3, 5);
  });

  test("Blink alternates the pictures, and never where motion is to be reduced", async () => {
    for (const [reducedMotion, moves] of [["no-preference", true], ["reduce", false]]) {
      await page.emulateMedia({ reducedMotion });
      await open(page);
      const start = await swipe(page);
      await press(page, "blink");
      const pressed = page.locator("[data-do=blink]");
      assert.equal(await pressed.getAttribute("aria-pressed"), String(moves), reducedMotion);
      await pause(1_000); // a side is shown for 700 ms
      assert.equal((await swipe(page)) !== start, moves, reducedMotion);
    }
    await page.emulateMedia({ reducedMotion: null });
  });

  test("Blink stops by itself within five seconds", async () => {
    await press(page, "blink");
    const blink = page.locator("[data-do=blink]");
    assert.equal(await blink.getAttribute("aria-pressed"), "true");
    await pause(5_200);
    assert.equal(await blink.getAttribute("aria-pressed"), "false");
  });

  test("five buildings are finished without a page load, each saved", async () => {
    const assertNoThirdParty = noThirdParty(page);
    const start = await answered(page);
    const seen = new Set();
    let loads = 0;
    page.on("load", () => (loads += 1));
    const dated = async (index) => {
      await film(page).nth(index).check();
      await save("Destroyed from the chosen picture on");
    };
    const ways = [
      () => dated(4),
      () => save("Still standing in every picture"),
      () => save("Already destroyed in the first"),
      async () => {
        await box(page, 6).check();
        await page.getByLabel("fairly").check();
        await dated(7);
      },
      () => dated(1),
    ];
    for (const [index, answer] of ways.entries()) {
      const task = await taskOf(page);
      seen.add(task);
      await answer();
      assert.equal(await answered(page), start + index + 1);
      assert.notEqual(await taskOf(page), task, "the next building is there");
      assert.equal(await page.locator(".film :checked").count(), 0, "with nothing said of it");
    }
    assert.equal(seen.size, ways.length, "a building came twice");
    assert.equal(loads, 0);
    assertNoThirdParty();
  });

  test("“destroyed” is not saved before a picture that can be seen is chosen", async () => {
    const [url, start] = [page.url(), await answered(page)];
    await button(page, "Destroyed from the chosen picture on").click();
    assert.match(await page.locator("#chosen").innerText(), /^First choose/);
    await film(page).nth(4).check();
    await box(page, 4).check();
    await button(page, "Destroyed from the chosen picture on").click();
    await pause(300); // time for the page that must not come
    assert.equal(page.url(), url, "an answer that cannot hold is stopped on the page, not lost");
    assert.equal(await answered(page), start);
  });

  test("the way back from all pictures to one keeps what was said", async () => {
    await film(page).nth(5).check();
    await box(page, 4).check();
    const window = `${await spoken(page, 3)} and ${await spoken(page, 5)}`;
    await press(page, "one");
    assert.equal(await kindOf(page), "confirm");
    assert.equal(await page.locator("#ask").innerText(), `Destroyed between ${window}?`);
    await press(page, "all");
    assert.equal(await page.locator("#chosen").innerText(), `Destroyed between ${window}.`);
    assert.ok(await box(page, 4).isChecked());
  });

  for (const apart of [0, 60, 200]) {
    test(`a double click of ${apart} ms on the answer counts once`, async () => {
      const [start, task] = [await answered(page), await taskOf(page)];
      const never = button(page, "Still standing in every picture");
      await sends(page, async () => {
        // The second goes to where the button is by then.
        for (const clickCount of [1, 2]) {
          const { x, y, width, height } = await never.boundingBox();
          await page.mouse.move(x + width / 2, y + height / 2);
          await page.mouse.down({ clickCount });
          await page.mouse.up({ clickCount });
          await pause(apart);
        }
      });
      await pause(500); // time for a second answer, which must not come
      assert.equal(await answered(page), start + 1);
      assert.notEqual(await taskOf(page), task);
      await press(page, "undo");
      await page.locator("#state").getByText("Taken back").waitFor();
      assert.equal(await answered(page), start, "and can be taken back");
    });
  }
});

describe("by keyboard alone", () => {
  /** Tabs on until `what` (a CSS selector) has the focus. */
  async function tabTo(page, what) {
    for (let tabs = 0; tabs < 60; tabs += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((what) => document.activeElement?.matches(what), what)) return;
    }
    assert.fail(`Tab never reached ${what} on ${page.url()}`);
  }

  async function enter(page) {
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
  }

  test("one building is finished from the front page on, with all pictures at once", async (t) => {
    const page = await newcomer(t, WIDE);
    await page.goto(demo.volunteer);
    await page.keyboard.press("Tab");
    assert.equal(await page.locator(":focus").innerText(), "Skip to the content");
    await page.keyboard.press("Enter");
    await tabTo(page, "a.button");
    await enter(page);
    await tabTo(page, "main button");
    await enter(page);
    // What the script replaces has no focus to keep.
    await page.locator("#work-screen").waitFor();
    await tabTo(page, "[name=first_destroyed]");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    const radios = page.locator("[name=first_destroyed]");
    assert.ok(await radios.nth(1).isChecked());
    // To the answers, which may come before the pictures or after them.
    await page.locator("#main").focus();
    await tabTo(page, "button[value=dated]");
    await sends(page, () => page.keyboard.press("Enter"));
    assert.equal(await answered(page), 1);
  });

  test("Space chooses where the focus is on a choice, as on any other page", async (t) => {
    const page = await newcomer(t, WIDE);
    await begin(page, demo);
    await page.locator("#work-screen").waitFor();
    for (const name of ["first_destroyed", "sureness"]) {
      await page.locator("#main").focus();
      await tabTo(page, `[name=${name}]`);
      await page.keyboard.press("Space");
      assert.ok(await page.locator(`[name=${name}]`).first().isChecked(), name);
    }
  });

  const isThere = (page) => page.locator("#after[data-state=there]").waitFor();
  const steps = (page) => page.locator("#steps span").textContent();

  test("one building is finished one picture at a time, by Tab and Enter", async (t) => {
    const page = await newcomer(t, PHONE);
    await begin(page, demo);
    for (let asked = 0; asked < PICTURES_MAX; asked += 1) {
      await isThere(page);
      if ((await kindOf(page)) !== "guided") break;
      await tabTo(page, "#guided .standing");
      await page.keyboard.press("Enter");
    }
    assert.equal(await kindOf(page), "confirm");
    await tabTo(page, "#confirm button");
    await sends(page, () => page.keyboard.press("Enter"));
    assert.equal(await answered(page), 1);
  });

  test("and by letters, which can be switched off", async (t) => {
    const page = await newcomer(t, PHONE);
    await begin(page, demo);
    await hasKeys(page);
    const keys = ["1", "2", "c", "2", "1"];
    for (let asked = 0; asked < PICTURES_MAX; asked += 1) {
      await isThere(page);
      if ((await kindOf(page)) !== "guided") break;
      const step = await steps(page);
      await page.keyboard.press(keys[asked % keys.length]);
      await page.waitForFunction((step) => {
        const [kind, now] = [root.dataset.kind, document.querySelector("#steps span").textContent];
        return kind !== "guided" || now !== step;
      }, step);
    }
    assert.equal(await kindOf(page), "confirm");
    await sends(page, () => page.keyboard.press("Enter"));
    assert.equal(await answered(page), 1);
    const start = await steps(page);
    await page.keyboard.press("?");
    await page.locator("#keys").uncheck();
    await page.keyboard.press("Escape");
    await isThere(page);
    await page.keyboard.press("1");
    assert.equal(await steps(page), start, "a letter does nothing any more");
    await page.reload();
    await isThere(page);
    await hasKeys(page);
    await page.keyboard.press("1");
    assert.equal(await steps(page), start, "nor after the page was loaded again");
  });
});

test("a picture of another volunteer's building is not found", async (t) => {
  const held = async (page) => {
    const html = await (await page.request.get(`${demo.origin}${TASK}`)).text();
    return html.replaceAll("&#34;", '"');
  };
  const owner = await newcomer(t, { ...PHONE, javaScriptEnabled: false });
  await begin(owner, demo);
  const [{ chip }] = (await dataOf(owner)).pictures;
  const status = async (page) => (await page.request.get(demo.origin + chip)).status();
  let stranger;
  for (let tries = 0; tries < 8 && !stranger; tries += 1) {
    const another = await newcomer(t, { ...PHONE, javaScriptEnabled: false });
    assert.equal(await status(another), 404, "before consent");
    await begin(another, demo);
    if (!(await held(another)).includes(chip)) stranger = another;
  }
  assert.ok(stranger, "eight newcomers were all dealt the same building");
  assert.equal(await status(owner), 200);
  assert.equal(await status(stranger), 404);
});
