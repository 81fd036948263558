import assert from "node:assert/strict";
import {
  decideNotification,
  type NotificationSituation,
  titleText,
} from "../../../../client/full/sequences/notifications.ts";
import type { Message } from "../../../../protocol/records.ts";

const time = "2026-11-20T17:00:00.000Z";
const PUBLIC: Message = { id: 1, from: "bob", room: "ops", text: "it is\non fire", time };
const PRIVATE: Message = { id: 2, from: "bob", to: "alice", text: "psst", time };
const SITUATION: NotificationSituation = {
  username: "alice",
  isMention: false,
  isSeen: false,
  mode: "mentions",
};

Deno.test("decideNotification() tells about mentions and private messages", () => {
  assert.deepEqual(decideNotification(PUBLIC, { ...SITUATION, isMention: true }), {
    reason: "mention",
    title: "bob in #ops",
    text: "it is…",
    place: { room: "ops" },
  });
  assert.deepEqual(decideNotification(PRIVATE, SITUATION), {
    reason: "private",
    title: "bob",
    text: "psst",
    place: { with: "bob" },
  });
  assert.equal(decideNotification(PUBLIC, SITUATION), undefined);
});

Deno.test("decideNotification() follows the setting of the room", () => {
  assert.equal(decideNotification(PUBLIC, { ...SITUATION, mode: "all" })?.reason, "message");
  const none = { ...SITUATION, isMention: true, mode: "none" } as const;
  assert.equal(decideNotification(PUBLIC, none), undefined);
  assert.equal(decideNotification(PRIVATE, none), undefined);
});

Deno.test("decideNotification() never tells about what is seen, old, deleted or one's own", () => {
  const eager = { ...SITUATION, isMention: true, mode: "all" } as const;
  assert.equal(decideNotification(PUBLIC, { ...eager, isSeen: true }), undefined);
  assert.equal(decideNotification(PUBLIC, { ...eager, isHistory: true }), undefined);
  assert.equal(decideNotification({ ...PUBLIC, deleted: true, text: "" }, eager), undefined);
  assert.equal(decideNotification({ ...PUBLIC, from: "Alice" }, eager), undefined);
  assert.equal(decideNotification({ ...PRIVATE, from: "alice", to: "bob" }, eager), undefined);
});

Deno.test("decideNotification() hands nothing on that a terminal would act on", () => {
  const hostile: Message = { ...PRIVATE, from: "b\x1b]b", text: "\x1b]0;x\x07 \x9b31m" };
  const { text, title } = decideNotification(hostile, SITUATION) ?? { text: "", title: "" };
  assert.match(title + text, /^[^\p{Cc}]+$/u);
});

Deno.test("titleText() counts mentions and marks other news", () => {
  assert.equal(titleText({ place: "#general", mentions: 0, unread: 0 }), "#general · chat");
  assert.equal(titleText({ place: "#general", mentions: 0, unread: 3 }), "* #general · chat");
  assert.equal(titleText({ place: "#general", mentions: 2, unread: 3 }), "(2) #general · chat");
  assert.equal(titleText({ place: "", mentions: 0, unread: 0 }), "chat");
});
