import assert from "node:assert/strict";
import {
  patternCandidates,
  patternItems,
} from "../../../../../client/full/reduce/lists/pattern_items.ts";
import { patternIn } from "../../../../../client/full/reduce/lists/pattern_query.ts";
import { Player } from "../../support/player.ts";

Deno.test("patternIn() understands a pattern between slashes, with from: and in: beside it", () => {
  const plain = { source: "dep(loy|end)", flags: "iu", from: [], rooms: [] };
  assert.deepEqual(patternIn("/dep(loy|end)/"), plain);
  assert.deepEqual(patternIn("from:Bob /a b/c in:#Ops"), {
    source: "a b",
    flags: "u",
    from: ["bob"],
    rooms: ["ops"],
  });
  for (const none of ["", "/begun", "a/b/c", "words", "/a/x"]) {
    assert.equal(patternIn(none), undefined);
  }
  assert.match(JSON.stringify(patternIn("before:2026-01-01 /a/")), /only from: and in:/);
});

Deno.test("a search for a /pattern/ asks no server, and shows what is found", () => {
  const player = new Player();
  player.message({ id: 1, from: "bob", text: "deploy\x1b[31m at noon" });
  player.message({ id: 2, from: "carol", text: "nothing" });
  player.effects.length = 0;
  player.press("ctrl+s").type("/dep(loy|end)/");
  const [asked] = player.effects.filter(({ kind }) => kind === "match").slice(-1);
  assert.ok(asked?.kind === "match");
  assert.equal(asked.query.source, "dep(loy|end)");
  const candidates = patternCandidates(player.state, {
    serverId: asked.inServer,
    bufferKey: asked.bufferKey,
    query: asked.query,
  });
  assert.deepEqual(candidates.map(({ message }) => message.id), [2, 1]);
  const items = patternItems(player.state, "s1", { candidates, hits: [[1, 0, 6]] });
  player.does({ kind: "matched", ticket: asked.ticket - 1, count: 2, items });
  assert.equal(player.state.overlay?.kind === "list" && player.state.overlay.items.length, 0);
  player.does({ kind: "matched", ticket: asked.ticket, count: 2, items });
  const { overlay } = player.state;
  assert.ok(overlay?.kind === "list");
  assert.match(overlay.note, /^1 found in the 2 messages that are here/);
  const [item] = overlay.items;
  assert.ok(item);
  const [from = 0, to = 0] = item.found[0] ?? [];
  assert.equal(item.text.slice(from, to), "deploy");
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(item.text, /\x1b/);
  player.press("enter");
  assert.equal(player.state.overlay, undefined);
});

Deno.test("Tab in a search completes from: and in:, and goes on to the next one", () => {
  const player = new Player();
  player.message({ id: 1, from: "bob", text: "hi" });
  player.message({ id: 2, from: "bobby", text: "hi" });
  const query = () => {
    const { overlay } = player.state;
    return overlay?.kind === "list" ? overlay.query?.before : undefined;
  };
  player.press("ctrl+s").type("hi from:bo").press("tab");
  assert.equal(query(), "hi from:bobby ");
  player.press("tab");
  assert.equal(query(), "hi from:bob ");
  player.press("tab", "shift+tab");
  assert.equal(query(), "hi from:bob ");
  player.type("in:#o").press("tab");
  assert.equal(query(), "hi from:bob in:#ops ");
  player.type("fr").press("tab");
  assert.equal(query(), "hi from:bob in:#ops from:");
  player.press("tab");
  assert.equal(query(), "hi from:bob in:#ops from:bobby ");
});

Deno.test("Tab completes from: behind /search", () => {
  const player = new Player();
  player.message({ id: 1, from: "bob", text: "hi" });
  player.type("/search hi from:bo").press("tab");
  assert.equal(
    player.state.buffers.find(({ key }) => key === player.state.activeKey)?.draft.line.before,
    "/search hi from:bob ",
  );
  player.press("ctrl+u").type("/search fr").press("tab").type("b").press("tab");
  assert.equal(
    player.state.buffers.find(({ key }) => key === player.state.activeKey)?.draft.line.before,
    "/search from:bob ",
  );
});
