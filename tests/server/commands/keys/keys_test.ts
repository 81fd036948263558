import assert from "node:assert/strict";
import {
  addDevices,
  leave,
  removeDevices,
  renew,
  turnOff,
} from "../../../../client/encryption/account_changes.ts";
import { openSecret } from "../../../../client/encryption/account_secret.ts";
import { fromBase64url, toBase64url } from "../../../../protocol/encryption/bytes.ts";
import { followLog } from "../../../../protocol/encryption/follow_log.ts";
import { endOf } from "../../../../protocol/encryption/log.ts";
import { newDevice, Somebody } from "../../../support/encryption/cast.ts";
import { KeyPerson, wireChange } from "../../../support/encryption/wire_keys.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("`keys` brings what was added with `keys_change`, to everybody, after a restart as well", async () => {
  using folder = new TemporaryFolder();
  let server = await startServer(folder);
  const alice = await KeyPerson.called(server, "alice");
  const bob = await server.register("bob");
  const added = await newDevice("alice");
  const changed = await alice.does((author) => addDevices(author, [added]));
  assert.equal(changed["seq"], 2);
  assert.equal(changed["head"], toBase64url(endOf(alice.self.log).head));
  const known = await bob.request("keys", { username: "Alice" });
  await server.stop();
  server = await startServer(folder);
  const again = await server.login("bob");
  const keys = await again.request("keys", { username: "alice" });
  const { ref: _, ...rest } = keys;
  assert.deepEqual({ ...known, ref: undefined }, { ...rest, ref: undefined });
  assert.equal(keys["more"], false);
  const entries = keys["log"].map((entry: string) => fromBase64url(entry, 4_096));
  const log = await followLog(entries, { account: "alice", pin: undefined, known: undefined });
  assert.equal(log.devices.size, 2);
  assert.equal(keys["root"], toBase64url(log.root));
  const rest2 = await again.request("keys", { username: "alice", after: 1 });
  assert.equal(rest2["log"].length, 1);
  assert.equal((await again.request("keys", { username: "nobody" }))["error"], "no_such_user");
  const none = await again.request("keys", { username: "bob" });
  assert.deepEqual([none["log"], none["root"], none["more"]], [[], undefined, false]);
  await server.stop();
});

Deno.test("`keys_secrets` brings the own secret, which is there for exactly the devices of the log", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await KeyPerson.called(server, "alice");
  const added = await newDevice("alice");
  await alice.does((author) => addDevices(author, [added]));
  await alice.does(renew);
  for (const device of [alice.self.device, added]) {
    const secrets = await alice.granted("keys_secrets", { device: toBase64url(device.id) });
    assert.deepEqual([secrets["generation"], secrets["seq"], secrets["more"]], [2, 3, false]);
    assert.deepEqual(secrets["older"].map(({ generation }: { generation: number }) => generation), [
      2,
    ]);
    const sealed = fromBase64url(secrets["sealed"], 80);
    const opened = await openSecret(alice.self.log, device, { generation: 2, sealed });
    assert.deepEqual(opened.bytes, alice.self.secret.bytes);
  }
  await alice.does((author) => removeDevices(author, [added.id]));
  const gone = await alice.granted("keys_secrets", { device: toBase64url(added.id) });
  assert.equal(gone["sealed"], undefined);
  assert.equal((await alice.granted("keys_secrets"))["sealed"] === undefined, false);
  const older = await alice.granted("keys_secrets", { before: 3 });
  assert.deepEqual(older["older"].map(({ generation }: { generation: number }) => generation), [2]);
  const bob = await server.register("bob");
  assert.equal((await bob.request("keys_secrets"))["error"], "no_device");
});

Deno.test("`keys_change` refuses what comes too late, and what is not signed or not complete", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await KeyPerson.called(server, "alice");
  const { self } = alice;
  const [one, other] = [await newDevice("alice"), await newDevice("alice")];
  const before = self.author;
  await alice.does((author) => addDevices(author, [one]));
  const late = await addDevices(before, [other]);
  assert.equal(await alice.refused("keys_change", wireChange(late)), "keys_moved");
  // Everything that is there is the head of nothing.
  const change = wireChange(await addDevices(self.author, [other]));
  const damaged = toBase64url(
    fromBase64url(change.entry, 4_096).map((byte, index, all) =>
      index === all.length - 1 ? byte ^ 1 : byte
    ),
  );
  assert.equal(await alice.refused("keys_change", { ...change, entry: damaged }), "bad_entry");
  assert.equal(await alice.refused("keys_change", { ...change, secrets: [] }), "bad_entry");
  assert.equal(await alice.refused("keys_change", { ...change, entry: "AA" }), "bad_entry");
  assert.equal(
    await alice.refused("keys_change", { ...change, entry: "a".repeat(9_000) }),
    "bad_field",
  );
  assert.equal(await alice.refused("keys_change", { ...change, entry: 5 }), "bad_field");
  assert.equal(await alice.refused("keys_change", { ...change, secrets: {} }), "bad_field");
  const unknown = toBase64url((await newDevice("alice")).id);
  assert.equal(
    await alice.refused("keys_change", { ...change, device: unknown }),
    "device_removed",
  );
  const bob = await KeyPerson.called(server, "bob");
  assert.equal(await bob.refused("keys_change", change), "bad_entry");
  await alice.granted("keys_change", change);
  assert.equal(await alice.refused("keys_change", change), "keys_moved");
});

