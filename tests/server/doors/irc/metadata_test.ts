/** What people and rooms are described with, over IRC and over the native door. */
import assert from "node:assert/strict";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

const CAPABILITIES = ["draft/metadata-3", "batch"] as const;

function enter(port: number, nick: string): Promise<IrcTestClient> {
  return IrcTestClient.enter(port, { nick, password: PASSWORD, capabilities: CAPABILITIES });
}

Deno.test("METADATA is what the account says of itself, and its profile", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const alice = await server.register("alice");
  await server.register("bob");
  await using irc = await enter(server.ircPort, "alice");
  await using bob = await enter(server.ircPort, "bob");
  const [set] = await irc.ask("METADATA * SET pronouns :she, her");
  assert.deepEqual([set?.command, ...set?.params.slice(1) ?? []], [
    "761",
    "alice",
    "pronouns",
    "*",
    "she, her",
  ]);
  await irc.ask("METADATA * SET display-name :Alice A.");
  assert.equal((await alice.request("whois", { username: "alice" })).display_name, "Alice A.");
  const listed = await bob.ask("METADATA alice LIST");
  const values = listed.filter(({ command }) => command === "761").map(({ params }) => params[4]);
  assert.deepEqual(values, ["Alice A.", "she, her"]);
  const whois = await bob.ask("WHOIS alice");
  assert.equal(whois.filter(({ command }) => command === "760").length, 2);
  assert.deepEqual((await alice.request("metadata", { username: "alice" })).metadata, [
    { key: "display-name", value: "Alice A." },
    { key: "pronouns", value: "she, her" },
  ]);
  const [refused] = await bob.ask("METADATA alice SET pronouns :it");
  assert.deepEqual(refused?.params.slice(0, 2), ["METADATA", "KEY_NO_PERMISSION"]);
  const cleared = await irc.ask("METADATA * CLEAR");
  assert.equal(cleared.filter(({ command }) => command === "766").length, 2);
  assert.deepEqual((await alice.request("metadata")).metadata, []);
});

Deno.test("METADATA tells subscribers of rooms and of people they share one with", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const owner = await server.register("owner");
  await server.register("bob");
  await owner.request("create", { room: "lab" });
  await owner.request("set_metadata", { room: "lab", key: "avatar", value: "https://a.example/1" });
  await owner.request("set_metadata", { key: "status", value: "busy" });
  await using bob = await enter(server.ircPort, "bob");
  await bob.ask("METADATA * SUB avatar status display-name");
  const joined = await bob.ask("JOIN #lab");
  const told = joined.filter(({ command }) => command === "761").map(({ params }) => params[4]);
  assert.deepEqual(told, ["https://a.example/1", "busy"]);
  await owner.request("set_metadata", { room: "lab", key: "avatar", value: "https://a.example/2" });
  assert.deepEqual((await bob.until("761")).params, [
    "bob",
    "#lab",
    "avatar",
    "*",
    "https://a.example/2",
  ]);
  await owner.request("profile", { display_name: "The Owner" });
  assert.equal((await bob.until("761")).params[4], "The Owner");
  await owner.request("set_metadata", { key: "status" });
  assert.deepEqual((await bob.until("766")).params.slice(1, 3), ["owner", "status"]);
  const [refused] = await bob.ask("METADATA #lab SET avatar :x");
  assert.deepEqual(refused?.params.slice(0, 2), ["METADATA", "KEY_NO_PERMISSION"]);
});

Deno.test("METADATA is bounded in keys, values and subscriptions, and says nothing of rooms one is not in", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const owner = await server.register("owner");
  await server.register("bob");
  await owner.request("create", { room: "den", visibility: "private" });
  await owner.request("set_metadata", { room: "den", key: "avatar", value: "secret" });
  await using bob = await enter(server.ircPort, "bob");
  await bob.ask("METADATA * SUB avatar");
  for (const what of ["GET avatar", "LIST", "SYNC"]) {
    const [answer] = await bob.ask(`METADATA #den ${what}`);
    assert.deepEqual(answer?.params.slice(0, 2), ["METADATA", "INVALID_TARGET"]);
  }
  for (let index = 0; index < 20; index++) await bob.ask(`METADATA * SET k${index} :x`);
  const codeOf = async (line: string) => (await bob.ask(line)).at(0)?.params[1];
  assert.equal(await codeOf("METADATA * SET k20 :x"), "LIMIT_REACHED");
  assert.equal(await codeOf(`METADATA * SET k1 :${"é".repeat(151)}`), "INVALID_VALUE");
  assert.equal(await codeOf("METADATA * SET K!1 :x"), "KEY_INVALID");
  for (let index = 1; index < 50; index++) await bob.ask(`METADATA * SUB s${index}`);
  assert.equal(await codeOf("METADATA * SUB one-more"), "TOO_MANY_SUBS");
  assert.equal(await codeOf("METADATA nobody LIST"), "INVALID_TARGET");
});
