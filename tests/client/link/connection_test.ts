import assert from "node:assert/strict";
import { ConnectionLost } from "../../../client/base/failure.ts";
import { NotChat } from "../../../client/link/connection.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { begin, connected, settle } from "./support/fake_transport.ts";

Deno.test("Connection.request() finds its answer among others", async () => {
  const strangers: string[] = [];
  const { connection, transport } = await connected({
    stranger: (_answer, line) => strangers.push(line),
  });
  const who = assert.rejects(connection.request("who", {}), (error) => {
    assert.ok(error instanceof ChatError);
    assert.equal(error.code, "slow_down");
    assert.equal(error.retryAfterSeconds, 2);
    return true;
  });
  const rooms = connection.request("rooms", {});
  const [, first, second] = transport.sent;
  await transport.receive('{"ref":"mine","ok":true}\n');
  await transport.receive(`{"ref":"${second?.["ref"]}","ok":true,"rooms":[]}\n`);
  await transport.receive(
    `{"ref":"${first?.["ref"]}","ok":false,"error":"slow_down","message":"No","retry_after":2}\n`,
  );
  assert.deepEqual((await rooms).rooms, []);
  await who;
  assert.deepEqual(strangers, ['{"ref":"mine","ok":true}']);
  connection.close("done");
});

Deno.test("Connection.request() fails with ConnectionLost when the connection ends", async () => {
  const { connection } = await connected();
  const answer = connection.request("who", {});
  connection.close("cut");
  await assert.rejects(answer, ConnectionLost);
  await assert.rejects(connection.request("who", {}), ConnectionLost);
  assert.equal(await connection.ended, "cut");
});

Deno.test("Connection.request() waits an hour at the longest when the server says for ever", async () => {
  const { connection, transport } = await connected();
  const who = assert.rejects(connection.request("who", {}), (error) => {
    assert.ok(error instanceof ChatError);
    assert.equal(error.retryAfterSeconds, 3_600);
    return true;
  });
  const ref = transport.sent.at(-1)?.["ref"];
  await transport.receive(`{"ref":"${ref}","ok":false,"error":"busy","retry_after":1e999}\n`);
  await who;
  connection.close("done");
});

Deno.test("Connection ends when a server leaves ever more requests open", async () => {
  const { connection, transport } = await connected();
  const before = transport.sent.length;
  await transport.receive('{"event":"ping"}\n'.repeat(12_000));
  assert.equal(connection.isOpen, false);
  assert.equal(await connection.ended, "the server does not answer");
  assert.ok(transport.sent.length - before <= 10_000);
});

Deno.test("Connection asks after 30 s of silence and ends after 10 more", async () => {
  const { clock, connection, transport } = await connected();
  const pings = () => transport.sent.filter(({ action }) => action === "ping").length;
  const before = pings();
  clock.advance(29_000);
  await settle();
  assert.equal(pings(), before);
  clock.advance(1_000);
  await settle();
  assert.equal(pings(), before + 1);
  await transport.receive('{"event":"ping"}\n');
  clock.advance(30_000);
  await settle();
  assert.equal(connection.isOpen, true);
  clock.advance(10_000);
  await settle();
  assert.equal(connection.isOpen, false);
  assert.match(await connection.ended, /silent for 40 seconds/);
});

Deno.test("Connection does not call a server silent while its own reader is slow", async () => {
  const reader = Promise.withResolvers<void>();
  let isSlow = false;
  const { clock, connection, transport } = await connected({
    settled: () => isSlow ? reader.promise : Promise.resolve(),
  });
  isSlow = true;
  await transport.receive('{"event":"notice","text":"x"}\n');
  clock.advance(100_000);
  await settle();
  assert.equal(connection.isOpen, true);
  reader.resolve();
  connection.close("done");
});

Deno.test("Connection.ended tells the reason that the server gave", async () => {
  const { connection, transport } = await connected();
  await transport.receive('{"event":"closing","reason":"stalled","message":"Too slow\\u001b"}\n');
  transport.close();
  assert.equal(await connection.ended, "Too slow\ufffd");
});

for (
  const [what, bytes, reason, looksLikeTls] of [
    ["a TLS alert", new Uint8Array([0x15, 3, 3, 0, 2, 2, 50]), /speaks TLS/, true],
    [
      "another protocol",
      "220 mail.example\u001b ESMTP\r\n",
      /began with "220 mail.example\ufffd/,
      false,
    ],
    [
      "a server that is full",
      '{"event":"closing","reason":"too_many_connections","message":"Full"}\n',
      /Full/,
      false,
    ],
  ] as const
) {
  Deno.test(`Connection.open() fails with NotChat at ${what}`, async () => {
    const { opening, transport } = begin();
    const failure = assert.rejects(opening, (error) => {
      assert.ok(error instanceof NotChat);
      assert.match(error.message, reason);
      assert.equal(error.looksLikeTls, looksLikeTls);
      return true;
    });
    await transport.receive(bytes);
    await failure;
    assert.equal(transport.isClosed, true);
  });
}

Deno.test("Connection.open() gives up on somebody who says nothing for 10 s", async () => {
  const { clock, opening, transport } = begin();
  const failure = assert.rejects(opening, /said nothing for 10 seconds/);
  clock.advance(10_000);
  await settle();
  await failure;
  assert.equal(transport.isClosed, true);
});
