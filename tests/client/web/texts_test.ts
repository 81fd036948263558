import assert from "node:assert/strict";
import { languageFor, LANGUAGES } from "../../../client/web/texts/languages.ts";
import type { StateEvent } from "../../../client/wording/event_text.ts";
import { DE } from "../../../client/web/texts/de.ts";
import { EN } from "../../../client/web/texts/en.ts";
import { lateTextsFor } from "../../../client/web/texts/late.ts";
import { moreTextsFor } from "../../../client/web/texts/more.ts";
import { textsFor } from "../../../client/web/texts/texts.ts";

/** All texts of a language by where they stand: `timeline.toEnd`. */
async function textsOf(language: string): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  const look = (value: unknown, path: string) => {
    if (typeof value !== "object" || value === null) found.set(path, value);
    else for (const [key, each] of Object.entries(value)) look(each, `${path}.${key}`);
  };
  const { refusals: _, ...first } = await textsFor([language]);
  look({ ...first, late: await lateTextsFor(language), more: await moreTextsFor(language) }, "");
  return found;
}

/** What a text says of what it is given: a list, a name, a number, one after the other. */
const GIVEN: readonly unknown[][] = [
  ["«given»", "«second»", "«third»"],
  [7, "«second»", "«third»"],
  [["«given»", "«other»"], "«second»", "«third»"],
];

/** Which of the things given a text shows. */
function shownIn(text: (...given: unknown[]) => string): string[] {
  const shown = new Set<string>();
  for (const given of GIVEN) {
    let said: string;
    try {
      said = text(...given.slice(0, text.length));
    } catch {
      continue; // it is for something else
    }
    if (typeof said !== "string") continue;
    for (const [index, each] of given.entries()) {
      const parts = (Array.isArray(each) ? each : [each]).map(String);
      if (index < text.length && parts.every((part) => said.includes(part))) {
        shown.add(String(index));
      }
    }
  }
  return [...shown].sort();
}

for (const language of Object.keys(LANGUAGES)) {
  Deno.test(`textsFor() has all texts in "${language}", with what they are given`, async () => {
    const [measure, texts] = [await textsOf("en"), await textsOf(language)];
    assert.deepEqual([...texts.keys()].sort(), [...measure.keys()].sort());
    for (const [path, text] of texts) {
      const other = measure.get(path);
      assert.equal(typeof text, typeof other, path);
      // What says nothing in English says nothing in any language.
      if (typeof text === "string") assert.equal(text.trim() === "", other === "", path);
      if (typeof text !== "function" || typeof other !== "function") continue;
      assert.deepEqual(
        shownIn(text as (...given: unknown[]) => string),
        shownIn(other as (...given: unknown[]) => string),
        `${path} leaves out something that it is given`,
      );
    }
    assert.equal(texts.get(".common.language"), language);
  });
}

Deno.test("textsFor() has words of its own in German, not those of English", async () => {
  const [english, german] = [await textsOf("en"), await textsOf("de")];
  const same = [...german].filter(([path, text]) =>
    typeof text === "string" && text.length > 12 && text === english.get(path)
  );
  assert.deepEqual(same, []);
});

Deno.test("languageFor() takes the first language that the page speaks, else English", () => {
  assert.equal(languageFor(["fr-FR", "de-AT", "en"]), "de");
  assert.equal(languageFor(["", "DE"]), "de");
  assert.equal(languageFor(["fr"]), "en");
  assert.equal(languageFor(["constructor"]), "en");
});

Deno.test("the texts in German say of every change of a room what those in English do", () => {
  const changes = {
    accounts_only: [true, false],
    without_signals: [true, false],
    call_after: [0, 60],
    keyed: [true, false],
    join_by_name: [true, false],
    limit: [0, 5],
    outsiders_write: [true, false],
    retention: [0, 86_400],
    topic_locked: [true, false],
    visibility: ["private"],
  };
  for (const [field, values] of Object.entries(changes)) {
    for (const value of values) {
      const event = { event: "room_changed", room: "ops", by: "bob", time: "", [field]: value };
      const said = [EN, DE].map(({ events }) =>
        events.text(event as StateEvent, { username: "alice", place: { room: "ops" } })
      );
      assert.ok(said.every((text) => text !== undefined), `${field}: ${value}`);
    }
  }
});
