/** Requests about keys to a server that has no time. */
import assert from "node:assert/strict";
import type { Clock } from "../../../client/base/clock.ts";
import type { KeyRequest } from "../../../client/encryption/session/key_requests.ts";
import { patient } from "../../../client/sealing/patient_requests.ts";
import { ChatError } from "../../../protocol/errors.ts";

const instantly: Clock = {
  nowMs: () => 0,
  setTimer: (_delayMs: number, task: () => void) => {
    queueMicrotask(task);
    return () => {};
  },
};

function refusing(
  times: number,
  code: "busy" | "keys_moved",
): { request: KeyRequest; asked: () => number } {
  let asked = 0;
  const request = (() => {
    asked++;
    if (asked <= times) return Promise.reject(new ChatError(code, "Not now"));
    return Promise.resolve({});
  }) as unknown as KeyRequest;
  return { request, asked: () => asked };
}

Deno.test("patient() asks a busy server again, and no other one", async () => {
  const busy = refusing(3, "busy");
  await patient(busy.request, instantly)("keys_secrets", {});
  assert.equal(busy.asked(), 4);
  const moved = refusing(1, "keys_moved");
  await assert.rejects(patient(moved.request, instantly)("keys_change", {}), ChatError);
  assert.equal(moved.asked(), 1);
});

Deno.test("patient() gives up on a server that never has time", async () => {
  const { asked, request } = refusing(1_000, "busy");
  await assert.rejects(patient(request, instantly)("keys", {}), ChatError);
  assert.equal(asked(), 10);
});
