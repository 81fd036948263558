/** `chat admin status`, of a server that runs and of one that does not. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { runChat } from "../../support/run_chat.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

Deno.test("chat admin status tells how a server is, and when its last backup was made", async () => {
  using folder = new TemporaryFolder();
  using elsewhere = new TemporaryFolder();
  const status = (...args: string[]) =>
    runChat(["admin", "status", "--data", folder.path, ...args]);
  const health = () => runChat(["admin", "health", "--data", folder.path]);
  {
    await using server = await startServer(folder, { tls: { kind: "own" } });
    await server.register("alice");
    const healthy = await health();
    assert.deepEqual([healthy.code, healthy.stderr], [0, ""]);
    assert.match(healthy.stdout, /^server +runs, and can store what is said$/m);
    const before = await status();
    assert.equal(before.code, 0, before.stderr);
    assert.match(before.stdout, /^server +runs since \d{4}-\d\d-\d\d \d\d:\d\d UTC \(0m\)$/m);
    assert.match(before.stdout, /^connections +1 of \d+: 1 native, 0 web$/m);
    assert.match(before.stdout, /^certificate +until \d{4}-/m);
    assert.match(before.stdout, /^last backup +none$/m);
    const made = await runChat(["admin", "backup", elsewhere.path, "--data", folder.path]);
    assert.equal(made.code, 0, made.stderr);
    const shown = JSON.parse((await status("--json")).stdout);
    assert.equal(shown.last_backup.problems, 0);
    assert.ok(shown.last_backup.path.startsWith(elsewhere.path));
    assert.equal(shown.serving.accounts_online, 1);
    assert.ok(shown.serving.memory_bytes > 0 && shown.storage.database_bytes > 0);
    assert.deepEqual(shown.warnings, []);
    assert.doesNotMatch(JSON.stringify(shown), /alice/);
  }
  const after = await status();
  assert.equal(after.code, 0, after.stderr);
  assert.match(after.stdout, /^server +does not run$/m);
  const ended = await health();
  assert.equal(ended.code, 1);
  assert.match(ended.stderr, /No server runs on/);
  assert.match(after.stdout, /^last backup +\d{4}-.*chat-\d{8}T\d{6}Z$/m);
  // What is no note is none.
  Deno.writeTextFileSync(join(folder.path, "backup.json"), '{"made":"\\u001b[31m","path":7}');
  assert.match((await status()).stdout, /^last backup +none$/m);
});

Deno.test("chat admin status warns of a certificate that ends soon, and so do the log and the metrics", async () => {
  using folder = new TemporaryFolder();
  let nowMs = Date.now();
  await using server = await startServer(folder, {
    tls: { kind: "own" },
    metrics: { host: "127.0.0.1", port: 0 },
    now: () => nowMs,
    elapsed: () => Math.floor(performance.now()),
  });
  const metrics = await (await fetch(`http://127.0.0.1:${server.running.metricsPort}/metrics`))
    .text();
  const [, ends] = /^chat_certificate_expiry_timestamp_seconds (\S+)$/m.exec(metrics) ?? [];
  nowMs = Number(ends) * 1_000 - 24 * 60 * 60 * 1_000;
  const soon = await runChat(["admin", "status", "--data", folder.path]);
  assert.equal(soon.code, 1);
  assert.match(soon.stdout, /^WARNING +The certificate expires soon/m);
});
