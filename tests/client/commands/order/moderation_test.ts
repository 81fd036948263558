/** The commands that keep order, typed into the line client. */
import assert from "node:assert/strict";
import { ClientProcess, runClient } from "../../../support/client_process.ts";
import { FakeServer } from "../../../support/fake_server.ts";
import { answering, asked, play } from "../../../support/play.ts";
import { ok } from "../../../support/requests.ts";
import { registerOwner } from "../../../support/staff.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../../support/test_server.ts";

const TIME = "2026-11-20T17:04:00.000Z";
const UNTIL = "2026-11-20T18:00:00.000Z";

Deno.test("/ban, /mute, /exempt and /let-in take names that nobody need have", async () => {
  await using server = await FakeServer.start();
  const info = { measure: 7, kind: "exempt", mask: "f*", accounts: true, by: "alice", time: TIME };
  answering(server, {
    ban: { measure: 1 },
    unban: {},
    mute: { measure: 2 },
    exempt: { measure: 3, until: UNTIL },
    let_in: { measure: 4 },
    measures: { measures: [info], more: false },
  });
  const { stdout, stderr } = await play(server, [
    "/ban Spam* 10m noise",
    "/unban bob!*@*",
    "/mute b?b",
    "/exempt friend* 1h",
    "/let-in bob",
    "/exempt",
  ]);
  assert.equal(stderr, "");
  const room = "general";
  assert.deepEqual(asked(server, "ban"), [{ room, mask: "Spam*", seconds: 600, reason: "noise" }]);
  assert.deepEqual(asked(server, "unban"), [{ room, mask: "bob" }]);
  assert.deepEqual(asked(server, "mute"), [{ room, mask: "b?b" }]);
  assert.deepEqual(asked(server, "exempt"), [{ room, mask: "friend*", seconds: 3_600 }]);
  assert.deepEqual(asked(server, "let_in"), [{ room, mask: "bob" }]);
  assert.deepEqual(asked(server, "measures"), [{ room, kind: "exempt" }]);
  assert.ok(stdout.includes("* Spam* is banned from #general\n"));
  assert.ok(stdout.includes("* friend* is exempt in #general until 2026-11-20 18:00\n"));
  assert.ok(stdout.includes("* bob is let in to #general\n"));
  assert.ok(stdout.includes("* 7: f* (accounts) exempt (by alice, 2026-11-20 17:04)\n"), stdout);
});

Deno.test("/kick, /ban and /mute act in the room, with -s on the server, for a time and a reason", async () => {
  await using server = await FakeServer.start();
  answering(server, {
    kick: {},
    ban: { measure: 1, until: UNTIL },
    unban: {},
    mute: { measure: 2 },
    unmute: {},
    lift: {},
  });
  const { code, stdout, stderr } = await play(server, [
    "/kick bob",
    "/kick -s bob go to bed",
    "/ban bob",
    "/ban @bob 10m",
    "/ban bob noise all day",
    "/ban -s bob 1h30m spam",
    "/ban 192.0.2.0/24 2h",
    "/ban -f 127.0.0.1",
    "/unban bob",
    "/unban -s bob",
    "/unban 2001:db8::/32",
    "/mute bob 1w",
    "/mute -s bob",
    "/unmute bob",
    "/lift 12",
  ]);
  assert.equal(stderr, "");
  const here = { room: "general", username: "bob" };
  const everywhere = { username: "bob" };
  assert.deepEqual(asked(server, "kick"), [here, { ...everywhere, reason: "go to bed" }]);
  assert.deepEqual(asked(server, "ban"), [
    here,
    { ...here, seconds: 600 },
    { ...here, reason: "noise all day" },
    { ...everywhere, seconds: 5_400, reason: "spam" },
    { network: "192.0.2.0/24", seconds: 7_200 },
    { network: "127.0.0.1", force: true },
  ]);
  assert.deepEqual(asked(server, "unban"), [here, everywhere, { network: "2001:db8::/32" }]);
  assert.deepEqual(asked(server, "mute"), [{ ...here, seconds: 604_800 }, everywhere]);
  assert.deepEqual(asked(server, "unmute"), [here]);
  assert.deepEqual(asked(server, "lift"), [{ measure: 12 }]);
  assert.ok(stdout.includes("* bob is banned from #general until 2026-11-20 18:00\n"));
  assert.ok(stdout.includes("* bob is banned from this server until 2026-11-20 18:00\n"));
  assert.ok(stdout.includes("* 2001:db8::/32 is not banned from this server any more\n"));
  assert.ok(stdout.includes("* bob is muted in #general\n"));
  assert.ok(stdout.includes("* bob was removed from this server\n"));
  assert.equal(code, 0);
});

