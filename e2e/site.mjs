// Every page of the site and how one gets there, for the tests of what holds for all of them.
// Pages that only a post or a script brings are reached by doing what their readers do.

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { begin, follow, signIn } from "./browser.mjs";

export const TASK = "/c/demo/task";
const MINE = "/c/demo/mine";
const LEARN = "/c/demo/learn";
/** More pictures than guided mode may ever ask for. */
const PICTURES_MAX = 12;

/** Addresses that hold a number, known once `people` has gone there. */
const found = {};

const press = (page, what) => page.locator(`[data-do=${what}]:visible`).first().click();
const kind = (page) => page.locator("#work-screen").getAttribute("data-kind");
const submit = (page, form, value) => {
  const button = value ? `button[value=${value}]` : "button";
  return follow(page, page.locator(`${form} ${button}`).first());
};

/** Waits until the script has taken the task's page over and its picture is there. */
export async function taken(page) {
  await page.locator("#work-screen[data-kind]").waitFor();
  await page.locator("#after[data-state=there]").waitFor();
}

async function toConfirm(page) {
  for (let asked = 0; asked < PICTURES_MAX && (await kind(page)) === "guided"; asked += 1) {
    await press(page, "standing");
  }
  await page.locator("#confirm").waitFor();
}

async function answerOne(page) {
  const box = page.locator("#work-screen [name=assignment]").first();
  const before = await box.inputValue();
  await toConfirm(page);
  await press(page, "yes");
  for (let waited = 0; waited < 100 && (await box.inputValue()) === before; waited += 1) {
    await pause(50);
  }
  await page.locator("#undo:visible").waitFor();
}

async function chooseInFilm(page) {
  await page.locator("#film input[type=radio]").nth(4).check();
  await page.locator("#film input[type=checkbox]").nth(2).check();
  await press(page, "more");
  await page.locator("#why:visible").waitFor();
}

async function askForBreak(page) {
  await taken(page); // or the script would see to it before the page is loaded again
  await page.waitForLoadState("networkidle"); // its second part too
  await page.evaluate(() => sessionStorage.setItem("done", "25"));
  await page.reload();
  await page.locator("#break:visible").waitFor();
}

async function wrongAnswers(page, count) {
  for (let tries = 0; tries < count; tries += 1) {
    await page.goto(new URL(`${LEARN}/1?view=timeline`, page.url()).href);
    await submit(page, "form.timeline", "standing");
  }
}

async function enterPhrase(page) {
  await page.goto(new URL(MINE, page.url()).href);
  await submit(page, `form[action$="/phrase"]`);
  const words = await page.locator(".phrase li").allInnerTexts();
  await page.goto(new URL("/restore", page.url()).href);
  await page.locator("textarea").fill(words.join(" "));
  await submit(page, `main form[action="/restore"]`);
}

async function eraseNewcomer(page) {
  await page.goto(new URL("/c/demo/start", page.url()).href);
  await submit(page, "main form");
  await page.goto(new URL(`${MINE}/erase`, page.url()).href);
  await page.locator("[name=sure]").check();
  await submit(page, "main form");
}

const openMenu = (page) => page.evaluate(() => {
  document.querySelectorAll("details.languages").forEach((menu) => (menu.open = true));
});

/**
 * Every page: what it is, who sees it, its address (or where that was found), and, where that is
 * not all, its status and what its reader does there. The roles: `plain` is a volunteer whose
 * scripts do not arrive, `leaver` one who is about to go.
 */
