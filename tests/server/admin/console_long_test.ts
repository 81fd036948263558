/** The console of a data folder: one suite for a folder whose server runs and for one without. */
import assert from "node:assert/strict";
import { type AdminConsole, openConsole } from "../../../server/admin/console.ts";
import { openDataFolder } from "../../../server/start/data_folder.ts";
import { writeControlFile } from "../../../server/doors/control/control_file.ts";
import { registerOwner } from "../../support/staff.ts";
import { granted } from "../../support/stage.ts";
import { PASSWORD, startServer, TemporaryFolder, TestServer } from "../../support/test_server.ts";

const MAIN = new URL("../../../main.ts", import.meta.url);

/** A console, and the server if one runs. */
interface Desk {
  console: AdminConsole;
  server: TestServer | undefined;
}

function open(folder: TemporaryFolder): Promise<AdminConsole> {
  return openConsole({
    data: folder.path,
    workerEntry: MAIN,
    now: Date.now,
    onFailure: (message) => {
      throw new Error(message);
    },
  });
}

/** Tests the same with a server that runs and without one. */
function bothWays(name: string, work: (desk: Desk) => Promise<void>): void {
  for (const isServed of [true, false]) {
    Deno.test(`${name}, ${isServed ? "through its server" : "without a server"}`, async () => {
      using folder = new TemporaryFolder();
      const server = await startServer(folder);
      if (!isServed) await server.stop();
      const console = await open(folder);
      try {
        await work({ console, server: isServed ? server : undefined });
      } finally {
        await console.close();
        await server.stop();
      }
      if (isServed) return;
      // What was done without a server holds for the next one.
      await using _next = await startServer(folder);
    });
  }
}

function refused(code: string): (error: unknown) => boolean {
  return (error) => (error as { code?: string }).code === code;
}

bothWays("AdminConsole makes accounts whoever may register, and tells of them", async (desk) => {
  const { console, server } = desk;
  await console.request("registration", { mode: "closed" });
  await console.request("user_add", { username: "alice", password: PASSWORD });
  await console.request("grant", { username: "alice", role: "owner" });
  await console.request("user_add", { username: "Bob", password: PASSWORD });
  const { more, users } = await console.request("user_list", {});
  assert.deepEqual(users.map(({ username, role }) => [username, role]), [
    ["alice", "owner"],
    ["Bob", "user"],
  ]);
  assert.equal(more, false);
  const admins = await console.request("user_list", { role: "owner" });
  assert.deepEqual(admins.users.map(({ username }) => username), ["alice"]);
  const shown = await console.request("user_show", { username: "ALICE" });
  assert.equal(shown.username, "alice");
  assert.deepEqual(shown.rooms.map(({ room }) => room), ["general", "moderation"]);
  assert.deepEqual([shown.second_factor, shown.must_change_password], [false, false]);

  const wrong = (fields: { username: string; password: string }) =>
    console.request("user_add", fields);
  const password = PASSWORD;
  await assert.rejects(wrong({ username: "bob", password }), refused("name_taken"));
  await assert.rejects(wrong({ username: "\u001b[2J", password }), refused("bad_username"));
  await assert.rejects(wrong({ username: "carol", password: "short" }), refused("bad_password"));
  await assert.rejects(
    wrong({ username: "carol", password: "password1" }),
    refused("bad_password"),
  );
  if (server !== undefined) assert.equal((await server.login("alice")).answer["role"], "owner");
});

bothWays("AdminConsole gives another password, and every session ends", async (desk) => {
  const { console, server } = desk;
  await console.request("user_add", { username: "alice", password: PASSWORD });
  const client = await server?.login("alice");
  await console.request("user_password", {
    username: "Alice",
    password: "another horse 8",
    must_change: true,
  });
  const shown = await console.request("user_show", { username: "alice" });
  assert.equal(shown.must_change_password, true);
  assert.deepEqual(shown.sessions, []);
  if (client === undefined || server === undefined) return;
  assert.match((await client.event("closing"))["message"], /^Your password was changed/);
  await client.ended;
  const again = await server.connect();
  const old = await again.request("login", { username: "alice", password: PASSWORD });
  assert.equal(old["error"], "bad_credentials");
  const right = { username: "alice", password: "another horse 8" };
  assert.equal((await again.request("login", right))["error"], "password_change_required");
  await granted(again, "login", { ...right, new_password: "a third horse 9" });
});