Deno.test("two who change the same log at once: one of them is too late", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await KeyPerson.called(server, "alice");
  const changes = await Promise.all(
    Array.from(
      { length: 4 },
      async () => addDevices(alice.self.author, [await newDevice("alice")]),
    ),
  );
  const answers = await Promise.all(changes.map(async (change) => {
    const client = await server.login("alice");
    return await client.request("keys_change", wireChange(change));
  }));
  const errors = answers.map((answer) => answer["error"]).sort();
  assert.deepEqual(errors, ["keys_moved", "keys_moved", "keys_moved", undefined]);
});

Deno.test("a log takes the place of another with the password alone, and is another one then", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await KeyPerson.called(server, "alice");
  const old = alice.self.log;
  await alice.granted("keys_vault", { version: 1, blob: "AAAA" });
  const anew = await Somebody.called("alice", endOf(old).head);
  const change = { ...wireChange(anew.change), device: toBase64url(anew.device.id) };
  assert.equal(await alice.refused("keys_change", change), "bad_credentials");
  const wrong = { ...change, password: "not the password" };
  assert.equal(await alice.refused("keys_change", wrong), "bad_credentials");
  const isolated = await Somebody.called("alice");
  const forgetful = { ...wireChange(isolated.change), password: PASSWORD };
  assert.equal(await alice.refused("keys_change", forgetful), "keys_moved");
  const answer = await alice.granted("keys_change", { ...change, password: PASSWORD });
  assert.deepEqual([answer["seq"], answer["root"]], [1, toBase64url(anew.log.root)]);
  const keys = await alice.granted("keys", { username: "alice" });
  assert.equal(keys["root"], toBase64url(anew.log.root));
  const earlier = await alice.granted("keys", { username: "alice", root: toBase64url(old.root) });
  assert.equal(earlier["root"], toBase64url(old.root));
  assert.equal((await alice.granted("keys_vault"))["version"], 0);
  assert.deepEqual((await server.login("alice")).answer["keys"]["root"], keys["root"]);
});

Deno.test("a login says where the own log ends, and which device the session is", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const first = await server.register("alice");
  assert.equal(first.answer["keys"], undefined);
  const alice = await KeyPerson.on(first, "alice");
  const again = await server.login("alice");
  const { keys } = again.answer;
  assert.deepEqual([keys.seq, keys.device], [1, undefined]);
  assert.equal((await again.request("keys_device", { device: alice.device }))["ok"], true);
  const stranger = toBase64url((await newDevice("alice")).id);
  assert.equal(
    (await again.request("keys_device", { device: stranger }))["error"],
    "device_removed",
  );
  const back = await server.connect();
  const answer = await back.request("login", { token: again.answer["token"] });
  assert.equal(answer["keys"].device, alice.device);
  await alice.does(turnOff);
  assert.equal((await server.login("alice")).answer["keys"].is_off, true);
  assert.equal((await alice.granted("keys", { username: "alice" }))["is_off"], true);
});

Deno.test("removing a device ends its sessions in the same step, and leaving the own one does not", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await KeyPerson.called(server, "alice");
  const added = await newDevice("alice");
  const phone = await server.login("alice");
  await alice.does((author) => addDevices(author, [added]));
  await phone.request("keys_device", { device: toBase64url(added.id) });
  await alice.does((author) => removeDevices(author, [added.id]));
  assert.equal((await phone.event("closing"))["reason"], "revoked");
  await phone.ended;
  const back = await server.connect();
  const token = phone.answer["token"];
  assert.equal((await back.request("login", { token }))["error"], "bad_credentials");
  await alice.does(leave);
  assert.equal((await alice.granted("ping"))["ok"], true);
  assert.equal(await alice.refused("keys_secrets"), "no_device");
});

