import assert from "node:assert/strict";
import { ChatError, ERROR_SENTENCES, type ErrorCode } from "../../../../protocol/errors.ts";
import { apiRefusal } from "../../../../server/doors/api/api_refusals.ts";
import { refused } from "../../../../server/doors/files/file_refusals.ts";
import { refusalResponse } from "../../../../server/doors/web/api.ts";
import { statusOf } from "../../../../server/doors/web/statuses.ts";

const CODES = Object.keys(ERROR_SENTENCES) as ErrorCode[];

Deno.test("statusOf() is what every door answers a code with", () => {
  for (const code of CODES) {
    const error = new ChatError(code);
    const statuses = [refusalResponse, apiRefusal, refused].map((door) => door(error).status);
    assert.deepEqual(statuses, Array(3).fill(statusOf(code)), code);
  }
});

Deno.test("statusOf() tells a full disk from a server that is busy", () => {
  assert.deepEqual([statusOf("storage_full"), statusOf("quota_exceeded")], [507, 507]);
  assert.deepEqual([statusOf("busy"), statusOf("storage_lost")], [503, 503]);
});
