// The words of the volunteers' pages: every one comes from a catalogue, whatever the language is
// chosen by; long ones fit; dates keep their order from right to left; counts agree with their
// nouns. The pseudo-languages `xx` (long and strange) and `xr` (from right to left) show it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertNotSideways, begin, follow, launch, startDemo } from "./browser.mjs";
import { open, people, taken, TASK, VOLUNTEERS } from "./site.mjs";

const BUILDINGS = 100;
const ROLES = ["nobody", "volunteer", "plain", "leaver"];
const SCREENS = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
];
const PHONE = { viewport: SCREENS[0], isMobile: true, hasTouch: true };
const MINE = "/c/demo/mine";
/** Each language, which way it is written, and what its readers' browsers ask for. */
const LANGUAGES = [
  ["en", "ltr", "en-GB,en;q=0.9"],
  ["ar", "rtl", "ar-SY,ar;q=0.9,en;q=0.5"],
  ["fr", "ltr", "fr-FR,fr;q=0.9"],
  ["es", "ltr", "es-MX,es;q=0.9"],
  ["uk", "ltr", "uk,ru;q=0.5"],
  ["ru", "ltr", "tt;q=0.9,ru-RU;q=0.8,en;q=0.1"],
];
/** Of the credit of the demo's captures, what no catalogue has. */
const CREDIT = ["Painted, not photographed", "made-up town"];

let browser;
let demo;
let who;
/** What the campaign says of itself, in English. */
let campaigns;

