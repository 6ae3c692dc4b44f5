// The script's guide is the program's guide: both walk through every series of guide.json alike.
// The program is held to it by tests/it/guide.rs. Needs no browser.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import * as guide from "../static/js/task/guide.js";

const walks = JSON.parse(await readFile(new URL("guide.json", import.meta.url), "utf8"));

/** Walks as a volunteer would who sees the first `standing` pictures standing. */
function walk(captures, standing, clouded, nudge) {
  let trace = [];
  for (;;) {
    const step = guide.nextStep(captures, trace, nudge);
    if (step.kind === "confirm") {
      const word = (at) => (at < 0 ? "-" : at);
      return [guide.writeTrace(trace), `${word(step.last)} ${word(step.first)}`];
    }
    if (step.kind !== "look") return [guide.writeTrace(trace), step.kind];
    const seen = clouded.includes(step.at) ? "x" : step.at < standing ? "s" : "d";
    trace = guide.saidAlso(trace, step.at, seen);
  }
}

test("the script asks for the same pictures as the program", () => {
  assert.ok(walks.length > 800);
  for (const [captures, standing, clouded, nudge, trace, end] of walks) {
    const where = `${captures} captures, ${standing} standing, nudge ${nudge}`;
    assert.deepEqual(walk(captures, standing, clouded, nudge), [trace, end], where);
  }
});

test("a trace is read as it is written, and a contradiction is seen", () => {
  assert.equal(guide.writeTrace(guide.readTrace("6s.9d.7x")), "6s.9d.7x");
  assert.deepEqual(guide.readTrace(""), []);
  assert.equal(guide.nextStep(12, guide.readTrace("2d.7s"), 0).kind, "clash");
});
