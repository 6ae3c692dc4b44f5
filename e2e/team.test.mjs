// How staff come in: an invitation, an account, a second factor in an app, codes on paper, a part
// in a campaign; on a phone without JavaScript and with it. What holds for every page is in
// pages.test.mjs.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { assertNotSideways, axe, follow, launch, signIn, startDemo } from "./browser.mjs";

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const PASSWORD = "a sentence that nobody guesses";

let browser;
let demo;

before(async () => {
  browser = await launch();
  demo = await startDemo({ args: ["--buildings", "6", "--captures", "3"] });
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** What an authenticator app shows for a key, so many half minutes from now (RFC 6238). */
function codeOf(key, ahead = 0) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...key.replaceAll(" ", "")].map((letter) =>
    alphabet.indexOf(letter).toString(2).padStart(5, "0"),
  );
  const bytes = bits.join("").match(/.{8}/g).map((byte) => Number.parseInt(byte, 2));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const mac = createHmac("sha1", Buffer.from(bytes)).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function looksRight(page) {
  await assertNotSideways(page);
  await axe(page);
}

async function newPage(t, settings) {
  const context = await browser.newContext(settings);
  t.after(() => context.close());
  return context.newPage();
}

async function press(page, name) {
  await follow(page, page.getByRole("button", { name }));
}

test("from an invitation to the desk, with a code of an app, and one on paper", async (t) => {
  const chen = await newPage(t);
  await signIn(chen, demo.coordinator);
  await chen.goto(`${demo.origin}/desk/demo/team`);
  await chen.getByLabel("Whom it is for, so that you know it again").fill("Ada of the lab");
  await chen.getByLabel("As", { exact: true }).selectOption("adjudicator");
  await press(chen, "Make an invitation");
  const link = await chen.locator("[data-address]").innerText();
  assert.match(link.replace(demo.origin, ""), /^\/invitation\/[0-9a-f]{64}$/);
  assert.ok(link.startsWith(demo.origin), "the whole address");

  const ada = await newPage(t, PHONE);
  await ada.goto(link);
  await looksRight(ada);
  await ada.getByLabel("Name").fill("ada");
  await ada.getByLabel(/^Password/).fill(PASSWORD);
  await press(ada, "Make the account");
  await signIn(ada, { url: `${demo.origin}/sign-in`, user: "ada", password: PASSWORD });
  await ada.getByText("Your part: adjudicator").waitFor();
  await looksRight(ada);

  await follow(ada, ada.getByRole("link", { name: "set one up" }));
  await looksRight(ada);
  const key = await ada.locator(".key-text").innerText();
  assert.ok((await ada.locator(".qr path").count()) === 2);
  await ada.getByLabel(/^Type the code/).fill("000000");
  await press(ada, "Set it up");
  await ada.getByRole("alert").waitFor();
  await ada.getByLabel(/^Type the code/).fill(codeOf(key));
  await press(ada, "Set it up");
  const paper = await ada.locator(".codes code").allInnerTexts();
  assert.equal(paper.length, 10);
  await looksRight(ada);

  const again = await newPage(t, { ...PHONE, javaScriptEnabled: false });
  await signIn(again, { url: `${demo.origin}/sign-in`, user: "ada", password: PASSWORD });
  await again.getByLabel(/^Code of your app/).fill(codeOf(key, 1));
  await press(again, "Sign in");
  await again.getByText("Your part: adjudicator").waitFor();

  const lost = await newPage(t, PHONE);
  await signIn(lost, { url: `${demo.origin}/sign-in`, user: "ada", password: PASSWORD });
  await looksRight(lost);
  await lost.getByLabel(/^Code of your app/).fill(paper[3].toUpperCase().replaceAll("-", " "));
  await press(lost, "Sign in");
  await lost.goto(`${demo.origin}/account`);
  await lost.getByText("9 codes on paper are left").waitFor();
  await looksRight(lost);
});

test("a group finds a campaign that is not listed by its link", async (t) => {
  const chen = await newPage(t);
  await signIn(chen, demo.coordinator);
  await chen.goto(`${demo.origin}/desk/demo/team`);
  await chen.getByLabel("Whom it is for", { exact: true }).fill("Students");
  await press(chen, "Make a link");
  const link = await chen.locator("[data-address]").innerText();
  await chen.getByRole("radio", { name: /^invited/ }).check();
  await press(chen, "Save");

  const bilal = await newPage(t, { ...PHONE, javaScriptEnabled: false });
  await bilal.goto(demo.origin);
  assert.equal(await bilal.getByRole("link", { name: /^Start/ }).count(), 0);
  assert.equal((await bilal.goto(`${demo.origin}/c/demo/start`)).status(), 404);
  await bilal.goto(link);
  await follow(bilal, bilal.getByRole("button", { name: "I understand, start" }));
  await bilal.locator("#after, .shot img, .chip img").first().waitFor();
  await chen.goto(`${demo.origin}/desk/demo/team`);
  await chen.getByText("1 came by it").waitFor();
  await chen.goto(`${demo.origin}/desk/demo/log`);
  await looksRight(chen);
});
