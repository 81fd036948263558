/** Commands about people, typed into the line client. */
import assert from "node:assert/strict";
import { FakeServer } from "../../support/fake_server.ts";
import { answering, asked, play } from "../../support/play.ts";

const TIME = "2026-11-20T17:04:00.000Z";

Deno.test("/whois, /profile, /away and /sessions say who and where people are", async () => {
  await using server = await FakeServer.start();
  answering(server, {
    whois: {
      username: "bob",
      display_name: "Bob\u202e",
      about: "",
      time_zone: "Nowhere/At_All",
      created: TIME,
      connections: 0,
      last_seen: TIME,
      rooms: ["general", "ops"],
    },
    sessions: {
      sessions: [
        { session: 4, device: "chat/1", address: "::1", used: TIME, current: true, online: true },
        { session: 9, device: "", address: "192.0.2.1", used: TIME, current: false, online: false },
      ],
    },
    revoke: { revoked: 1 },
    profile: { username: "alice", connections: 1, rooms: [] },
  });
  const { code, stdout } = await play(server, [
    "/whois bob",
    "/profile zone Europe/Berlin",
    "/away lunch",
    "/back",
    "/sessions",
    "/revoke 2",
    "/revoke others",
  ]);
  assert.match(
    stdout,
    /^\* bob \(Bob\ufffd\)\n\* time zone: Nowhere\/At_All\n\* last seen 2026-11-20 17:04\n\* rooms you share: #general #ops\n\* account since 2026-11-20 17:04\n/,
  );
  assert.ok(
    stdout.endsWith(
      "* you are away; /back says that you are back\n* you are back\n" +
        "* 1: chat/1 from ::1 (this one)\n" +
        "* 2: unknown device from 192.0.2.1 (last used 2026-11-20 17:04)\n" +
        "* logged out: unknown device from 192.0.2.1 (last used 2026-11-20 17:04)\n" +
        "* 1 other device is logged out\n",
    ),
    stdout,
  );
  assert.deepEqual(asked(server, "profile"), [{ time_zone: "Europe/Berlin" }]);
  assert.deepEqual(asked(server, "away"), [{ reason: "lunch" }]);
  assert.deepEqual(asked(server, "revoke"), [{ session: 9 }, { others: true }]);
  assert.equal(code, 0);
});

Deno.test("/who, /members and /rooms follow the pages of their answers", async () => {
  await using server = await FakeServer.start();
  server.intercept = ({ action, after }) => {
    const isFirst = after === undefined;
    switch (action) {
      case "who":
        return { ok: true, users: [{ username: isFirst ? "alice" : "bob" }], more: isFirst };
      case "members": {
        const username = isFirst ? "alice" : "bob";
        return { ok: true, members: [{ username, role: "member", online: true }], more: isFirst };
      }
      case "rooms": {
        const room = isFirst ? "general" : "ops";
        const info = { room, members: 1, online: 1, visibility: "public", role: "member" };
        return { ok: true, rooms: [info], more: isFirst };
      }
      default:
        return undefined;
    }
  };
  const { code, stdout } = await play(server, ["/who", "/members", "/rooms"]);
  assert.equal(
    stdout,
    "* here: alice, bob\n* member: alice, bob\n" +
      "* #general: 1 person, 1 online\n* #ops: 1 person, 1 online\n",
  );
  assert.deepEqual(asked(server, "who"), [
    { room: "general" },
    { room: "general", after: "alice" },
  ]);
  assert.equal(code, 0);
});
