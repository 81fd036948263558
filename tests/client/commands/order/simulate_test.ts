/** `/simulate`, typed into the line client. */
import assert from "node:assert/strict";
import { FakeServer } from "../../../support/fake_server.ts";
import { answering, asked, play } from "../../../support/play.ts";

Deno.test("/simulate sends what each word says, with units as people write them", async () => {
  await using server = await FakeServer.start();
  answering(server, { simulate: {} });
  const { code, stdout, stderr } = await play(server, [
    "/simulate bob delay=300ms jitter=0.05s bandwidth=64kbit drop=5%",
    "/simulate @bob drop=100%",
    "/simulate bob off",
  ]);
  assert.equal(stderr, "");
  assert.deepEqual(asked(server, "simulate"), [
    { username: "bob", delay_ms: 300, jitter_ms: 50, bandwidth_bits: 64_000, drop: 0.05 },
    { username: "bob", drop: 1 },
    { username: "bob" },
  ]);
  assert.match(stdout, /\* the connections of bob are simulated: delay=300ms, jitter=0\.05s,/);
  assert.match(stdout, /\* the connections of bob are what they are again/);
  assert.equal(code, 0);
});

Deno.test("/simulate says what it cannot understand and asks for nothing", async () => {
  await using server = await FakeServer.start();
  answering(server, { simulate: {} });
  const { code, stderr } = await play(server, [
    "/simulate",
    "/simulate bob",
    "/simulate bob slowly",
    "/simulate bob delay=fast",
    "/simulate bob delay=1h",
    "/simulate bob off drop=5%",
  ]);
  assert.deepEqual(asked(server, "simulate"), []);
  for (
    const message of [
      /Line 1 .*Say who, for example: \/simulate bob delay=300ms/,
      /Line 2 .*Say how, or off/,
      /Line 3 .*"slowly" is no quality of a connection/,
      /Line 4 .*delay: Give a duration such as 50ms/,
      /Line 5 .*delay: Give a duration from 0ms to 10s/,
      /Line 6 .*"off" is no quality/,
    ]
  ) assert.match(stderr, message);
  assert.equal(code, 1);
});