const VOLUNTEERS_PAGES = [
  ["the front page", "nobody", "/"],
  ["the menu of languages", "nobody", "/", { act: openMenu }],
  ["about", "nobody", "/about"],
  ["start", "nobody", "/c/demo/start"],
  ["the field guide", "nobody", "/guide"],
  ["help", "nobody", "/c/demo/help"],
  ["examples of the campaign's own", "volunteer", "/c/demo/examples"],
  ["the eight words are asked for", "nobody", "/restore"],
  ["eight words that nobody has", "nobody", "/restore", { act: enterWrongPhrase }],
  ["“not found”", "nobody", "/no-such-page", { status: 404 }],
  ["“start first”", "nobody", TASK, { status: 401 }],
  ["the empty page after leaving", "nobody", "/leave"],
  ["one picture at a time", "volunteer", `${TASK}?view=guided`, { act: taken }],
  ["one picture, halfway", "volunteer", `${TASK}?view=guided`, {
    act: async (page) => {
      await taken(page);
      await press(page, "cannot");
      await taken(page);
    },
  }],
  ["the check of an answer", "volunteer", `${TASK}?view=guided`, {
    act: async (page) => {
      await taken(page);
      await toConfirm(page);
    },
  }],
  ["why it cannot be told", "volunteer", `${TASK}?view=guided`, {
    act: async (page) => {
      await taken(page);
      await press(page, "doubt");
    },
  }],
  ["all pictures at once", "volunteer", `${TASK}?view=timeline`, { act: taken }],
  ["a choice among all pictures", "volunteer", `${TASK}?view=timeline`, {
    act: async (page) => {
      await taken(page);
      await chooseInFilm(page);
    },
  }],
  ["the surroundings", "volunteer", `${TASK}?view=guided`, {
    act: async (page) => {
      await taken(page);
      await press(page, "context");
    },
  }],
  ["the list of keys", "volunteer", `${TASK}?view=timeline`, {
    act: async (page) => {
      await taken(page);
      await press(page, "more");
      await press(page, "help");
    },
  }],
  ["thanks, and the next building", "volunteer", `${TASK}?view=guided`, {
    act: async (page) => {
      await taken(page);
      await answerOne(page);
    },
  }],
  ["a break is offered", "volunteer", `${TASK}?view=guided`, { act: askForBreak }],
  ["a practice building", "volunteer", `${LEARN}/1`, { act: taken }],
  ["one picture at a time, plainly", "plain", `${TASK}?view=guided`],
  ["one picture, halfway, plainly", "plain", () => found.halfway],
  ["the check of an answer, plainly", "plain", () => found.confirm],
  ["why it cannot be told, plainly", "plain", `${TASK}?view=doubt`],
  ["all pictures at once, plainly", "plain", `${TASK}?view=timeline`],
  ["thanks, plainly", "plain", `${TASK}?view=timeline&saved=new&j=1`],
  ["practice", "plain", LEARN],
  ["a practice building, plainly", "plain", `${LEARN}/1`],
  ["a wrong answer in practice, and a hint", "plain", LEARN, {
    act: (page) => wrongAnswers(page, 1),
  }],
  ["a wrong answer, and what experts said", "plain", LEARN, {
    act: (page) => wrongAnswers(page, 2),
  }],
  ["a right answer in practice", "plain", `${LEARN}/4?view=timeline`, {
    act: (page) => submit(page, "form.timeline", "standing"),
  }],
  ["practice is over", "plain", `${LEARN}?done=1`],
  ["help, after “I know this place”", "plain", "/c/demo/help?near=1"],
  ["my work", "plain", MINE],
  ["one of my answers", "plain", () => found.answer],
  ["a certificate", "plain", `${MINE}/certificate`],
  ["what erasing does", "plain", `${MINE}/erase`],
  ["my eight words", "plain", MINE, { act: (page) => submit(page, `form[action$="/phrase"]`) }],
  ["“there is nothing to take back”", "plain", `${TASK}?view=guided&saved=new&j=1`, {
    act: (page) => submit(page, ".saved form"),
  }],
  ["my work is on this device", "plain", MINE, { act: enterPhrase }],
  ["what was kept is erased", "leaver", "/", { act: eraseNewcomer }],
];

