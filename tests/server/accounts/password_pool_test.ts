import assert from "node:assert/strict";
import { PasswordPool } from "../../../server/accounts/password_pool.ts";
import type { PasswordCall } from "../../../server/accounts/password_worker.ts";
import { WorkerClient } from "../../../server/base/worker_client.ts";

const ADDRESS = "192.0.2.1";

Deno.test("PasswordPool starts no second worker for what is asked one after the other", async () => {
  let started = 0;
  const pool = new PasswordPool({
    startWorker: () => {
      started++;
      const entry = new URL("../../../main.ts", import.meta.url);
      return new WorkerClient<PasswordCall>({ entry, name: "password" });
    },
    workers: 2,
    cost: 4,
  });
  const password = "correct horse 7";
  assert.equal(await pool.weakness({ password, username: "alice" }, ADDRESS), undefined);
  const stored = await pool.hash(password, ADDRESS);
  assert.equal(await pool.verify({ password, stored }, ADDRESS), true);
  assert.equal(started, 1);
  await Promise.all([pool.hash(password, ADDRESS), pool.hash(password, ADDRESS)]);
  assert.equal(started, 2);
  pool.close();
});