before(async () => {
  browser = await launch();
  demo = await startDemo({ args: ["--buildings", String(BUILDINGS), "--captures", "12"] });
  ({ who } = await people(browser, demo, ROLES));
  campaigns = await campaignsWords();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

async function campaignsWords() {
  const page = await (await browser.newContext({ locale: "en" })).newPage();
  const found = [...CREDIT, "Strange", "Strange, from right to left"];
  for (const path of ["/", "/c/demo/start"]) {
    await page.goto(demo.origin + path);
    const own = page.locator("main :is(bdi, [dir=auto])");
    found.push(...(await own.allInnerTexts()).map((text) => text.trim()));
  }
  await page.context().close();
  // The longer first: one may hold another.
  return found.sort((one, two) => two.length - one.length);
}

/**
 * In the page: what it says, to the eye and to a screen reader, that a pseudo-language has not made
 * strange. The letters that these leave alone prove nothing; any other is English.
 */
function plainWords(values) {
  // Names, keys, what is typed as it stands, and the campaign's own texts.
  const asTheyAre = "kbd, code, [translate=no], [hreflang], .brand, [dir=auto], svg text";
  const plain = /[aeiouycnszrdtAEIOUSCN]/;
  const found = [];
  const isAsked = (element) => element.checkVisibility() && !element.closest(asTheyAre);
  const note = (text, element) => {
    let own = text.trim().replace(/\s+/g, " ");
    for (const value of values) own = own.replaceAll(value, "");
    if (plain.test(own)) found.push(`“${own}” in ${element.cloneNode().outerHTML.slice(0, 90)}`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: element, data } = walker.currentNode;
    if (isAsked(element)) note(data, element);
  }
  for (const name of ["aria-label", "alt", "title", "placeholder"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      if (isAsked(element)) note(element.getAttribute(name), element);
    }
  }
  note(document.title.replace(/ · Aftermath$/, ""), document.querySelector("title"));
  return found;
}

/** In the page: text that is cut off, or leaves the button, the cell or the screen it is in. */
function cutWords() {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  // A long title ends in dots in the header and stands whole on the page it leads to.
  const boxes = "button, .button, dt, dd, dialog, .note";
  const mayBeCut = ".campaign, .visually-hidden, .skip, #across, option, textarea";
  const bounds = (element) => {
    for (let box = element; box !== document.documentElement; box = box.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(box);
      // What scrolls by itself can be read.
      if ([overflowX, overflowY].some((flow) => flow === "auto" || flow === "scroll")) return null;
      if (overflowX !== "visible" || box.matches(boxes)) return box;
    }
    return document.documentElement;
  };
  while (walker.nextNode()) {
    const { parentElement: element, data } = walker.currentNode;
    if (!data.trim() || !element.checkVisibility() || element.closest(mayBeCut)) continue;
    if (element.matches(".word") && getComputedStyle(element).position === "absolute") continue;
    const box = bounds(element);
    if (!box) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const outer = box.getBoundingClientRect();
    const isIn = ({ left, right, top, bottom }) =>
      left >= outer.left - 1 && right <= outer.right + 1 &&
      (box === document.documentElement || (top >= outer.top - 2 && bottom <= outer.bottom + 2));
    if (![...range.getClientRects()].every(isIn)) {
      found.push(`“${data.trim()}” leaves ${box.cloneNode().outerHTML.slice(0, 90)}`);
    }
  }
  return found;
}

describe("in a pseudo-language nothing reads plainly, and all that is long fits", () => {
  for (const role of ROLES) {
    for (const entry of VOLUNTEERS.filter((entry) => entry.role === role)) {
      test(entry.name, async () => {
        const faults = [];
        for (const [lang, dir] of [["xx", "ltr"], ["xr", "rtl"]]) {
          const page = await open(who, demo, entry, { lang });
          assert.equal(await page.locator("html").getAttribute("dir"), dir);
          for (const screen of SCREENS) {
            await page.setViewportSize(screen);
            const note = (fault) => faults.push(`${lang}, ${screen.width} px: ${fault}`);
            await assertNotSideways(page).catch(({ message }) => note(message));
            (await page.evaluate(plainWords, campaigns)).forEach(note);
            (await page.evaluate(cutWords)).forEach(note);
          }
        }
        assert.equal(faults.length, 0, faults.join("\n"));
      });
    }
  }
});

describe("the language is", () => {
  const htmlOf = async (path, headers) => {
    const answer = await fetch(demo.origin + path, { headers });
    const html = await answer.text();
    const [, lang, dir] = html.match(/^<!doctype html>\s*<html lang="([^"]+)" dir="([^"]+)">/);
    return { lang, dir, h1: html.match(/<h1>([^<]+)/)[1] };
  };

  test("what the browser asks for, unless a cookie or the address says otherwise", async () => {
    const heads = new Set();
    for (const [lang, dir, accepted] of LANGUAGES) {
      const asked = await htmlOf("/", { "accept-language": accepted });
      assert.deepEqual({ lang: asked.lang, dir: asked.dir }, { lang, dir }, accepted);
      const kept = { "accept-language": "sw", cookie: `aftermath_lang=${lang}` };
      assert.deepEqual(await htmlOf("/", kept), asked, "by cookie");
      const other = { "accept-language": "en", cookie: "aftermath_lang=fr" };
      assert.deepEqual(await htmlOf(`/?lang=${lang}`, other), asked, "by address");
      heads.add(asked.h1);
    }
    assert.equal(heads.size, LANGUAGES.length, "each has words of its own");
    assert.equal((await htmlOf("/", { "accept-language": "sw, tt;q=0.5" })).lang, "en");
    assert.equal((await htmlOf("/?lang=nonsense", { "accept-language": "uk" })).lang, "uk");
  });

  test("kept when it is chosen in the menu, on the page where it was chosen", async (t) => {
    const page = await newcomer(t, { ...PHONE, locale: "fr-FR" });
    await page.goto(`${demo.origin}/guide`);
    assert.equal(await page.locator("html").getAttribute("lang"), "fr");
    await page.locator("details.languages summary").click();
    await follow(page, page.locator("details.languages a[hreflang=ar]"));
    assert.equal(new URL(page.url()).pathname, "/guide");
    await page.goto(`${demo.origin}/about`);
    assert.equal(await page.locator("html").getAttribute("lang"), "ar");
    assert.equal(await page.locator("html").getAttribute("dir"), "rtl");
  });
});

/** A page of somebody who was never here before, closed when the test ends. */
async function newcomer(t, settings) {
  const context = await browser.newContext(settings);
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  return page;
}

/**
 * In the page: each date with a day, a month by name and a year that is seen, as it lies on the
 * screen from left to right: such as "d m y". Of a date in two lines nothing is said.
 */
function datesAsTheyLie(names) {
  const month = names.join("|").replaceAll(" ", "\\s");
  const pattern = new RegExp(`(\\d{1,2})\\s(${month})\\s(\\d{4})`, "g");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement.checkVisibility()) continue;
    for (const match of node.data.matchAll(pattern)) {
      const [whole, day, name] = match;
      const starts = [0, day.length + 1, day.length + name.length + 2];
      const lengths = [day.length, name.length, 4];
      const boxes = starts.map((start, at) => {
        const range = document.createRange();
        range.setStart(node, match.index + start);
        range.setEnd(node, match.index + start + lengths[at]);
        return range.getBoundingClientRect();
      });
      if (Math.max(...boxes.map(({ top }) => top)) > boxes[0].bottom) continue;
      const order = ["d", "m", "y"].sort((a, b) => {
        return boxes["dmy".indexOf(a)].left - boxes["dmy".indexOf(b)].left;
      });
      found.push({ whole, order: order.join(" "), in: node.parentElement.cloneNode().outerHTML });
    }
  }
  return found;
}

