import assert from "node:assert/strict";
import {
  bodyOf,
  editableText,
  isNameWithin,
  saysTheSame,
  spokenBy,
  withRevision,
} from "../../../../client/wording/content/kinds.ts";
import type { AnyContent, WireContent } from "../../../../protocol/content/content.ts";
import { PICTURE } from "../../../support/shared_file.ts";

const time = "2026-11-20T17:00:00.000Z";

/** A message of every kind, and how it is written. */
const EVERY: { readonly [Kind in AnyContent["kind"]]: { said: WireContent; line: RegExp } } = {
  text: { said: { text: "hi" }, line: /^alice: hi$/ },
  action: { said: { text: "waves", kind: "action", me: true }, line: /^\* alice waves$/ },
  notice: { said: { text: "done", kind: "notice" }, line: /alice: done/ },
  file: {
    said: { text: "look", kind: "file", file: PICTURE },
    line: /^alice: `photo\.png` \(1\.4 MiB, 640×480\)\nlook$/,
  },
  sealed: {
    said: { text: "[encrypted]", kind: "sealed", sealed: "AAAA" },
    line: /^alice: \[encrypted;.*\]$/,
  },
  unknown: {
    said: { text: "", kind: "poll" },
    line: /^alice: \(a message of the kind "poll".*\)$/,
  },
};

Deno.test("every kind of message is written as a line, whole or deleted", () => {
  for (const { line, said } of Object.values(EVERY)) {
    assert.match(`${spokenBy("alice", said)} ${bodyOf(said)}`, line);
    const gone = { ...said, text: "", deleted: true } as const;
    assert.equal(bodyOf(gone), "(deleted)");
    assert.equal(editableText(gone), undefined);
    assert.equal(isNameWithin(said), line.source.startsWith("^\\*"));
  }
});

Deno.test("every kind of message stays what it is when its words change", () => {
  const { sealed: _, ...spoken } = EVERY;
  for (const { said } of Object.values(spoken)) {
    // Older servers say nothing of the kind.
    for (const event of [{ text: "new", time }, { ...said, text: "new", time }]) {
      const after = withRevision(said, event);
      assert.match(bodyOf(after), /^(?:`photo\.png`.*\n)?new$/);
      assert.equal(isNameWithin(after), isNameWithin(said));
      assert.equal(after.edited, time);
      assert.ok(!saysTheSame(said, after));
      assert.ok(saysTheSame(after, { ...after }));
    }
  }
});

Deno.test("editableText() gives what can be changed on a line", () => {
  assert.equal(editableText(EVERY.text.said), "hi");
  assert.equal(editableText(EVERY.action.said), "waves");
  assert.equal(editableText(EVERY.file.said), "look");
  assert.equal(editableText(EVERY.unknown.said), undefined);
  assert.equal(editableText(EVERY.sealed.said), undefined);
});

Deno.test("withRevision() has an encrypted message hold what it was encrypted as last", () => {
  const after = withRevision(EVERY.sealed.said, { ...EVERY.sealed.said, sealed: "BBBB", time });
  assert.equal(after.sealed, "BBBB");
  assert.equal(after.edited, time);
});