Deno.test("`sessions` says which login belongs to which device, and when a device was used last", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await KeyPerson.called(server, "alice");
  const added = await newDevice("alice");
  const id = toBase64url(added.id);
  await alice.does((author) => addDevices(author, [added]));
  const usesOf = async () => (await alice.granted("sessions"))["key_devices"];
  const [own, unknown] = await usesOf();
  assert.equal(own.device, alice.device);
  assert.match(own.used, /^20/);
  assert.deepEqual(unknown, { device: id });
  const phone = await server.login("alice");
  await phone.request("keys_device", { device: id });
  const { sessions } = await alice.granted("sessions");
  const [session] = sessions.filter(({ key_device: device }: { key_device: string }) =>
    device === id
  );
  assert.equal(session.current, false);
  // It is known after the end of the login as well, however that ends.
  await alice.granted("revoke", { session: session.session });
  const [, gone] = await usesOf();
  assert.deepEqual(gone, { device: id, used: session.used });
  const again = await server.login("alice");
  await again.request("keys_device", { device: id });
  await again.request("keys_device", { device: alice.device });
  assert.ok((await usesOf())[1].used >= session.used);
  await alice.does((author) => removeDevices(author, [added.id]));
  assert.deepEqual((await usesOf()).map(({ device }: { device: string }) => device), [own.device]);
  const bob = await server.register("bob");
  assert.equal((await bob.request("sessions"))["key_devices"], undefined);
});

Deno.test("`keys_changed` tells the own connections and those one writes with, and nobody else", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await KeyPerson.called(server, "alice");
  const bob = await server.register("bob");
  const carol = await server.register("carol");
  await bob.request("say", { to: "alice", text: "hi" });
  const own = await server.login("alice");
  const changed = await alice.does(renew);
  for (const client of [own, bob, alice.client]) {
    const event = await client.event("keys_changed", ({ seq }) => seq === 2);
    assert.deepEqual([event["username"], event["head"]], ["alice", changed["head"]]);
  }
  await carol.request("ping");
  assert.ok(!carol.lines.some(({ event }) => event === "keys_changed"));
});

Deno.test("`keys_vault` keeps what follows what is there", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await KeyPerson.called(server, "alice");
  assert.equal((await alice.granted("keys_vault"))["version"], 0);
  await alice.granted("keys_vault", { version: 1, blob: "AAAA" });
  assert.equal(await alice.refused("keys_vault", { version: 1, blob: "BBBB" }), "vault_moved");
  assert.equal(await alice.refused("keys_vault", { version: 3, blob: "BBBB" }), "vault_moved");
  assert.equal(await alice.refused("keys_vault", { version: 2 }), "bad_field");
  assert.equal(await alice.refused("keys_vault", { version: 2, blob: "A" }), "bad_sealed");
  const most = toBase64url(new Uint8Array(45_056).fill(7));
  await alice.granted("keys_vault", { version: 2, blob: most });
  assert.deepEqual((await alice.granted("keys_vault"))["blob"], most);
  const bob = await server.register("bob");
  assert.equal(
    (await bob.request("keys_vault", { version: 1, blob: "AAAA" }))["error"],
    "no_device",
  );
});

Deno.test("the log of an account changes so often within an hour", async () => {
  using folder = new TemporaryFolder();
  let nowMs = 1_800_000_000_000;
  await using server = await startServer(folder, { now: () => nowMs });
  const alice = await KeyPerson.called(server, "alice");
  for (let count = 1; count < 60; count++) await alice.does(renew);
  const more = wireChange(await renew(alice.self.author));
  const refusal = await alice.client.request("keys_change", more);
  assert.deepEqual([refusal["error"], refusal["retry_after"]], ["slow_down", 3_600]);
  nowMs += 3_600_000;
  await alice.granted("keys_change", more);
  const secrets = await alice.granted("keys_secrets");
  assert.equal(secrets["older"].length, 60);
});

Deno.test("the vault is stored by sessions of devices alone", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await KeyPerson.called(server, "alice");
  const page = await newDevice("alice", "web");
  await alice.does((author) => addDevices(author, [page]));
  await alice.granted("keys_vault", { version: 1, blob: "AAAA" });
  // Whoever has found an open session and has no keys.
  const thief = await server.login("alice");
  const blob = { version: 2, blob: "BBBB" };
  assert.equal((await thief.request("keys_vault", blob))["error"], "no_device");
  assert.equal((await thief.request("keys_vault"))["blob"], "AAAA");
  await thief.request("keys_device", { device: toBase64url(page.id) });
  assert.equal((await thief.request("keys_vault", blob))["version"], 2);
});
