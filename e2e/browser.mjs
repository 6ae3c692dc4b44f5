// What every browser test needs: a browser, a running demo, steps that scenarios share, and the
// questions asked of every page.
// The scenarios are in *.test.mjs. Nothing here leaves this machine.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import axeCore from "axe-core";
import { chromium } from "playwright-core";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const TARGET = process.env.CARGO_TARGET_DIR ?? join(PACKAGE, "target");

/** The program under test; another build can be named by AFTERMATH_BINARY. */
const BINARY = process.env.AFTERMATH_BINARY ?? join(TARGET, "release", "aftermath");

/** How long the demo may take until it answers, and to leave when asked to. */
const READY_MS_MAX = 180_000;
const LEAVE_MS_MAX = 10_000;

/** How long axe may look at one page. */
const AXE_MS_MAX = 30_000;

/** The rules of WCAG 2.2 up to level AA. */
const ACCESSIBILITY_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const LAUNCH = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // A page that asks for another host must fail its test without reaching that host.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  ],
};

/** Starts Chromium; CHROMIUM names another one than Debian's. Close it with `browser.close()`. */
export function launch() {
  return chromium.launch(LAUNCH);
}

/**
 * Starts `aftermath demo` in a new folder, on a free port, and waits until it answers.
 *
 * Gives `origin`; `volunteer`, a URL; `coordinator` and `researcher`, each
 * `{ url, user, password }`; `folder`, where its data is; `command(...)`, which runs another command
 * of the program on that; `said()`, what the program has printed so far; and `stop()`, which ends
 * this process and no other and removes the folder; `kill()`, which ends it at once, as a loss of
 * power would, and keeps the folder; and `again()`, which starts it anew after that, on the same
 * folder and port, and gives what this function gives.
 */