const MONTHS = {
  en: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" "),
  ar: [
    "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيو",
    "تموز/يوليو", "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
  ],
};

test("a date lies in its reader's order, in a sentence and on a picture", async () => {
  const pages = [
    ["volunteer", `${TASK}?view=guided`], ["volunteer", `${TASK}?view=timeline`],
    ["plain", `${TASK}?view=guided`], ["plain", `${TASK}?view=timeline`], ["plain", MINE],
    ["plain", `${MINE}/certificate`], ["plain", "/c/demo/learn/1"],
  ];
  for (const [lang, order] of [["en", "d m y"], ["ar", "y m d"]]) {
    for (const [role, path] of pages) {
      const page = await open(who, demo, { role, path, status: 200 }, { lang });
      if (role === "volunteer") await taken(page);
      const dates = await page.evaluate(datesAsTheyLie, MONTHS[lang]);
      assert.ok(dates.length > 0, `${lang}: no date on ${path}`);
      const wrong = dates.filter((date) => date.order !== order);
      assert.deepEqual(wrong, [], `${lang}: ${path}`);
    }
  }
});

test("a date is kept apart from the words around it", async () => {
  const views = ["guided", "timeline"].map((view) => `${TASK}?view=${view}`);
  for (const path of [...views, MINE, `${MINE}/certificate`]) {
    const page = await open(who, demo, { role: "plain", path, status: 200 }, { lang: "ar" });
    const html = await page.locator("main").evaluate((main) => {
      main.querySelectorAll("bdi, time, option, template, [hidden]").forEach((own) => own.remove());
      return main.textContent.replace(/\u2068[^\u2069]*\u2069/g, "").replaceAll("\u00a0", " ");
    });
    const bare = MONTHS.ar.filter((name) => html.includes(name));
    assert.deepEqual(bare, [], `months outside of bdi and of isolates on ${path}`);
  }
});

/** The end of the sentence that says how many answers are still to come, for 1, 2, 3 and 11. */
const TO_GO = {
  en: ["One more to go.", "2 more to go.", "3 more to go.", "11 more to go."],
  ar: ["بقيت إجابة واحدة.", "بقيت إجابتان.", "بقيت 3 إجابات.", "بقيت 11 إجابة."],
  fr: ["Encore 1.", "Encore 2.", "Encore 3.", "Encore 11."],
  es: ["Falta 1.", "Faltan 2.", "Faltan 3.", "Faltan 11."],
  uk: [
    "Залишилася 1 відповідь.", "Залишилося 2 відповіді.", "Залишилося 3 відповіді.",
    "Залишилося 11 відповідей.",
  ],
  ru: ["Остался 1 ответ.", "Осталось 2 ответа.", "Осталось 3 ответа.", "Осталось 11 ответов."],
};
/** All buildings of the campaign, which are a hundred. */
const HUNDRED = {
  en: "100 buildings", ar: "100 مبنى", fr: "100 bâtiments", es: "100 edificios", uk: "100 будівель",
  ru: "100 зданий",
};

test("a count agrees with its noun", async (t) => {
  const page = await newcomer(t, PHONE);
  await begin(page, demo);
  const plain = (text) => text.replace(/[\u2066-\u2069]/g, "");
  const said = async (path, lang) => {
    const answer = await page.request.get(`${demo.origin}${path}?lang=${lang}`);
    return plain(await answer.text());
  };
  for (const [lang] of LANGUAGES) {
    assert.ok((await said("/", lang)).includes(`<li>${HUNDRED[lang]}</li>`), `${lang}: 100`);
  }
  let toGo = 20;
  for (const [at, wanted] of [[3, 11], [2, 3], [1, 2], [0, 1]]) {
    const answered = await page.evaluate(answerSome, { task: TASK, count: toGo - wanted });
    toGo -= answered;
    assert.equal(toGo, wanted, "there were buildings enough");
    for (const [lang] of LANGUAGES) {
      const html = await said(MINE, lang);
      assert.ok(html.includes(TO_GO[lang][at]), `${lang}: ${wanted}`);
    }
  }
});

/** In the page: answers "cannot tell" so often; gives how often. */
async function answerSome({ task, count }) {
  for (let answered = 0; answered < count; answered += 1) {
    const html = await (await fetch(`${task}?view=doubt`)).text();
    const form = new DOMParser().parseFromString(html, "text/html").querySelector("form.confirm");
    if (!form) return answered;
    form.querySelector("[name=reason]").checked = true;
    await fetch(form.getAttribute("action"), {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
    });
  }
  return count;
}