Deno.test("/ban and /mute refuse what was meant to be a duration, and take options behind the name", async () => {
  await using server = await FakeServer.start();
  answering(server, { ban: { measure: 1 }, mute: { measure: 2 } });
  const { code, stderr } = await play(server, [
    "/ban bob 10min noise",
    "/mute bob 10 calm down",
    "/ban -s bob 99999w",
    "/mute bob 1.5h",
    "/ban bob -s 1h noise",
    "/mute bob 3rd warning",
  ]);
  assert.match(stderr, /Line 1 .*"10min" is no duration.*\/ban bob 10m noise/);
  assert.match(stderr, /Line 2 .*"10" is no duration.*\/mute bob 10m calm down/);
  assert.match(stderr, /Line 3 .*"99999w" is no duration.*ten years at most/);
  assert.match(stderr, /Line 4 .*"1.5h" is no duration/);
  assert.deepEqual(asked(server, "ban"), [{ username: "bob", seconds: 3_600, reason: "noise" }]);
  assert.deepEqual(asked(server, "mute"), [
    { room: "general", username: "bob", reason: "3rd warning" },
  ]);
  assert.equal(code, 1);
});

Deno.test("/slow, /lock, /unlock and /purge act on the room", async () => {
  await using server = await FakeServer.start();
  answering(server, { slow: {}, lock: {}, purge: { removed: 3 } });
  const before = Date.now();
  const { code, stdout } = await play(server, [
    "/slow 30s",
    "/slow off",
    "/lock",
    "/unlock",
    "/purge bob",
    "/purge -s bob 1h",
  ]);
  assert.deepEqual(asked(server, "slow").map(({ seconds }) => seconds), [30, 0]);
  assert.deepEqual(asked(server, "lock").map(({ locked }) => locked), [true, false]);
  const [all, lately] = asked(server, "purge");
  assert.deepEqual(all, { room: "general", username: "bob" });
  const sinceMs = Date.parse(String(lately?.["since"]));
  assert.ok(Math.abs(sinceMs - (before - 3_600_000)) < 60_000);
  assert.equal(lately?.["room"], undefined);
  assert.ok(stdout.endsWith("* 3 messages of bob removed\n* 3 messages of bob removed\n"));
  assert.equal(code, 0);
});

Deno.test("moderation commands say what is missing", async () => {
  await using server = await FakeServer.start();
  const { code, stderr } = await play(server, [
    "/ban",
    "/ban -s",
    "/slow soon",
    "/slow",
    "/purge bob yesterday",
    "/lift x",
    "/grant bob king",
    "/claim",
  ]);
  assert.match(stderr, /Line 1 .*for example: \/ban bob 10m noise/);
  assert.match(stderr, /Line 2 .*Say who/);
  assert.match(stderr, /Line 3 .*"soon" is no duration.*\/slow 30s/);
  assert.match(stderr, /Line 4 .*Say how slow/);
  assert.match(stderr, /Line 5 .*"yesterday" is no duration/);
  assert.match(stderr, /Line 6 .*\/lift 12/);
  assert.match(stderr, /Line 7 .*moderator, admin or owner/);
  assert.match(stderr, /Line 8 .*\/claim 7KQ2/);
  assert.equal(code, 1);
});

