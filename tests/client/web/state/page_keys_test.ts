import assert from "node:assert/strict";
import { PAGE_KEYS, pageKey, type PressedKey } from "../../../../client/web/state/page_keys.ts";
import { pageWith } from "../../../support/page_states.ts";

const key = (pressed: Partial<PressedKey>): PressedKey => ({
  key: "",
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...pressed,
});
const TYPING = { isTyping: true };
const READING = { isTyping: false };

Deno.test("pageKey() opens what finds rooms, messages and keys", () => {
  const state = pageWith();
  const opened = (pressed: Partial<PressedKey>, where = TYPING) => {
    const action = pageKey(state, key(pressed), where);
    return action?.kind === "open-dialog" ? action.dialog : undefined;
  };
  assert.deepEqual(opened({ key: "k", code: "KeyK", ctrlKey: true }), { kind: "jump" });
  assert.deepEqual(opened({ key: "k", code: "KeyK", metaKey: true }), { kind: "jump" });
  assert.deepEqual(opened({ key: "f", code: "KeyF", ctrlKey: true }), {
    kind: "search",
    place: { room: "general" },
  });
  assert.deepEqual(opened({ key: "F", code: "KeyF", ctrlKey: true, shiftKey: true }), {
    kind: "search",
    place: undefined,
  });
  assert.deepEqual(opened({ key: "å", code: "KeyA", altKey: true }), { kind: "unread" });
  assert.deepEqual(opened({ key: "F1", code: "F1" }), { kind: "keys" });
  assert.equal(opened({ key: "?", code: "Slash", shiftKey: true }), undefined, "it is text");
  assert.deepEqual(opened({ key: "?", code: "Slash", shiftKey: true }, READING), { kind: "keys" });
});

Deno.test("pageKey() goes to rooms by their number and to their neighbours", () => {
  const state = pageWith({ rooms: ["general", "ops", "zoo"], active: "ops" });
  const goes = (pressed: Partial<PressedKey>) => {
    const action = pageKey(state, key({ altKey: true, ...pressed }), TYPING);
    return action?.kind === "go" ? action.place : undefined;
  };
  assert.deepEqual(goes({ key: "1", code: "Digit1" }), { room: "general" });
  assert.deepEqual(goes({ key: "3", code: "Digit3" }), { room: "zoo" });
  assert.equal(goes({ key: "4", code: "Digit4" }), undefined);
  assert.deepEqual(goes({ key: "ArrowUp" }), { room: "general" });
  assert.deepEqual(goes({ key: "ArrowDown" }), { room: "zoo" });
  assert.equal(goes({ key: "ArrowDown", ctrlKey: true }), undefined);
});

Deno.test("pageKey() leaves keys to what is in front, and to the form before a login", () => {
  const pressed = key({ key: "k", code: "KeyK", ctrlKey: true });
  const state = pageWith();
  assert.equal(pageKey({ ...state, dialogs: [{ kind: "keys" }] }, pressed, TYPING), undefined);
  const before = { ...state, phase: { kind: "connecting", problem: "" } } as const;
  assert.equal(pageKey(before, pressed, TYPING), undefined);
  assert.equal(pageKey(state, key({ key: "a", code: "KeyA" }), READING), undefined);
});

Deno.test("PAGE_KEYS names each key once", () => {
  assert.equal(new Set(PAGE_KEYS.map(({ keys }) => keys)).size, PAGE_KEYS.length);
});
