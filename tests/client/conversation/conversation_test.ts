import assert from "node:assert/strict";
import { Conversation } from "../../../client/conversation/conversation.ts";
import type { View } from "../../../client/conversation/view.ts";

const VIEW: View = {
  message() {},
  event() {},
  answer() {},
  local() {},
  found() {},
  endOfPast() {},
  firstUnread() {},
  moved() {},
};

Deno.test("Conversation.event() takes a bounded number of rooms that the account is said to be in", () => {
  const conversation = new Conversation(VIEW, { room: "general" });
  conversation.welcome("alice", ["general"]);
  for (let number = 0; number < 12_000; number++) {
    conversation.event({ event: "joined", room: `room${number}`, username: "alice", time: "" });
  }
  assert.equal(conversation.rooms.size, 10_000);
  assert.ok(conversation.isIn("general"));
});
