import assert from "node:assert/strict";
import type { Content } from "../../../../protocol/content/content.ts";
import { withText } from "../../../../protocol/content/kinds.ts";
import {
  columnsOf,
  contentIn,
  fileIn,
  loggedText,
  reportedColumns,
  screenedText,
  withScreened,
} from "../../../../server/journal/content/kinds.ts";
import { sealedContent } from "../../../../protocol/content/sealed.ts";
import { PICTURE } from "../../../support/shared_file.ts";

/** One of every kind. */
const EVERY: { readonly [C in Content as C["kind"]]: C } = {
  text: { kind: "text", text: "hi" },
  file: { kind: "file", text: "look", file: PICTURE },
  sealed: sealedContent("AAAA"),
  action: { kind: "action", text: "waves" },
  notice: { kind: "notice", text: "done" },
};

Deno.test("every kind of content comes back from the database as it was", () => {
  for (const content of Object.values(EVERY)) {
    const fileOf = () => fileIn(content);
    assert.deepEqual(contentIn({ ...columnsOf(content) }, fileOf), content);
    assert.deepEqual(contentIn({ ...reportedColumns(content) }, fileOf), content);
  }
  assert.deepEqual(
    contentIn({ ...columnsOf(EVERY.file), text: "" }, () => undefined),
    { kind: "text", text: "" },
  );
});

Deno.test("every kind of content has a number of its own", () => {
  const codes = Object.values(EVERY).map((content) => columnsOf(content).content_kind);
  assert.equal(new Set(codes).size, codes.length);
  assert.throws(() => contentIn({ content_kind: 99, text: "" }, () => undefined), /99/);
});

Deno.test("every kind of content shows its words to filters, moderators, searches and the log", () => {
  const { sealed: _, ...spoken } = EVERY;
  for (const content of Object.values(spoken)) {
    const said = withText(content, "a rude word");
    assert.match(screenedText(said), /^(?:photo\.png\n)?a rude word$/);
    assert.match(columnsOf(said).text, /^(?:photo\.png\n)?a rude word$/);
    assert.match(reportedColumns(said).text, /^(?:photo\.png\n)?a rude word$/);
    assert.match(loggedText(said), /a rude word$/);
  }
});

Deno.test("every kind of content takes back what filters have left of its words", () => {
  for (const content of Object.values(EVERY)) {
    assert.deepEqual(withScreened(content, screenedText(content)), content);
  }
  assert.deepEqual(withScreened(EVERY.file, "*****.png\n***k\nmore"), {
    kind: "file",
    text: "***k\nmore",
    file: { ...PICTURE, name: "_____.png" },
  });
});
