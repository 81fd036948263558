/** Reports: who makes them, who sees them, and that they stay bounded. */
import assert from "node:assert/strict";
import { granted } from "../../../support/stage.ts";
import { registerOwner, registerStaff } from "../../../support/staff.ts";
import type { Line, TestClient } from "../../../support/test_client.ts";
import { startServer, TemporaryFolder, type TestServer } from "../../../support/test_server.ts";

/** Staff, and three people in a room of alice. */
async function cast(server: TestServer) {
  const owner = await registerOwner(server, "olga");
  const mona = await registerStaff(server, owner, { username: "mona", role: "moderator" });
  const [alice, bob, eve] = [
    await server.register("alice"),
    await server.register("bob"),
    await server.register("eve"),
  ];
  await granted(alice, "create", { room: "den" });
  for (const client of [bob, eve]) await granted(client, "join", { room: "den" });
  return { owner, mona, alice, bob, eve };
}

/** The numbers of the reports that somebody sees. */
async function seen(client: TestClient, fields: Line = {}): Promise<number[]> {
  const { reports } = await granted(client, "reports", fields);
  return reports.map(({ report }: Line) => report);
}

Deno.test("report() shows the staff and the room's moderators what a message said then", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { mona, alice, bob, eve } = await cast(server);
  const { id } = await granted(eve, "say", { room: "den", text: "rubbish" });
  const { report } = await granted(bob, "report", { id, reason: "rude" });
  assert.equal((await granted(bob, "report", { id }))["report"], report);
  await granted(eve, "edit", { id, text: "nothing" });
  await granted(eve, "delete", { id });

  for (const client of [mona, alice]) {
    const { reports } = await granted(client, "reports", {});
    const [{ time: _time, ...found }] = reports;
    assert.deepEqual(found, {
      report,
      message: id,
      room: "den",
      from: "eve",
      text: "rubbish",
      by: "bob",
      reason: "rude",
    });
  }
  assert.match((await alice.event("notice"))["text"], /Message \d+ in #den was reported/);
  const announced = await mona.event("message", ({ text }) => /reported/.test(text));
  assert.match(announced["text"], /^bob reported what eve wrote in #den/);
  assert.equal(announced["room"], "moderation");
  assert.ok(!announced["text"].includes("rubbish"));
  const { error, message } = await bob.request("reports", {});
  assert.equal(error, "no_right");
  assert.match(String(message), /^Only moderators .* may do this$/);
  assert.deepEqual(await seen(mona, { room: "den" }), [report]);
  assert.deepEqual(await seen(mona, { room: "general" }), []);
});

Deno.test("report() of a private message is for the staff alone", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { mona, alice, bob, eve } = await cast(server);
  const { id } = await granted(eve, "say", { to: "bob", text: "psst" });
  assert.equal((await alice.request("report", { id }))["error"], "no_such_message");
  assert.equal((await eve.request("report", { id }))["error"], "no_right");
  await granted(bob, "report", { id });
  const { reports } = await granted(mona, "reports", {});
  assert.equal(reports[0]["to"], "bob");
  assert.equal(reports[0]["from"], "eve");
  assert.deepEqual(await seen(alice), []);
});

Deno.test("resolve_report() takes a report off the list for everybody, and tells who made it", async () => {
  using folder = new TemporaryFolder();
  let report = 0;
  {
    await using server = await startServer(folder);
    const { owner, mona, alice, bob, eve } = await cast(server);
    const { id } = await granted(eve, "say", { room: "den", text: "rubbish" });
    ({ report } = await granted(bob, "report", { id }));
    for (const client of [bob, eve]) {
      const refusal = await client.request("resolve_report", { report, note: "never mind" });
      assert.equal(refusal["error"], "no_such_report");
    }
    await granted(alice, "resolve_report", { report, note: "talked to her" });
    assert.match((await bob.event("notice"))["text"], /looked at what you reported eve for/);
    const again = await mona.request("resolve_report", { report, note: "me too" });
    assert.equal(again["error"], "no_such_report");
    assert.match(again["message"], /resolved already/);
    const { entries } = await granted(owner, "audit", { of: "resolve_report" });
    assert.equal(entries[0]["by"], "alice");
    assert.equal(entries[0]["target"], "eve");
  }
  await using server = await startServer(folder);
  const mona = await server.login("mona");
  assert.deepEqual(await seen(mona), []);
  const { reports } = await granted(mona, "reports", { resolved: true });
  assert.equal(reports[0]["report"], report);
  assert.equal(reports[0]["resolved_by"], "alice");
  assert.equal(reports[0]["note"], "talked to her");
});