Deno.test("/bans, /connections, /audit and /roles list what the server says, harmlessly", async () => {
  await using server = await FakeServer.start();
  server.intercept = ({ action, before }) => {
    switch (action) {
      case "measures":
        return {
          ok: true,
          more: before === undefined,
          measures: before === undefined
            ? [{
              measure: 12,
              kind: "ban",
              username: "bob",
              room: "general",
              by: "alice",
              reason: "x\u001b[2J",
              time: TIME,
              until: UNTIL,
            }]
            : [{ measure: 3, kind: "mute", network: "192.0.2.0/24", by: "console", time: TIME }],
        };
      case "connections":
        return {
          ok: true,
          more: false,
          connections: [
            { connection: 1, address: "::1", since: TIME, queued_messages: 0, queued_bytes: 0 },
            {
              connection: 2,
              username: "bob",
              device: "chat 0.1.0",
              address: "192.0.2.7",
              since: TIME,
              queued_messages: 2,
              queued_bytes: 99,
            },
          ],
        };
      case "audit":
        return {
          ok: true,
          more: false,
          entries: [{
            id: 9,
            time: TIME,
            action: "ban",
            by: "alice",
            target: "bob",
            room: "ops",
            detail: "spam",
            address: "192.0.2.7",
          }],
        };
      case "roles":
        return {
          ok: true,
          users: [
            { username: "alice", role: "owner" },
            { username: "carol", role: "moderator" },
            { username: "dave", role: "moderator" },
          ],
        };
      default:
        return undefined;
    }
  };
  const { code, stdout } = await play(server, [
    "/bans",
    "/more",
    "/mutes -s",
    "/connections",
    "/audit bob #ops of:ban",
    "/roles",
  ]);
  assert.deepEqual(asked(server, "measures"), [
    { kind: "ban", room: "general" },
    { kind: "ban", room: "general", before: 12 },
    { kind: "mute" },
  ]);
  assert.deepEqual(asked(server, "audit"), [{ limit: 50, room: "ops", of: "ban", about: "bob" }]);
  assert.equal(
    stdout.split("\n").filter((line) => !line.includes("12:")).join("\n"),
    "* /more shows earlier ones\n" +
      "* 3: 192.0.2.0/24 muted (by console, 2026-11-20 17:04)\n" +
      "* /more shows earlier ones\n" +
      "* 1: nobody yet from ::1, since 2026-11-20 17:04\n" +
      "* 2: bob from 192.0.2.7, chat 0.1.0, since 2026-11-20 17:04, 2 lines (99 bytes) wait\n" +
      "* 2026-11-20 17:04 alice ban bob in #ops: spam (from 192.0.2.7)\n" +
      "* owner: alice\n* moderator: carol, dave\n",
  );
  assert.ok(stdout.startsWith(
    "* 12: bob banned in #general until 2026-11-20 18:00: x\ufffd[2J (by alice, 2026-11-20 17:04)\n",
  ));
  assert.equal(code, 0);
});

Deno.test("/claim, /grant and /revoke give roles and take them", async () => {
  await using server = await FakeServer.start();
  answering(server, { claim: { role: "owner" }, grant: {}, revoke: { revoked: 1 } });
  const { code, stdout } = await play(server, [
    "/claim abcd-efgh",
    "/grant bob moderator",
    "/revoke bob",
    "/revoke @others",
    "/revoke others",
  ]);
  assert.deepEqual(asked(server, "claim"), [{ code: "abcd-efgh" }]);
  assert.deepEqual(asked(server, "grant"), [
    { username: "bob", role: "moderator" },
    { username: "bob", role: "user" },
    { username: "others", role: "user" },
  ]);
  assert.deepEqual(asked(server, "revoke"), [{ others: true }]);
  assert.equal(
    stdout,
    "* you are owner of this server now\n* bob is moderator now\n* bob has no role any more\n" +
      "* others has no role any more\n* 1 other device is logged out\n",
  );
  assert.equal(code, 0);
});

Deno.test("line client tells of measures, and ends with a ban that it is told the reason of", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  await ok(await server.register("bob"), "exit");
  await owner.event("left", ({ username }) => username === "bob");
  await using client = new ClientProcess({
    args: [`bob@127.0.0.1:${server.port}`, "--no-tls"],
    env: { CHAT_PASSWORD: PASSWORD, TZ: "UTC" },
  });
  await owner.event("joined", ({ username }) => username === "bob");
  await owner.event("joined", ({ username }) => username === "bob");
  await ok(owner, "mute", { username: "bob", room: "general", reason: "calm down" });
  await client.until("you are muted in #general: calm down (by owner)");
  await ok(owner, "slow", { room: "general", seconds: 90 });
  await client.until("#general is slow: one message every 1m30s (by owner)");
  await ok(owner, "lock", { room: "general", locked: true });
  await client.until("only moderators write in #general now (by owner)");
  await ok(owner, "ban", { username: "bob", reason: "spam" });
  const { code, stderr } = await client.result();
  assert.match(stderr, /You are banned from this server: spam; ask those who run the server/);
  assert.equal(code, 4);
  const again = await runClient({
    args: [`bob@127.0.0.1:${server.port}`, "--no-tls"],
    env: { CHAT_PASSWORD: PASSWORD },
    input: "hello\n",
  });
  assert.match(again.stderr, /You are banned from this server: spam \(account_banned\)/);
  assert.equal(again.code, 4);
  await ok(owner, "ban", { network: "127.0.0.1", force: true });
  await owner.ended;
  const refused = await runClient({
    args: [`bob@127.0.0.1:${server.port}`, "--no-tls"],
    env: { CHAT_PASSWORD: PASSWORD },
    input: "hello\n",
  });
  assert.match(refused.stderr, /Connections from your address are banned from this server/);
  assert.equal(refused.code, 4);
});
