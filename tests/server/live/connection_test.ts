/** How a connection ends, and what it knows of the other side. */
import assert from "node:assert/strict";
import { looseConnection } from "../../support/callers.ts";

function lines(text: string): Record<string, unknown>[] {
  return text.split("\n").slice(0, -1).map((line) => JSON.parse(line));
}

Deno.test("Connection.close() answers what is under way, says why, and ends", async () => {
  const { connection, written, isDisconnected } = looseConnection();
  const underWay = Promise.withResolvers<void>();
  connection.settleFirst(() => underWay.promise);
  const closed = connection.close("kicked", "Out");
  assert.equal(connection.isClosing, true);
  assert.equal(connection.hasEnded, false);
  connection.outbox.pushAnswer(new TextEncoder().encode('{"answer":1}\n'));
  underWay.resolve();
  await closed;
  assert.deepEqual(lines(written()), [
    { answer: 1 },
    { event: "closing", reason: "kicked", message: "Out" },
  ]);
  assert.equal(isDisconnected(), true);
  assert.equal(connection.hasEnded, true);
});

Deno.test("Connection.close() takes the last reason, and says nothing to whoever goes by itself", async () => {
  const first = looseConnection();
  first.connection.close("shutdown");
  await first.connection.close("banned");
  assert.equal(lines(first.written())[0]?.["reason"], "banned");
  assert.equal(first.connection.endReason, "banned");
  const second = looseConnection();
  await second.connection.close("exit");
  assert.equal(second.written(), "");
});

Deno.test("Connection.close() ends a connection that takes nothing, within its time", async () => {
  const { connection, isDisconnected } = looseConnection({ write: () => new Promise(() => {}) });
  await connection.close("shutdown");
  assert.equal(isDisconnected(), true);
});

Deno.test("Connection.ended aborts when it ends, also for whoever asks afterwards", () => {
  const { connection } = looseConnection();
  const { ended } = connection;
  connection.end();
  assert.equal(ended.aborted, true);
  const other = looseConnection().connection;
  other.end();
  other.end();
  assert.equal(other.ended.aborted, true);
});

Deno.test("Connection.ping() asks once until it is heard, and knows how long that took", () => {
  const { connection } = looseConnection();
  assert.equal(connection.lagMs(0), undefined);
  connection.ping(1_000);
  connection.ping(1_500);
  assert.equal(connection.lagMs(2_000), 1_000, "It takes that long by now");
  assert.equal(connection.pingedForMs(2_000), 1_000);
  // Waiting for the server is no answer, but not the client's silence either.
  connection.heard(2_500, 0);
  assert.equal(connection.pingedForMs(3_000), 500);
  connection.heard(3_000, 10);
  assert.equal(connection.pingedForMs(3_000), 0);
  assert.equal(connection.lagMs(9_000), 2_000);
  assert.equal(connection.silentForMs(9_000), 6_000);
  assert.equal(connection.flow.received_bytes, 10);
});

Deno.test("Connection.origin puts IPv6 into brackets", () => {
  const { connection } = looseConnection();
  assert.equal(connection.origin, "192.0.2.1:1");
  assert.equal(connection.connection, connection);
});

Deno.test("Connection.isFlooding() bears fifty refusals at once and one every two seconds", () => {
  const { connection } = looseConnection();
  for (let count = 0; count < 50; count++) assert.equal(connection.isFlooding(0), false);
  assert.equal(connection.isFlooding(0), true);
  assert.equal(connection.isFlooding(2_000), false);
});
