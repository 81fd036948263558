import assert from "node:assert/strict";
import fc from "fast-check";
import type { AnyContent } from "../../../protocol/content/content.ts";
import {
  checkContent,
  contentMentions,
  contentOf,
  plainText,
  SAID_KINDS,
  wireOf,
  withText,
} from "../../../protocol/content/kinds.ts";
import { sealedContent } from "../../../protocol/content/sealed.ts";
import { PICTURE } from "../../support/shared_file.ts";

/** One of every kind. */
const EVERY: { readonly [C in AnyContent as C["kind"]]: C } = {
  text: { kind: "text", text: "hi @bob" },
  action: { kind: "action", text: "waves at @bob" },
  notice: { kind: "notice", text: "done for @bob" },
  file: { kind: "file", text: "look @bob", file: PICTURE },
  sealed: sealedContent("AAAA", PICTURE),
  unknown: { kind: "unknown", name: "poll", text: "asks @bob" },
};

Deno.test("every kind of content goes over the wire and comes back", () => {
  for (const content of Object.values(EVERY)) {
    assert.deepEqual(contentOf(JSON.parse(JSON.stringify(wireOf(content)))), content);
  }
});

Deno.test("every kind of content has words, can be given others, and calls whom they call", () => {
  const { sealed: _, ...spoken } = EVERY;
  for (const content of Object.values(spoken)) {
    assert.equal(typeof wireOf(content).text, "string");
    assert.match(plainText(content), /@bob/);
    assert.deepEqual(contentMentions(content).map(({ name }) => name), ["bob"]);
    const other = withText(content, "hi @carol");
    assert.equal(other.kind, content.kind);
    assert.match(plainText(other), /hi @carol$/);
    assert.deepEqual(contentMentions(other).map(({ name }) => name), ["carol"]);
  }
});

Deno.test("what is encrypted has a sentence for words, calls nobody and is not edited as a text", () => {
  const { sealed } = EVERY;
  assert.match(plainText(sealed), /^\[encrypted/);
  assert.deepEqual(contentMentions(sealed), []);
  assert.deepEqual(withText(sealed, "hi"), sealed);
  assert.equal(contentOf({ kind: "sealed", text: "?" }).kind, "unknown");
});

Deno.test("checkContent() bounds whatever can be said", () => {
  for (const kind of SAID_KINDS) {
    const content = EVERY[kind];
    checkContent(content);
    checkContent(withText(content, "é".repeat(4_096)));
    for (const text of ["", " \n", "\u200b"]) {
      const empty = withText(content, text);
      if (kind === "file") checkContent(empty);
      else assert.throws(() => checkContent(empty), { code: "empty_text" });
    }
    const long = withText(content, "é".repeat(4_097));
    assert.throws(() => checkContent(long), { code: "text_too_long" });
  }
});

Deno.test("contentOf() knows an action by either field, and nothing by what is of no type it knows", () => {
  const action = { kind: "action", text: "waves" };
  assert.deepEqual(contentOf({ text: "waves", me: true }), action);
  assert.deepEqual(contentOf({ text: "waves", kind: "action" }), action);
  const odd = { text: "hi", kind: 5, me: "yes" } as unknown as { text: string };
  assert.deepEqual(contentOf(odd), { kind: "text", text: "hi" });
  assert.deepEqual(contentOf({ text: "hi", kind: "text" }), { kind: "text", text: "hi" });
});

Deno.test("contentOf() makes something to show of any kind there may ever be", () => {
  fc.assert(fc.property(fc.string(), fc.string(), (kind, text) => {
    const content = contentOf({ kind, text });
    assert.ok(plainText(content).length > 0 || content.kind !== "unknown");
    assert.deepEqual(contentOf(wireOf(content)), content);
  }));
  assert.match(plainText(contentOf({ kind: "poll", text: "" })), /"poll"/);
  assert.match(plainText(contentOf({ kind: "constructor", text: "" })), /"constructor"/);
});

Deno.test("contentMentions() takes no name at the start of an action, which has one already", () => {
  assert.equal(contentMentions({ kind: "text", text: "bob: look" }).length, 1);
  assert.equal(contentMentions({ kind: "action", text: "bob: look" }).length, 0);
});

Deno.test("contentOf() does not take for a file what has none", () => {
  for (const file of [undefined, 5, { name: "a.txt" }]) {
    const content = contentOf({ text: "look", kind: "file", file } as never);
    assert.deepEqual(content, { kind: "unknown", name: "file", text: "look" });
  }
  assert.equal(contentOf({ text: "hi", file: PICTURE }).kind, "text");
});
