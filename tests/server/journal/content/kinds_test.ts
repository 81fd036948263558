import assert from "node:assert/strict";
import type { Content } from "../../../../protocol/content/content.ts";
import { withText } from "../../../../protocol/content/kinds.ts";
import {
  columnsOf,
  contentIn,
  loggedText,
  reportedColumns,
  screenedText,
} from "../../../../server/journal/content/kinds.ts";

/** One of every kind. */
const EVERY: { readonly [C in Content as C["kind"]]: C } = {
  text: { kind: "text", text: "hi" },
  action: { kind: "action", text: "waves" },
};

Deno.test("every kind of content comes back from the database as it was", () => {
  for (const content of Object.values(EVERY)) {
    assert.deepEqual(contentIn({ ...columnsOf(content) }), content);
    assert.deepEqual(contentIn({ ...reportedColumns(content) }), content);
  }
});

Deno.test("every kind of content has a number of its own", () => {
  const codes = Object.values(EVERY).map((content) => columnsOf(content).content_kind);
  assert.equal(new Set(codes).size, codes.length);
  assert.throws(() => contentIn({ content_kind: 99, text: "" }), /99/);
});

Deno.test("every kind of content shows its words to filters, moderators, searches and the log", () => {
  for (const content of Object.values(EVERY)) {
    const said = withText(content, "a rude word");
    assert.equal(screenedText(said), "a rude word");
    assert.equal(columnsOf(said).text, "a rude word");
    assert.equal(reportedColumns(said).text, "a rude word");
    assert.match(loggedText(said), /a rude word$/);
  }
});