const STAFFS_PAGES = [
  ["sign in", "nobody", "/sign-in"],
  ["“sign in first”", "nobody", "/desk", { status: 401 }],
  ["the coordinator's campaigns", "coordinator", "/desk"],
  ["a new campaign", "coordinator", "/desk/new"],
  ["the steps of setting up", "coordinator", "/desk/demo/setup"],
  ["a campaign's words", "coordinator", "/desk/demo/setup/about"],
  ["its words in Arabic", "coordinator", "/desk/demo/setup/about?lang=ar"],
  ["its examples", "coordinator", "/desk/demo/setup/examples"],
  ["the rules of a draft", "coordinator", "/desk/second/setup/rules"],
  ["practice and gold", "coordinator", "/desk/demo/setup/gold"],
  ["the last check", "coordinator", "/desk/demo/setup/check"],
  ["a task that is tried", "coordinator", "/desk/demo/setup/try/1"],
  ["no pilot", "coordinator", "/desk/demo/setup/pilot"],
  ["progress", "coordinator", "/desk/demo"],
  ["a building", "coordinator", () => found.building],
  ["contested cases", "coordinator", "/desk/demo/review"],
  ["a case before the answer", "coordinator", () => found.fresh],
  ["a case after the answer", "coordinator", () => found.answered],
  ["rulings", "coordinator", "/desk/demo/rulings"],
  ["a ruling", "coordinator", () => found.ruling],
  ["imports", "coordinator", "/desk/demo/imports"],
  ["an import of captures", "coordinator", () => found.captures],
  ["an import with faults", "coordinator", () => found.faults],
  ["captures and sources", "coordinator", "/desk/demo/captures"],
  ["two captures to be aligned", "coordinator", "/desk/demo/captures/2/align"],
  ["nothing to align with", "coordinator", () => found.alone, { status: 409 }],
  ["volunteers", "coordinator", "/desk/demo/volunteers"],
  ["a volunteer", "coordinator", () => found.volunteer],
  ["“a reason is needed”", "coordinator", () => found.volunteer, { act: setAsideWithout }],
  ["remarks", "coordinator", "/desk/demo/flags"],
  ["a remark", "coordinator", () => found.remark],
  ["announcements", "coordinator", "/desk/demo/announcements"],
  ["rules, with another one proposed", "coordinator", "/desk/demo/rules"],
  ["quality, with a sample", "coordinator", "/desk/demo/quality"],
  ["a building to be audited", "coordinator", () => found.audit],
  ["exports", "researcher", "/desk/demo/exports"],
  ["releases to be made", "coordinator", "/desk/demo/releases"],
  ["releases", "researcher", "/c/demo/releases"],
  ["the method", "researcher", "/c/demo/method"],
  ["tokens", "researcher", "/desk/demo/tokens"],
  ["the API", "researcher", "/api/docs"],
  ["the record", "researcher", "/desk/demo/record"],
  ["a token to be copied", "researcher", "/desk/demo/tokens", { act: makeToken }],
  ["“not for this role”", "researcher", "/desk/demo/imports", { status: 403 }],
  ["team and access", "coordinator", "/desk/demo/team"],
  ["a link to be copied", "coordinator", "/desk/demo/team", { act: makeLink }],
  ["the log", "coordinator", "/desk/demo/log"],
  ["my account", "researcher", "/account"],
  ["a second factor to be set up", "researcher", "/account/second-factor"],
  ["accounts", "coordinator", "/accounts"],
  ["the log of the site", "coordinator", "/accounts/log"],
  ["the site's health", "coordinator", "/site/health"],
  ["how long data is kept", "coordinator", "/site/settings"],
  ["an invitation", "nobody", () => found.invitation],
  ["“no such invitation”", "nobody", `/invitation/${"0".repeat(64)}`, { status: 404 }],
  ["priorities", "coordinator", "/desk/demo/priorities"],
  ["new captures", "coordinator", "/desk/demo/reopen"],
  ["gold", "coordinator", "/desk/demo/gold"],
  ["a building to be gold", "coordinator", () => found.building.replace("/buildings/", "/gold/")],
  ["incidents that others report", "coordinator", "/desk/demo/incidents"],
  ["an incident, linked to a building", "coordinator", () => found.incident],
  ["the map to move and filter", "coordinator", "/desk/demo/map"],
];

const entries = (list, isStaff) =>
  list.map(([name, role, path, { status = 200, act } = {}]) => {
    return { name, role, path, status, act, isStaff };
  });

/** What volunteers see. */
export const VOLUNTEERS = entries(VOLUNTEERS_PAGES, false);
/** What staff see. */
export const STAFF = entries(STAFFS_PAGES, true);

export const addressOf = ({ path }) => (typeof path === "function" ? path() : path);

async function makeLink(page) {
  await page.getByLabel("Whom it is for", { exact: true }).fill("Students");
  await submit(page, `form[action$="/team/link"]`);
}

/** A reason of blanks, which browsers take for one. */
async function setAsideWithout(page) {
  await page.locator("#set-aside").fill(" ");
  await submit(page, `form[action$="/set-aside"]`);
}

async function makeToken(page) {
  await page.getByLabel("Name, by which you know it again").fill("Notebook");
  await page.getByLabel("What its exports are for").fill("Weekly figures");
  await submit(page, `form[action$="/tokens/make"]`);
}

async function enterWrongPhrase(page) {
  await page.locator("textarea").fill("babab babab babab babab babab babab babab babab");
  await submit(page, `main form[action="/restore"]`);
}