Deno.test("reports() leaves what the asker wrote to others", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { mona, owner, alice, bob } = await cast(server);
  const { id } = await granted(alice, "say", { room: "den", text: "my room, my rules" });
  const { report } = await granted(bob, "report", { id });
  assert.deepEqual(await seen(alice), []);
  const refusal = await alice.request("resolve_report", { report, note: "no" });
  assert.equal(refusal["error"], "no_such_report");
  const mine = await granted(mona, "say", { room: "general", text: "quiet!" });
  const other = await granted(bob, "report", { id: mine["id"] });
  assert.deepEqual(await seen(mona), [report]);
  assert.deepEqual(await seen(owner), [other["report"], report]);
});

Deno.test("report() is refused after 20 within an hour, and granted an hour later", async () => {
  using folder = new TemporaryFolder();
  let nowMs = Date.now();
  await using server = await startServer(folder, { now: () => nowMs });
  const { bob, eve, mona } = await cast(server);
  const ids: number[] = [];
  for (let count = 0; count < 21; count++) {
    ids.push((await granted(eve, "say", { room: "den", text: `rubbish ${count}` }))["id"]);
  }
  for (const id of ids.slice(0, 20)) await granted(bob, "report", { id });
  const refusal = await bob.request("report", { id: ids[20] });
  assert.equal(refusal["error"], "slow_down");
  assert.equal(refusal["retry_after"], 3_600);
  nowMs += 3_600_000;
  await granted(bob, "report", { id: ids[20] });
  const first = await granted(mona, "reports", {});
  assert.equal(first["reports"].length, 21);
  const before = first["reports"][10]["report"];
  assert.equal((await seen(mona, { before })).length, 10);
});

Deno.test("reports() forgets what was resolved 90 days ago", async () => {
  using folder = new TemporaryFolder();
  let nowMs = Date.now();
  {
    await using server = await startServer(folder, { now: () => nowMs });
    const { bob, eve, mona } = await cast(server);
    for (const text of ["one", "two"]) {
      const { id } = await granted(eve, "say", { room: "den", text });
      await granted(bob, "report", { id });
    }
    await granted(mona, "resolve_report", { report: 1, note: "done" });
    nowMs += 91 * 24 * 3_600_000;
  }
  // Sessions are gone by then as well; a password still logs in.
  await using server = await startServer(folder, { now: () => nowMs });
  const mona = await server.login("mona");
  assert.deepEqual(await seen(mona, { resolved: true }), []);
  assert.deepEqual(await seen(mona), [2]);
});

Deno.test("reports() tells nobody of private rooms from which nothing was reported", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { mona, alice, bob } = await cast(server);
  await granted(alice, "create", { room: "secret", visibility: "private" });
  const hidden = await mona.request("reports", { room: "secret" });
  const missing = await mona.request("reports", { room: "nowhere" });
  for (const answer of [hidden, missing]) delete answer["ref"];
  assert.deepEqual(hidden, missing);
  await granted(alice, "invite", { room: "secret", username: "bob" });
  await granted(bob, "join", { room: "secret" });
  const { id } = await granted(alice, "say", { room: "secret", text: "rubbish" });
  const { report } = await granted(bob, "report", { id });
  assert.deepEqual(await seen(mona, { room: "secret" }), [report]);
});
