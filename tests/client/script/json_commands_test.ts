/** Commands among requests in JSON. */
import assert from "node:assert/strict";
import { FakeServer } from "../../support/fake_server.ts";
import { type Fields, play } from "../../support/play.ts";

Deno.test("--json takes commands as well, and prints events and answers as their lines only", async () => {
  await using server = await FakeServer.start();
  const { code, stderr, stdout } = await play(server, ["one", "/edit uno", "/messages"], "--json");
  const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line) as Fields);
  assert.deepEqual(lines.filter(({ event }) => event !== undefined).map(({ event }) => event), [
    "hello",
    "message",
    "edited",
  ]);
  assert.match(stderr, /1 {2}17:00 alice: uno\n$/);
  assert.equal(code, 0);
});
