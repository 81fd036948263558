import assert from "node:assert/strict";
import { parseChord } from "../../../client/keys/chord.ts";
import { KEY_ACTIONS, type KeyMode, keySpec } from "../../../client/keys/key_action.ts";
import { editingKey, Keymap } from "../../../client/keys/keymap.ts";
import type { Key } from "../../../client/terminal/input/key.ts";
import { editLine } from "../../../client/terminal/line_editor.ts";

function key(name: string, held: Partial<Key> = {}): Key {
  return { name, ctrl: false, alt: false, shift: false, text: "", ...held };
}

Deno.test("Keymap.lookup() knows the keys of the design", () => {
  const keymap = new Keymap();
  assert.equal(keymap.lookup(key("1", { alt: true })), "room-1");
  assert.equal(keymap.lookup(key("a", { alt: true })), "news");
  assert.equal(keymap.lookup(key("p", { ctrl: true })), "previous-room");
  assert.equal(keymap.lookup(key("down", { alt: true })), "next-room");
  assert.equal(keymap.lookup(key("k", { alt: true })), "jump");
  assert.equal(keymap.lookup(key("pageup")), "page-up");
  assert.equal(keymap.lookup(key("u", { alt: true })), "first-unread");
  assert.equal(keymap.lookup(key("tab")), "complete");
  assert.equal(keymap.lookup(key("r", { ctrl: true })), "history-search");
  assert.equal(keymap.lookup(key("s", { ctrl: true })), "search-room");
  assert.equal(keymap.lookup(key("_", { ctrl: true })), "undo");
  assert.equal(keymap.lookup(key("return", { alt: true })), "newline");
  assert.equal(keymap.lookup(key("l", { alt: true })), "bare");
  assert.equal(keymap.lookup(key("f1")), "help");
  assert.equal(keymap.lookup(key("x", { text: "x" })), undefined);
});

Deno.test("Keymap.lookup() takes letters for actions only while a message is selected", () => {
  const keymap = new Keymap();
  const r = key("r", { text: "r" });
  assert.equal(keymap.lookup(r), undefined);
  assert.equal(keymap.lookup(r, "selecting"), "reply");
  assert.equal(keymap.lookup(key("", { text: "+" }), "selecting"), "react");
  assert.equal(keymap.lookup(key("escape"), "selecting"), "deselect");
});

Deno.test("Keymap lets an override win over the table and says so in the help", () => {
  const keymap = new Keymap({ "jump": ["ctrl+k", "alt+j"], "help": [] });
  assert.equal(keymap.lookup(key("k", { ctrl: true })), "jump");
  assert.equal(keymap.lookup(key("k", { alt: true })), undefined);
  assert.equal(keymap.lookup(key("f1")), undefined);
  const keysOf = (action: string) => keymap.help.find((row) => row.action === action)?.keys;
  assert.equal(keysOf("jump"), "Ctrl+K, Alt+J");
  assert.equal(keysOf("cut-to-end"), "");
  assert.equal(keysOf("help"), "");
});

Deno.test("Keymap.help has one row for the nine keys of rooms unless some are others", () => {
  const roomRows = (keymap: Keymap) =>
    keymap.help.filter(({ action }) => action.startsWith("room-")).map(({ keys }) => keys);
  assert.deepEqual(roomRows(new Keymap()), ["Alt+1 … Alt+9"]);
  assert.equal(roomRows(new Keymap({ "room-2": [] })).length, 9);
});

Deno.test("the table of keys gives no key to two actions", () => {
  const taken = new Map<string, string>();
  for (const action of KEY_ACTIONS) {
    const { keys, mode = "typing" } = keySpec(action);
    for (const chord of keys) {
      const place = `${mode satisfies KeyMode} ${parseChord(chord)}`;
      assert.equal(taken.get(place), undefined, `${place}: ${action}`);
      assert.equal(parseChord(chord), chord);
      taken.set(place, action);
    }
  }
});

Deno.test("editingKey() returns a key that the line editor understands, for all editing but undo", () => {
  const line = { before: "one two", after: " three", cut: "x" };
  const pasted = { ...line, olderCuts: ["y"], last: { kind: "pasted", index: 0 } } as const;
  for (const action of KEY_ACTIONS.filter((name) => keySpec(name).topic === "editing")) {
    const edited = editingKey(action);
    if (action === "undo") assert.equal(edited, undefined);
    else {
      const from = action === "paste-older-cut" ? pasted : line;
      assert.notDeepEqual(edited && editLine(from, edited), from, action);
    }
  }
  assert.equal(editingKey("send"), undefined);
});
