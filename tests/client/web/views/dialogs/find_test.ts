import assert from "node:assert/strict";
import { SERVER_ID } from "../../../../../client/web/state/page_state.ts";
import { jumpGoals } from "../../../../../client/web/views/dialogs/find/jump_goals.ts";
import { unreadFirst } from "../../../../../client/web/views/dialogs/find/unread_first.ts";
import { afterAll, pageWith } from "../../../../support/page_states.ts";

const person = (username: string) => ({
  username,
  isOnline: true,
  away: undefined,
  role: undefined,
});

Deno.test("jumpGoals() lists rooms and conversations, then each of the others once", () => {
  const { chat } = afterAll(pageWith({ rooms: ["general", "ops"] }), [
    { kind: "go", place: { with: "Bob" } },
    ...["general", "ops"].map((room) => ({
      kind: "people" as const,
      serverId: SERVER_ID,
      room,
      people: ["alice", "bob", "carol"].map(person),
      isCut: false,
    })),
  ]);
  assert.deepEqual(jumpGoals(chat.buffers, "Alice").map(({ name }) => name), [
    "#general",
    "#ops",
    "@Bob",
    "@carol",
  ]);
});

Deno.test("unreadFirst() puts what is for the reader before everything else", () => {
  const { chat } = afterAll(pageWith({ rooms: ["general", "noise", "ops", "quiet"] }), [
    {
      kind: "unread",
      serverId: SERVER_ID,
      conversations: [
        { room: "noise", read_id: 0, unread: 900, mentions: 0 },
        { room: "ops", read_id: 0, unread: 2, mentions: 1 },
        { with: "bob", read_id: 0, unread: 1, mentions: 0 },
      ],
    },
  ]);
  assert.deepEqual(
    unreadFirst(chat.buffers).map(({ place }) => place?.room ?? place?.with),
    ["ops", "bob", "noise"],
  );
});
