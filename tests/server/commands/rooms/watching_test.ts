/** Being told when somebody comes and goes, without sharing a room. */
import assert from "node:assert/strict";
import { ok, refused } from "../../../support/requests.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("watch() tells when somebody comes and goes with whom one shares no room", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { defaultRooms: [] });
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const nobody = { username: "nobody", online: false };
  await ok(bob, "away", { reason: "lunch" });
  await ok(alice, "watch", { username: "nobody" });
  assert.deepEqual((await ok(alice, "watch", { username: "BOB" }))["users"], [
    nobody,
    { username: "bob", online: true, away: "lunch" },
  ]);
  await bob.request("exit");
  const { event, username, online } = await alice.event("watched");
  assert.deepEqual([event, username, online], ["watched", "bob", false]);
  const again = await server.login("bob");
  assert.equal((await alice.event("watched"))["online"], true);
  // Another device is no news, and neither is what is not watched any more.
  const phone = await server.login("bob");
  await phone.request("exit");
  assert.deepEqual((await ok(alice, "unwatch", { username: "bob" }))["users"], [nobody]);
  await again.request("exit");
  await server.register("nobody");
  assert.equal((await alice.event("watched"))["username"], "nobody");
  assert.deepEqual((await ok(alice, "unwatch"))["users"], []);
});

Deno.test("watch() tells nothing where one of the two ignores the other", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { defaultRooms: [] });
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const carol = await server.register("carol");
  await ok(bob, "ignore", { username: "alice" });
  await ok(alice, "watch", { username: "bob" });
  const { users } = await ok(alice, "watch", { username: "carol" });
  assert.deepEqual(users.map((user: { online: boolean }) => user.online), [false, true]);
  await ok(alice, "ignore", { username: "carol" });
  await bob.request("exit");
  await carol.request("exit");
  const back = await server.login("bob");
  await ok(back, "unignore", { username: "alice" });
  await back.request("exit");
  // The first that is told is what happened after bob had ended it.
  const first = await alice.event("watched");
  assert.deepEqual([first["username"], first["online"]], ["bob", false]);
  const seen = alice.lines.filter((line) => line["event"] === "watched");
  assert.equal(seen.length, 1);
});

Deno.test("watch() takes a hundred names that can be names", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  for (let count = 0; count < 100; count++) await ok(alice, "watch", { username: `name${count}` });
  assert.equal(await refused(alice, "watch", { username: "one-more" }), "bad_field");
  await ok(alice, "watch", { username: "NAME7" });
  assert.equal(await refused(alice, "watch", { username: "no name" }), "bad_username");
  await ok(alice, "unwatch", { username: "name7" });
  await ok(alice, "watch", { username: "one-more" });
});
