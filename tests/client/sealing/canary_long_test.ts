/** What two people write to each other stands in no byte of a server, and in nothing that it says. */
import assert from "node:assert/strict";
import { filesWith } from "../../support/encryption/holds.ts";
import { runChat } from "../../support/run_chat.ts";
import { SealedUser } from "../../support/sealed_user.ts";
import { registerOwner } from "../../support/staff.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

const CANARY = "canary-9a0364b9e9";
const CONTROL = "control-7215ee9c7d";

/** What people who look after a server ask it. */
const ADMIN = [
  ["user", "list"],
  ["user", "show", "alice"],
  ["files", "list"],
  ["filter", "list"],
  ["report", "list"],
  ["audit", "list"],
  ["room", "list"],
  ["room", "show", "general"],
  ["status"],
  ["health"],
  ["check"],
];

Deno.test("a canary stands in no byte of data, log, backup, statistics and what admins see", async () => {
  using folder = new TemporaryFolder();
  using backups = new TemporaryFolder();
  // Everything that a server can be told to say.
  await using server = await startServer(folder, {
    logLevel: "debug",
    logMessages: true,
    metrics: { host: "127.0.0.1", port: 0 },
  });
  const owner = await registerOwner(server, "owner");
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await alice.link.say({ room: "general", text: CONTROL });
  await alice.link.say({ to: "bob", text: CANARY });
  const { id } = await alice.reads(CANARY);
  await bob.reads(CANARY);
  await bob.link.say({ to: "alice", text: `${CANARY} answered`, reply_to: id });
  await bob.link.say({ to: "alice", text: `${CANARY} waves`, me: true });
  await alice.link.request("edit", { id, text: `${CANARY} edited` });
  await bob.until(() => bob.changes.find(({ event }) => event === "edited"));
  await bob.link.request("react", { id, emoji: CANARY });
  alice.link.sendLine(JSON.stringify({ action: "say", to: "bob", text: `${CANARY} raw` }));
  await bob.reads(`${CANARY} raw`);
  await bob.link.request("report", { id, reason: "rude" });
  const told: unknown[] = [await owner.request("stats"), await owner.request("reports", {})];
  const metrics = await fetch(`http://127.0.0.1:${server.running.metricsPort}/metrics`);
  told.push(await metrics.text());
  told.push(await owner.request("audit", {}));
  const reader = await server.login("bob");
  told.push(await reader.request("history", { with: "alice" }));
  for (let after: unknown, isMore = true; isMore;) {
    const part = await reader.request("export", after === undefined ? {} : { after });
    told.push(part);
    after = part["next"];
    isMore = after !== undefined;
  }
  told.push(await reader.request("search", { query: CANARY }));
  // With what lies in the write-ahead log now; looking after the database empties it.
  assert.deepEqual(filesWith(folder.path, `${CANARY} raw`), []);
  for (const args of ADMIN) {
    const { code, stderr, stdout } = await runChat(["admin", ...args, "--data", folder.path]);
    assert.equal(code, 0, `${args.join(" ")}: ${stderr}`);
    // The report has revealed this one message, to those who look after reports.
    if (args[0] !== "report") told.push(stdout, stderr);
  }
  const backup = `${backups.path}/one`;
  const made = await runChat(["admin", "backup", backup, "--data", folder.path]);
  assert.equal(made.code, 0, made.stderr);
  told.push(server.log.lines, reader.lines, made.stdout, made.stderr);
  const others = JSON.stringify(told).replaceAll(`${CANARY} edited`, "");
  assert.ok(!others.includes(CANARY));
  assert.notDeepEqual(filesWith(folder.path, CONTROL), [], "what is plain is found");
  assert.ok(JSON.stringify(told).includes(CONTROL), "what is plain is told");
  assert.notDeepEqual(filesWith(backups.path, CONTROL), [], "what is plain is found");
  for (const words of ["answered", "waves", "raw"]) {
    assert.deepEqual(filesWith(folder.path, `${CANARY} ${words}`), []);
    assert.deepEqual(filesWith(backups.path, `${CANARY} ${words}`), []);
  }
});