/**
 * One page for each of `roles`, of a browser of its own, signed in or begun as the role is; and
 * what its browser has seen: `seen.documents` (`{ url, method, status, policy }`), `seen.urls` of all
 * requests, and `seen.errors`, what the console said of the policy and what scripts threw.
 */
export async function people(browser, demo, roles) {
  const who = {};
  const seen = { documents: [], urls: [], errors: [] };
  for (const role of roles) {
    const isPlain = role === "plain";
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      serviceWorkers: isPlain ? "block" : "allow",
    });
    watch(context, seen);
    if (isPlain) await context.route("**/static/*/js/**", (route) => route.abort());
    who[role] = await context.newPage();
    who[role].setDefaultTimeout(10_000);
  }
  for (const role of ["volunteer", "plain"].filter((role) => who[role])) {
    await begin(who[role], demo);
  }
  for (const role of ["coordinator", "researcher"].filter((role) => who[role])) {
    await signIn(who[role], demo[role]);
  }
  if (who.plain) await findVolunteers(who.plain, demo);
  if (who.coordinator) await findStaffs(who.coordinator, demo);
  return { who, seen };
}

function watch(context, seen) {
  context.on("request", (request) => seen.urls.push(request.url()));
  context.on("response", (response) => {
    const request = response.request();
    if (request.resourceType() !== "document") return;
    const policy = response.headers()["content-security-policy"] ?? "";
    const [url, method] = [request.url(), request.method()];
    seen.documents.push({ url, method, status: response.status(), policy });
  });
  context.on("console", (message) => {
    const text = message.text();
    if (/content security policy|refused to/i.test(text)) {
      seen.errors.push(`${message.page()?.url()}: ${text}`);
    }
  });
  context.on("weberror", (thrown) => {
    seen.errors.push(`${thrown.page()?.url()}: ${thrown.error().stack}`);
  });
}

/** Answers one building, so that there is something to take back, and stops others halfway. */
async function findVolunteers(page, demo) {
  const here = () => page.url().replace(demo.origin, "");
  await page.goto(`${demo.origin}${TASK}?view=timeline`);
  await submit(page, "form.timeline", "standing");
  await page.goto(demo.origin + MINE);
  found.answer = await page.locator("#history li a").first().getAttribute("href");
  await page.goto(`${demo.origin}${TASK}?view=guided`);
  await follow(page, page.locator(".answers .standing"));
  found.halfway = here();
  await follow(page, page.locator(".answers .destroyed"));
  while (await page.locator(".answers").count()) {
    await follow(page, page.locator(".answers .destroyed"));
  }
  found.confirm = here();
}

/** Leaves one case as it is, answers another, and rules on a third. */
async function findRulings(page, demo) {
  const dated = page.getByRole("row").filter({ hasText: "destroyed, dated" }).getByRole("link");
  const links = await dated.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  const ids = links.map((href) => href.split("/").at(-1)).slice(-3);
  [found.fresh, found.answered] = ids.map((id) => `/desk/demo/review/${id}`);
  found.ruling = `/desk/demo/rulings/${ids[2]}`;
  for (const id of ids.slice(1)) {
    await page.goto(`${demo.origin}/desk/demo/review/${id}`);
    await page.locator("[name=verdict][value=standing]").check();
    await submit(page, "main form");
  }
  await page.locator("[name=kind][value=accept]").check();
  await page.locator("textarea").fill("as they say");
  await submit(page, "main form");
}

/** Writes to a volunteer, announces something, and finds a remark. */
async function findPeople(page, demo) {
  await page.goto(`${demo.origin}/desk/demo/flags`);
  found.remark = await page.locator("tbody a").first().getAttribute("href");
  await page.goto(`${demo.origin}/desk/demo/volunteers`);
  found.volunteer = await page.locator("tbody a").first().getAttribute("href");
  await page.goto(demo.origin + found.volunteer);
  await page.locator("#text").fill("Thank you for looking so closely.");
  await submit(page, `form[action$="/message"]`);
  await page.goto(`${demo.origin}/desk/demo/announcements`);
  await page.locator("#text-en").fill("New pictures come on Friday.");
  await submit(page, `form[action$="/make"]`);
}

