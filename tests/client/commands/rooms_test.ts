/** Commands about rooms, typed into the line client. */
import assert from "node:assert/strict";
import { commandCalled } from "../../../client/commands/parts/command.ts";
import type { CommandContext } from "../../../client/commands/parts/context.ts";
import { ROOM_COMMANDS } from "../../../client/commands/rooms.ts";
import { FakeServer } from "../../support/fake_server.ts";
import { answering, asked, play } from "../../support/play.ts";

const TIME = "2026-11-20T17:04:00.000Z";

Deno.test("line client asks for what moderators do", async () => {
  await using server = await FakeServer.start();
  const { code, stdout } = await play(server, [
    "/topic New things",
    "/invite bob",
    "/role bob read-only",
    "/rename #all",
  ]);
  assert.equal(stdout, "* bob is invited to #general\n");
  assert.deepEqual(asked(server, "topic"), [{ room: "general", topic: "New things" }]);
  assert.deepEqual(asked(server, "role"), [
    { room: "general", username: "bob", role: "read_only" },
  ]);
  assert.deepEqual(asked(server, "rename"), [{ room: "general", name: "all" }]);
  assert.equal(code, 0);
});

Deno.test("/rooms, /members and /topic print rooms in one line each, harmlessly", async () => {
  await using server = await FakeServer.start();
  const room = { visibility: "public", members: 3, online: 1 };
  answering(server, {
    rooms: {
      rooms: [
        { ...room, room: "dev", topic: "" },
        {
          ...room,
          room: "general",
          topic: "a\u001b[2J",
          role: "owner",
          visibility: "invite_only",
          last_activity: TIME,
        },
      ],
      more: false,
    },
    unread: { conversations: [{ room: "general", read_id: 1, unread: 2, mentions: 1 }] },
    members: {
      members: [
        { username: "alice", role: "owner", online: true },
        { username: "bob", role: "read_only", online: false },
      ],
      more: false,
    },
    topic: { topic: "News", topic_by: "bob", topic_time: TIME },
  });
  const { stdout } = await play(server, ["/rooms", "/members", "/topic", "/unread"]);
  assert.equal(
    stdout,
    "* #general: 3 people, 1 online, invite-only, last message 2026-11-20 17:04, you are owner, " +
      "2 unread, 1 mention; topic: a\ufffd[2J\n" +
      "* #dev: 3 people, 1 online, not joined\n" +
      "* owner: alice\n* read-only: bob (offline)\n" +
      "* topic of #general: News (bob, 2026-11-20 17:04)\n" +
      "* #general: 2 unread, 1 mention\n",
  );
});

Deno.test("/retention says what would go, and sets it when it is sure", async () => {
  await using server = await FakeServer.start();
  const room = { room: "general", visibility: "public", members: 3, online: 1, topic: "" };
  answering(server, {
    would_expire: { messages: 12, files: 1, bytes: 2_048 },
    set: { ...room, retention: 90 * 86_400 },
  });
  const { stderr, stdout } = await play(server, [
    "/retention 90d",
    "/retention 90d yes",
    "/retention off",
    "/retention",
    "/retention soon",
  ]);
  assert.match(stdout, /12 messages in #general, with 1 file \(2\.0 KiB\), are older and would go/);
  assert.match(stdout, /\/retention 90d yes/);
  assert.match(stderr, /\/retention 90d/);
  assert.deepEqual(asked(server, "would_expire"), [{ room: "general", seconds: 7_776_000 }]);
  assert.deepEqual(asked(server, "set"), [
    { room: "general", retention: 7_776_000 },
    { room: "general", retention: 0 },
    { room: "general" },
  ]);
});

Deno.test("/create takes encrypted alone or beside who may come in, and never for a topic", async () => {
  const kinds: readonly (readonly [line: string, sent: object | undefined])[] = [
    ["#a", {}],
    ["#a What we do", { topic: "What we do" }],
    ["#a private What we do", { visibility: "private", topic: "What we do" }],
    ["#a encrypted", { encrypted: true, visibility: "private" }],
    ["#a encrypted notes on keys", {
      encrypted: true,
      visibility: "private",
      topic: "notes on keys",
    }],
    ["#a private encrypted", { encrypted: true, visibility: "private" }],
    ["#a encrypted private notes", { encrypted: true, visibility: "private", topic: "notes" }],
    ["#a Encrypted notes", { encrypted: true, visibility: "private", topic: "notes" }],
    ["#a public encrypted", undefined],
    ["#a encrypted public", undefined],
  ];
  for (const [line, sent] of kinds) {
    const code = commandCalled(ROOM_COMMANDS, "create");
    assert.ok(code !== undefined && "code" in code);
    if (sent === undefined) {
      assert.throws(() => code.code(line), /An encrypted room is private/);
      continue;
    }
    let asked: object | undefined;
    await code.code(line)({
      request: (_action: string, fields: object) => Promise.resolve(asked = fields),
      goTo: () => Promise.resolve(),
      screen: {},
    } as unknown as CommandContext);
    assert.deepEqual(asked, { room: "a", ...sent });
  }
});