bothWays("AdminConsole bans, mutes and lets go, as people who keep order do", async (desk) => {
  const { console, server } = desk;
  await console.request("user_add", { username: "bob", password: PASSWORD });
  const bob = await server?.login("bob");
  await console.request("mute", { username: "bob", seconds: 60 });
  const { measure } = await console.request("ban", { username: "bob", reason: "spam" });
  assert.ok(measure > 0);
  if (bob !== undefined) {
    assert.equal((await bob.event("closing"))["reason"], "banned");
    await bob.ended;
  }
  const listed = (await console.request("user_list", {})).users[0];
  assert.equal(listed?.banned, null);
  assert.match(listed?.muted ?? "", /^\d{4}-\d\d-\d\dT/);
  await console.request("unban", { username: "bob" });
  await console.request("unmute", { username: "bob" });
  const free = (await console.request("user_list", {})).users[0];
  assert.deepEqual([free?.banned, free?.muted], [undefined, undefined]);
  if (server !== undefined) await server.login("bob");
});

bothWays("AdminConsole bans networks, but not this machine by accident", async ({ console }) => {
  await console.request("ban", { network: "192.0.2.7", seconds: 60 });
  await console.request("ban", { network: "2001:db8::/48" });
  const { measures } = await console.request("measures", { kind: "ban" });
  assert.deepEqual(measures.map(({ network }) => network), ["2001:db8::/48", "192.0.2.7"]);
  await console.request("unban", { network: "192.0.2.7" });
  await assert.rejects(console.request("ban", { network: "127.0.0.0/8" }));
  assert.equal((await console.request("measures", { kind: "ban" })).measures.length, 1);
});

bothWays("AdminConsole sets what rooms are, and lifts what holds in them", async (desk) => {
  const { console, server } = desk;
  for (const username of ["alice", "bob"]) {
    await console.request("user_add", { username, password: PASSWORD });
  }
  await console.request("room_create", { room: "den", owner: "alice", visibility: "private" });
  const alice = await server?.login("alice");
  const set = await console.request("set", { room: "den", limit: 5, call_after: 60, key: "horse" });
  assert.deepEqual([set.limit, set.call_after, set.keyed, set.visibility], [
    5,
    60,
    true,
    "private",
  ]);
  const event = await alice?.event("room_changed");
  if (event !== undefined) {
    assert.deepEqual([event["by"], event["limit"], event["call_after"]], ["console", 5, 60]);
  }
  const { measure } = await console.request("ban", { room: "den", username: "bob" });
  await console.request("lift", { measure });
  await assert.rejects(console.request("lift", { measure }), refused("no_such_measure"));
  assert.deepEqual((await console.request("measures", { room: "den" })).measures, []);
});

bothWays("AdminConsole makes rooms for people, and sees private ones", async (desk) => {
  const { console, server } = desk;
  await console.request("user_add", { username: "alice", password: PASSWORD });
  const alice = await server?.login("alice");
  const fields = { room: "#Ops", owner: "alice", topic: "on call" };
  await console.request("room_create", { ...fields, visibility: "private" });
  await alice?.event("joined", (line) => line["room"] === "ops");
  const { rooms } = await console.request("room_list", {});
  assert.deepEqual(rooms.map(({ room, visibility }) => [room, visibility]), [
    ["general", "public"],
    ["ops", "private"],
  ]);
  await console.request("lock", { room: "ops", locked: true });
  await console.request("slow", { room: "ops", seconds: 30 });
  const shown = await console.request("room_show", { room: "ops" });
  assert.deepEqual([shown.topic, shown.read_only, shown.slow_seconds], ["on call", true, 30]);
  assert.deepEqual(shown.people, [{ username: "alice", role: "owner" }]);
  await assert.rejects(console.request("room_create", fields), refused("name_taken"));
  await assert.rejects(
    console.request("room_create", { room: "x", owner: "nobody" }),
    refused("no_such_user"),
  );
  await console.request("delete_room", { room: "ops" });
  await alice?.event("room_deleted");
  await assert.rejects(console.request("room_show", { room: "ops" }), refused("no_such_room"));
});