export async function startDemo({ args = [], folder: kept, port = "0" } = {}) {
  assert.ok(existsSync(BINARY), `no program at ${BINARY}; build it: cargo build --release`);
  const folder = kept ?? (await mkdtemp(join(tmpdir(), "aftermath-e2e-")));
  const child = spawn(BINARY, ["demo", "--port", port, "--data-dir", folder, ...args], {
    cwd: PACKAGE,
    env: withoutSettings(process.env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => {
    child.once("exit", resolve);
    child.once("error", resolve);
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) {
    child[name].setEncoding("utf8").on("data", (text) => (output[name] += text));
  }
  const said = () => `${output.stdout}\n${output.stderr}`;
  const release = endWithThisProcess(child, folder);

  async function stop() {
    if (hasEnded(child)) return;
    child.kill("SIGTERM");
    await Promise.race([ended, pause(LEAVE_MS_MAX, undefined, { ref: false })]);
    const tooSlow = !hasEnded(child);
    if (tooSlow) {
      child.kill("SIGKILL");
      await ended;
    }
    assert.ok(!tooSlow, `the demo had not left ${LEAVE_MS_MAX} ms after SIGTERM:\n${said()}`);
  }
  async function stopAndClear() {
    try {
      await stop();
    } finally {
      release();
      await rm(folder, { recursive: true, force: true });
    }
  }

  async function kill() {
    child.kill("SIGKILL");
    await ended;
    release();
  }

  try {
    const doors = await waitFor("the demo's three addresses", child, said, () =>
      readDoors(output.stdout),
    );
    await waitFor("an answer from /healthz", child, said, () => answers(doors.origin));
    const command = (...words) =>
      promisify(execFile)(BINARY, ["--data-dir", folder, ...words], {
        cwd: PACKAGE,
        env: withoutSettings(process.env),
        timeout: READY_MS_MAX,
      });
    const again = () => startDemo({ args, folder, port: new URL(doors.origin).port });
    return { ...doors, folder, command, said, stop: stopAndClear, kill, again };
  } catch (error) {
    await stopAndClear();
    throw error;
  }
}

/** The program's settings come from the test alone, not from the shell that runs it. */
function withoutSettings(environment) {
  const kept = Object.entries(environment).filter(([name]) => !name.startsWith("AFTERMATH_"));
  return Object.fromEntries(kept);
}

function hasEnded(child) {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** Clears up should this process end before `stop()`; gives a function that calls this off. */
function endWithThisProcess(child, folder) {
  const clear = () => {
    if (!hasEnded(child)) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  const leave = () => process.exit(1);
  process.once("exit", clear);
  signals.forEach((signal) => process.once(signal, leave));
  return () => {
    process.off("exit", clear);
    signals.forEach((signal) => process.off(signal, leave));
  };
}

async function waitFor(what, child, said, ask) {
  const deadline = Date.now() + READY_MS_MAX;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (answer) return answer;
    assert.ok(!hasEnded(child), `the demo ended before ${what}:\n${said()}`);
    await pause(50);
  }
  assert.fail(`${what}: nothing within ${READY_MS_MAX} ms; the demo said:\n${said()}`);
}

/** Reads `who  URL` and `who  URL  user NAME  password WORD`; nothing until all are there. */
function readDoors(text) {
  const url = String.raw`\s+(?<url>http://127\.0\.0\.1:\d+/\S*)`;
  const staff = String.raw`\s+user\s+(?<user>\S+)\s+password\s+(?<password>\S+)\s*\n`;
  const find = (who, rest) => text.match(new RegExp(`^\\s*${who}${url}${rest}`, "m"))?.groups;
  const volunteer = find("volunteer", String.raw`\s*\n`);
  const coordinator = find("coordinator", staff);
  const researcher = find("researcher", staff);
  if (!volunteer || !coordinator || !researcher) return undefined;
  return {
    origin: new URL(volunteer.url).origin,
    volunteer: volunteer.url,
    coordinator: { ...coordinator },
    researcher: { ...researcher },
  };
}

async function answers(origin) {
  try {
    const response = await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Clicks, and waits until the page that follows has loaded. */
export async function follow(page, locator) {
  const arrives = page.waitForEvent("load");
  await Promise.all([arrives, locator.click()]);
}

/** From the front page to the first task, as somebody new in the page's context would go. */
export async function begin(page, demo) {
  await page.goto(demo.volunteer);
  await follow(page, page.getByRole("link", { name: /^Start/ }));
  await follow(page, page.getByRole("button", { name: "I understand, start" }));
}

/** Signs `demo.coordinator` or `demo.researcher` in. */
export async function signIn(page, who) {
  await page.goto(who.url);
  await page.getByLabel("Name").fill(who.user);
  await page.getByLabel("Password").fill(who.password);
  await follow(page, page.getByRole("button", { name: "Sign in" }));
}

/**
 * Asserts that axe finds nothing on a page and that it is no wider than the screen; keeps its
 * picture as NAME.png in the folder AFTERMATH_SHOTS, if that is set.
 */
export async function looksRight(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px wider than the screen`);
  await axe(page);
  const folder = process.env.AFTERMATH_SHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/** Asserts that the page is no wider than the screen; works without JavaScript too. */
export async function assertNotSideways(page) {
  const { width } = page.viewportSize();
  const wide = await page.evaluate((width) => {
    const all = [...document.body.querySelectorAll("*")];
    const beyond = all.filter((element) => element.getBoundingClientRect().right > width + 1);
    const name = (element) => element.outerHTML.slice(0, 80);
    return { page: document.scrollingElement.scrollWidth, beyond: beyond.slice(0, 8).map(name) };
  }, width);
  const where = `${page.url()} at ${width} px; beyond its edge:\n${wide.beyond.join("\n")}`;
  assert.ok(wide.page <= width, `the page is ${wide.page} px wide: ${where}`);
}

/**
 * Asserts that axe finds no breach of WCAG 2.2 AA on the page as it stands. Not for a context
 * without JavaScript, where axe cannot run either.
 */
export async function axe(page) {
  const isThere = await page.evaluate(() => "axe" in globalThis);
  // Evaluated from outside: the page's content policy stays.
  if (!isThere) await page.evaluate(axeCore.source);
  const run = page.evaluate(
    (tags) => globalThis.axe.run(document, { runOnly: { type: "tag", values: tags } }),
    ACCESSIBILITY_TAGS,
  );
  const late = new AbortController();
  const limit = pause(AXE_MS_MAX, undefined, { signal: late.signal }).catch(() => undefined);
  const result = await Promise.race([run, limit]);
  late.abort();
  assert.ok(result, `axe gave no answer on ${page.url()}; is JavaScript off in its context?`);
  const { violations, passes } = result;
  assert.ok(passes.length > 0, `axe checked nothing on ${page.url()}`);
  assert.equal(violations.length, 0, `${page.url()}\n${violations.map(describe).join("\n")}`);
}

function describe({ id, impact, help, helpUrl, nodes }) {
  const places = nodes.map(({ target, html, failureSummary }) => {
    const why = failureSummary.replaceAll("\n", "\n       ");
    return `    at ${target.flat().join(" ")}\n       ${html}\n       ${why}`;
  });
  return `  ${id} (${impact}): ${help}, ${helpUrl}\n${places.join("\n")}`;
}

/**
 * Watches all requests of the page's context from now on, service workers' included. Call it before
 * the first `goto`; the function it gives asserts that none has left 127.0.0.1 since.
 */
export function noThirdParty(page) {
  const seen = [];
  page.context().on("request", (request) => seen.push(request.url()));
  page.on("websocket", (socket) => seen.push(socket.url()));
  const atHome = (url) =>
    ["data:", "blob:", "about:"].includes(new URL(url).protocol) ||
    new URL(url).hostname === "127.0.0.1";
  return function assertNoThirdParty() {
    assert.ok(seen.length > 0, "no request seen: noThirdParty must come before the first goto");
    assert.deepEqual(seen.filter((url) => !atHome(url)), [], "requests that left 127.0.0.1");
  };
}

/**
 * Counts what the page's requests bring over the wire from now on: headers and bodies, as
 * compressed; an answer from the browser's cache costs nothing. `await` it before the first `goto`.
 *
 * Gives `total()`, `list()` (`{ url, type, bytes }` for each answer, in order) and `reset()`.
 */
export async function bytes(page) {
  const session = await page.context().newCDPSession(page);
  let answersById = new Map();
  session.on("Network.requestWillBeSent", ({ requestId, request, type, redirectResponse }) => {
    const before = redirectResponse?.encodedDataLength ?? 0;
    const known = answersById.get(requestId)?.bytes ?? 0;
    answersById.set(requestId, { url: request.url, type, bytes: known + before });
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const answer = answersById.get(requestId);
    if (answer) answer.bytes += encodedDataLength;
  });
  await session.send("Network.enable");
  const list = () => [...answersById.values()];
  return {
    list,
    total: () => list().reduce((sum, answer) => sum + answer.bytes, 0),
    reset: () => (answersById = new Map()),
  };
}

/** The form, with script on, of the task that the page shows: its assignment's number. */
export const taskOf = (page) => page.locator("#work-screen [name=assignment]").first().inputValue();

/** The kind of screen that the script shows: guided, timeline, confirm or doubt. */
export const kindOf = (page) => page.locator("#work-screen").getAttribute("data-kind");

/** Presses the visible button of the task's screen that does `what` (its `data-do`). */
export const press = (page, what) => page.locator(`[data-do=${what}]:visible`).first().click();

/** Waits until the second script, which comes after the first picture, answers keys. */
export const hasKeys = (page) => page.waitForFunction(() => typeof also === "object" && also.key);

/** Says `words` (`data-do`s) picture by picture, the last for all further ones; gives the taps. */
export async function lookThrough(page, ...words) {
  for (let taps = 0; taps < 30; taps += 1) {
    if ((await kindOf(page)) !== "guided") return taps;
    await press(page, words[Math.min(taps, words.length - 1)]);
  }
  assert.fail("thirty pictures of one building were asked for");
}

/** Does `act`, which sends an answer, and waits until the server has it and the page says so. */
export async function sends(page, act, words = /^Saved/) {
  const isAnswer = (response) => new URL(response.url()).pathname.endsWith("/judgements");
  // Before the script takes the page over its form would be sent by itself.
  await page.locator("#work-screen[data-kind]").waitFor();
  const [response] = await Promise.all([page.waitForResponse(isAnswer), act()]);
  await page.locator("#state").getByText(words).waitFor();
  return response;
}

/** All answers of the demo, as its export has them: one object for each line of the table. */
export async function judgementsOf(demo) {
  const output = join(demo.folder, `export-${Date.now()}`);
  await demo.command("export", "demo", "--file", "judgements.csv", "--output", output);
  const [head, ...lines] = (await readFile(join(output, "judgements.csv"), "utf8"))
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  return lines.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at]])));
}

/**
 * Starts a server before the one at `origin` that passes everything on and weighs what comes back,
 * whoever asked: pages, their workers, scripts.
 *
 * Gives `origin`, its own; `list()` (`{ method, path, status, bytes, body }` for each answer whose
 * end has come, in order; `bytes` with its headers, `body` without, both as compressed); `reset()`;
 * and `stop()`.
 */
export async function startMeter(origin) {
  let answers = [];
  const server = createServer((asked, answer) => {
    const { method, url: path } = asked;
    const passed = request(origin + path, { method, headers: asked.headers }, (got) => {
      const head = got.rawHeaders.reduce((sum, text) => sum + text.length + 2, 19);
      const entry = { method, path, status: got.statusCode, bytes: head, body: 0 };
      answer.writeHead(got.statusCode, got.rawHeaders);
      got.on("data", (chunk) => (entry.body += chunk.length));
      got.on("end", () => {
        entry.bytes += entry.body;
        answers.push(entry);
      });
      got.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    asked.pipe(passed);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    list: () => answers,
    reset: () => (answers = []),
    stop: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}

/**
 * A context of a browser whose settings let no site keep anything: no cookie, no storage. Its
 * `close()` ends that browser.
 */
export async function withoutCookies(settings) {
  const profile = await mkdtemp(join(tmpdir(), "aftermath-profile-"));
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
  await mkdir(join(profile, "Default"));
  await writeFile(join(profile, "Default", "Preferences"), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(profile, { ...LAUNCH, ...settings });
  // The browser may write for a moment after it says that it is closed.
  context.once("close", () => {
    rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 }).catch(() => {});
  });
  return context;
}
