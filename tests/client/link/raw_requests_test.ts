import assert from "node:assert/strict";
import { RawRequests } from "../../../client/link/raw_requests.ts";

Deno.test("RawRequests.answered() finds requests by their ref, and the oldest for none", () => {
  const raw = new RawRequests();
  raw.add('{"action":"who","ref":"1"}');
  raw.add('{"action":"rooms","ref":1}');
  raw.add("{not json");
  raw.takeUnsent(0);
  assert.equal(raw.answered(1), "rooms");
  assert.equal(raw.answered(undefined), undefined);
  assert.equal(raw.answered("1"), "who");
  assert.equal(raw.answered("1"), undefined);
  assert.equal(raw.size, 0);
});

Deno.test("RawRequests.connectionLost() repeats what is safe to repeat and names the rest", () => {
  const raw = new RawRequests();
  const say = '{"action":"say","room":"general","text":"hi"}';
  const safe = '{"action":"say","room":"general","text":"hi","nonce":"n"}';
  const who = '{"action":"who"}';
  const late = '{"action":"say","room":"general","text":"not sent yet"}';
  for (const line of [say, safe, who]) raw.add(line);
  assert.deepEqual(raw.takeUnsent(0), [say, safe, who]);
  raw.add(late);
  assert.deepEqual(raw.connectionLost(), [say]);
  assert.deepEqual(raw.takeUnsent(0), [safe, who, late]);
});

Deno.test("RawRequests.takeForgotten() names messages whose nonces the server may have forgotten", () => {
  const HOUR_MS = 60 * 60 * 1_000;
  const raw = new RawRequests();
  const safe = '{"action":"say","room":"general","text":"hi","nonce":"n"}';
  const who = '{"action":"who"}';
  const late = '{"action":"say","room":"general","text":"not sent yet","nonce":"m"}';
  for (const line of [safe, who]) raw.add(line);
  raw.takeUnsent(0);
  raw.add(late);
  assert.deepEqual(raw.connectionLost(), []);
  assert.deepEqual(raw.takeForgotten(22 * HOUR_MS), []);
  assert.deepEqual(raw.takeForgotten(24 * HOUR_MS), [safe]);
  assert.deepEqual(raw.takeUnsent(24 * HOUR_MS), [who, late]);
});