bothWays("AdminConsole ends accounts, with what they wrote if that is wanted", async (desk) => {
  const { console, server } = desk;
  for (const username of ["alice", "bob"]) {
    await console.request("user_add", { username, password: PASSWORD });
  }
  const alice = await server?.login("alice");
  const bob = await server?.login("bob");
  await bob?.request("say", { text: "something bad" });
  await console.request("room_create", { room: "ours", owner: "bob" });
  await alice?.request("join", { room: "ours" });
  if (alice !== undefined) {
    await assert.rejects(
      console.request("user_delete", { username: "bob", messages: "remove" }),
      refused("last_owner"),
    );
    const { messages } = await granted(alice, "history", { room: "general" });
    assert.equal(messages[0].text, "something bad", "a refused end takes nothing away");
    await console.request("role", { room: "ours", username: "alice", role: "owner" });
  }
  await console.request("user_delete", { username: "bob", messages: "remove" });
  if (alice !== undefined) await alice.event("deleted");
  if (bob !== undefined) {
    assert.equal((await bob.event("closing"))["reason"], "account_deleted");
    await bob.ended;
  }
  const { users } = await console.request("user_list", {});
  assert.deepEqual(users.map(({ username }) => username), ["alice"]);
  const { entries } = await console.request("audit", { of: "delete_account" });
  assert.deepEqual(entries.map(({ by, target }) => [by, target]), [["console", "bob"]]);
});

bothWays("AdminConsole decides about registration, codes, names and filters", async (desk) => {
  const { console, server } = desk;
  await console.request("registration", { mode: "invite" });
  const { code } = await console.request("invite_code", { uses: 1 });
  const { codes } = await console.request("invite_codes", {});
  assert.deepEqual(codes.map((one) => [one.by, one.uses_left]), [["console", 1]]);
  if (server !== undefined) {
    const carol = await server.connect();
    await granted(carol, "register", { username: "carol", password: PASSWORD, invite: code });
  }
  await console.request("allow", { username: "dave" });
  assert.equal((await console.request("allowed", {})).users[0]?.username, "dave");
  const { filter } = await console.request("filter", {
    kind: "word",
    pattern: "darn",
    does: "mask",
  });
  assert.equal((await console.request("filters", {})).filters[0]?.by, "console");
  await console.request("unfilter", { filter });
  assert.deepEqual((await console.request("filters", {})).filters, []);
});

bothWays("AdminConsole is named in the audit log for everything that it does", async (desk) => {
  const { console } = desk;
  await console.request("user_add", { username: "alice", password: PASSWORD });
  await console.request("user_password", { username: "alice", password: "another horse 8" });
  await console.request("grant", { username: "alice", role: "admin" });
  await console.request("room_create", { room: "ops", owner: "alice" });
  const { entries } = await console.request("audit", {});
  assert.equal(entries[2]?.detail, "another password was set");
  assert.deepEqual(entries.map(({ action, by, address }) => [action, by, address]), [
    ["create_room", "console", undefined],
    ["grant", "console", undefined],
    ["reset_password", "console", undefined],
    ["add_account", "console", undefined],
  ]);
});

Deno.test("AdminConsole acts on owners, whom nobody else can act on", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await registerOwner(server, "alice");
  const console = await open(folder);
  await console.request("kick", { username: "alice" });
  assert.equal((await alice.event("closing"))["reason"], "kicked");
  await console.request("user_add", { username: "bob", password: PASSWORD });
  await console.request("grant", { username: "bob", role: "owner" });
  await console.request("grant", { username: "alice", role: "user" });
  await assert.rejects(
    console.request("grant", { username: "bob", role: "user" }),
    refused("last_owner"),
  );
  await console.close();
});

Deno.test("openConsole() refuses a folder that holds no data, and makes none", async () => {
  using folder = new TemporaryFolder();
  await assert.rejects(open(folder), /There is no chat data in .*--data/);
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
});

