import assert from "node:assert/strict";
import { statsLines } from "../../../client/wording/stats_text.ts";

const FLOW = {
  queued_messages: 1,
  queued_bytes: 512,
  sent_messages: 12_345,
  sent_bytes: 2_097_152,
  received_bytes: 1_536,
  dropped_messages: 40,
  gaps: 2,
};

Deno.test("statsLines() tells of each connection, of the server and of the lag", () => {
  const connections = [
    { own: true, origin: "127.0.0.1:1", stalled_ms: 0, ...FLOW },
    { own: false, origin: "127.0.0.1:2\u001b", stalled_ms: 4_200, ...FLOW },
  ];
  const totals = { connections: 2, accounts: 1, ...FLOW };
  const flow =
    "1 line waiting (512 B), 12,345 sent (2.0 MiB), 1.5 KiB received, 40 left out, 2 gaps";
  assert.deepEqual(statsLines({ connections, totals, roundTripMs: 51.6 }), [
    `this connection: ${flow}`,
    `the one from 127.0.0.1:2\ufffd: ${flow}, stalled for 4 s`,
    `the server, 2 connections of 1 account: ${flow}`,
    "the answer took 52 ms",
  ]);
});

Deno.test("statsLines() makes nothing up from an answer of another shape", () => {
  assert.deepEqual(statsLines({ connections: "many", totals: null, roundTripMs: 1 }), [
    "the answer took 1 ms",
  ]);
});
