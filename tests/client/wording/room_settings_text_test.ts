import assert from "node:assert/strict";
import { roomChangeText } from "../../../client/wording/room_change_text.ts";
import { expiringText, settingsText } from "../../../client/wording/room_settings_text.ts";
import type { RoomInfo } from "../../../protocol/records.ts";

const info: RoomInfo = { room: "ops", visibility: "public", topic: "", members: 1, online: 1 };
const change = { event: "room_changed", room: "ops", by: "alice", time: "" } as const;
const reader = { username: "bob", place: { room: "ops" } };

Deno.test("settingsText() says what is not as nobody has set it", () => {
  assert.deepEqual(settingsText(info), []);
  const set = { visibility: "invite_only", locked: true, slow: 30, topic_locked: true } as const;
  assert.deepEqual(settingsText({ ...info, ...set, keyed: true, limit: 5 }), [
    "invite-only",
    "locked",
    "slow (30s)",
    "topic by moderators",
    "with a key",
    "at most 5 members",
  ]);
});

Deno.test("roomChangeText() says what no measure says", () => {
  assert.equal(roomChangeText({ ...change, locked: true, slow: 5 }, reader), undefined);
  assert.equal(
    roomChangeText({ ...change, visibility: "private", limit: 0 }, reader),
    "the room is private now; the room takes any number of members (by alice)",
  );
  assert.equal(
    roomChangeText({ ...change, keyed: false }, { ...reader, place: { room: "general" } }),
    "#ops has no key any more (by alice)",
  );
});

Deno.test("settingsText() and roomChangeText() say what those may who are not in a room", () => {
  const open = { join_by_name: true, outsiders_write: true } as const;
  assert.deepEqual(settingsText({ ...info, ...open }), ["joined by its name", "outsiders write"]);
  assert.equal(
    roomChangeText({ ...change, join_by_name: false, outsiders_write: true }, reader),
    "the room is not joined by its name any more; outsiders write in the room now (by alice)",
  );
});

Deno.test("settingsText() and roomChangeText() say who else does not write, or ask", () => {
  const shut = { accounts_only: true, without_signals: true } as const;
  assert.deepEqual(settingsText({ ...info, ...shut }), [
    "no guests write",
    "without signals of clients",
  ]);
  assert.equal(
    roomChangeText({ ...change, ...shut }, reader),
    "no guests write in the room now; no clients ask in the room now (by alice)",
  );
  assert.equal(
    roomChangeText({ ...change, accounts_only: false, without_signals: false }, reader),
    "guests write in the room now; clients ask in the room now (by alice)",
  );
});

Deno.test("settingsText() and roomChangeText() say for how long messages stay", () => {
  const retention = 86_400;
  assert.deepEqual(settingsText({ ...info, retention }), ["messages go after 1d"]);
  assert.equal(
    roomChangeText({ ...change, retention }, reader),
    "messages in the room go after 1d now (by alice)",
  );
  assert.equal(
    roomChangeText({ ...change, retention: 0 }, reader),
    "messages in the room stay now (by alice)",
  );
});

Deno.test("expiringText() counts what would go", () => {
  const gone = { messages: 1, files: 0, bytes: 0 };
  assert.equal(expiringText("ops", gone), "1 message in #ops is older and would go");
  assert.match(expiringText("ops", { ...gone, messages: 0 }), /Nothing/);
});