Deno.test("openConsole() waits for somebody else who has the folder for a moment", async () => {
  using folder = new TemporaryFolder();
  await (await startServer(folder)).stop();
  const lock = openDataFolder(folder.path);
  // A file from before leads nowhere: nothing listens there.
  writeControlFile(folder.path, { port: 1, token: "old" });
  const opening = open(folder);
  const timer = setTimeout(() => lock.close(), 150);
  const console = await opening;
  clearTimeout(timer);
  assert.deepEqual((await console.request("user_list", {})).users, []);
  await console.close();
});

bothWays("AdminConsole may use every action that it shares with people", async (desk) => {
  const { console } = desk;
  for (const username of ["alice", "bob"]) {
    await console.request("user_add", { username, password: PASSWORD });
  }
  await console.request("room_create", { room: "ops", owner: "alice" });
  const place = { room: "general", username: "bob" };
  await console.request("topic", { room: "ops", topic: "on call" });
  assert.equal((await console.request("room_show", { room: "ops" })).topic, "on call");
  await console.request("rename", { room: "ops", name: "on-call" });
  await console.request("mute", { ...place, seconds: 60 });
  await console.request("unmute", place);
  await console.request("ban", { ...place, reason: "noise" });
  assert.deepEqual((await console.request("user_show", { username: "bob" })).rooms, [
    { room: "general", role: "banned" },
  ]);
  await console.request("unban", place);
  await console.request("role", { room: "on-call", username: "alice", role: "owner" });
  await console.request("purge", { username: "bob" });
  await console.request("purge", { ...place, since: "2026-11-20" });
  await console.request("kick", { username: "alice" });
  await console.request("kick", { room: "general", username: "alice" });
  await console.request("slow", { room: "general", seconds: 10 });
  await console.request("lock", { room: "general", locked: true });
  await console.request("reset_password", { username: "bob" });
  await assert.rejects(
    console.request("reset_second_factor", { username: "bob" }),
    refused("no_second_factor"),
  );
  await console.request("allow", { username: "carol" });
  await console.request("disallow", { username: "carol" });
  const { code } = await console.request("invite_code", {});
  await console.request("revoke_code", { code });
  const added = { kind: "word", pattern: "darn", does: "flag", room: "general" } as const;
  const { filter } = await console.request("filter", added);
  assert.equal((await console.request("filters", { room: "general" })).filters.length, 1);
  await console.request("unfilter", { filter });
  assert.deepEqual((await console.request("reports", {})).reports, []);
});

Deno.test("AdminConsole resolves reports", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const { id } = await granted(bob, "say", { text: "something bad" });
  const { report } = await granted(alice, "report", { id, reason: "rude" });
  const console = await open(folder);
  const { reports } = await console.request("reports", {});
  assert.deepEqual(reports.map(({ by, from, text }) => [by, from, text]), [
    ["alice", "bob", "something bad"],
  ]);
  await console.request("resolve_report", { report, note: "talked to bob" });
  const { reports: resolved } = await console.request("reports", { resolved: true });
  assert.deepEqual(resolved.map((one) => [one.resolved_by, one.note]), [
    ["console", "talked to bob"],
  ]);
  await console.close();
});

bothWays(
  "AdminConsole deletes also somebody who is banned, with everything it wrote",
  async (desk) => {
    const { console, server } = desk;
    await console.request("user_add", { username: "alice", password: PASSWORD });
    await console.request("user_add", { username: "bob", password: PASSWORD });
    const alice = await server?.login("alice");
    const bob = await server?.login("bob");
    if (bob !== undefined) await granted(bob, "say", { text: "spam" });
    if (bob !== undefined) await granted(bob, "say", { text: "more" });
    await console.request("ban", { username: "bob" });
    const said = alice === undefined ? undefined : await alice.event("message");
    await console.request("user_delete", { username: "bob", messages: "remove" });
    const deleted = await alice?.event("deleted");
    assert.deepEqual([deleted?.["message"], deleted?.["by"]], [
      said?.["id"],
      alice === undefined ? undefined : "console",
    ]);
    await assert.rejects(
      console.request("user_show", { username: "bob" }),
      refused("no_such_user"),
    );
  },
);