/** Proposes another rule, and draws a sample. */
async function findMethod(page, demo) {
  await page.goto(`${demo.origin}/desk/demo/rules`);
  await page.locator("#threshold").fill("2/3");
  await submit(page, "form[action$='/propose']");
  await page.getByText("What it would change", { exact: true }).waitFor();
  await page.goto(`${demo.origin}/desk/demo/quality`);
  await submit(page, "form[action$='/quality']");
  found.audit = await page.locator("a.button").getAttribute("href");
}

/** Imports an incident at a dated building, and links the two. */
async function findIncidents(page, demo) {
  const file = await page.request.get(`${demo.origin}/desk/demo/exports/buildings.ndjson`);
  const rows = (await file.text()).trim().split("\n").map((line) => JSON.parse(line));
  const { lat, lon, last_intact_date: day } = rows.find(({ status }) => status === "dated");
  const list = `id,date,lat,lon,accuracy,title\nI-1,${day},${lat},${lon},exact,A strike\n`;
  const buffer = Buffer.from(list);
  await page.goto(`${demo.origin}/desk/demo/incidents`);
  await page.locator("#file").setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer });
  await page.locator("#source").fill("Others");
  await submit(page, `form[action$="/incidents"]`);
  found.incident = await page.locator("tbody a").first().getAttribute("href");
  await page.goto(demo.origin + found.incident);
  await page.getByLabel(/^Why/).first().fill("A photograph shows this roof.");
  await follow(page, page.getByRole("button", { name: /^Link / }).first());
}

/** Sends captures and faulty buildings to other campaigns, to be looked at before they are in. */
async function findStaffs(page, demo) {
  await page.goto(`${demo.origin}/desk/demo`);
  const link = page.getByRole("region", { name: "Buildings" }).getByRole("link").first();
  found.building = await link.getAttribute("href");
  await findRulings(page, demo);
  await findPeople(page, demo);
  await findMethod(page, demo);
  await findIncidents(page, demo);
  for (const slug of ["second", "third"]) {
    const words = ["--title", `The ${slug} campaign`, "--coordinator", "coordinator"];
    await demo.command("campaign", "create", slug, ...words);
  }
  const part = ["--campaign", "demo", "--role", "auditor"];
  found.invitation = (await demo.command("user", "invite", "Somebody", ...part)).stdout.trim();
  const town = join(demo.folder, "town", "captures");
  const [image] = (await readdir(town)).sort();
  const table = (name, ...rows) => {
    return { name, mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) };
  };
  const captures = [
    table("list.csv", "capture_id,file,captured_at", `one,${image},2018-01-17`),
    { name: image, mimeType: "image/tiff", buffer: await readFile(join(town, image)) },
  ];
  const stage = async (slug, field, files) => {
    await page.goto(`${demo.origin}/desk/${slug}/imports`);
    await page.locator(`#${field}-files`).setInputFiles(files);
    const check = page.getByRole("button", { name: /^Check these/ });
    await follow(page, check.nth(field === "c" ? 0 : 1));
    await page.getByText("checked", { exact: true }).waitFor();
    return page.url().replace(demo.origin, "");
  };
  found.captures = await stage("second", "c", captures);
  await stage("third", "c", captures);
  await follow(page, page.getByRole("button", { name: "Import this" }));
  await page.getByText("This is in the campaign.").waitFor();
  found.faults = await stage("third", "b", table("b.csv", "id,lon,lat", "a,38,37", "b,500,37"));
  await page.goto(`${demo.origin}/desk/third/captures`);
  found.alone = await page.getByRole("link", { name: "Align one" }).getAttribute("href");
}

/**
 * Opens a page with its folded parts unfolded, the menu of languages aside, which lies over others.
 * `lang` is the language its reader has chosen, `query` is added to its address. Gives the page.
 */
export async function open(who, demo, entry, { lang, query } = {}) {
  const page = who[entry.role];
  const context = page.context();
  await context.clearCookies({ name: "aftermath_lang" });
  if (lang) {
    await context.addCookies([{ name: "aftermath_lang", value: lang, url: demo.origin }]);
  }
  const path = addressOf(entry);
  const joint = path.includes("?") ? "&" : "?";
  const answer = await page.goto(demo.origin + path + (query ? joint + query : ""));
  if (answer.status() !== entry.status) {
    throw new Error(`${page.url()} is ${answer.status()}, not ${entry.status}`);
  }
  await entry.act?.(page);
  await page.locator("details:not(.languages)").evaluateAll((all) => {
    for (const details of all) details.open = true;
  });
  return page;
}
