import assert from "node:assert/strict";
import { PasswordCosts } from "../../../server/accounts/password_costs.ts";
import { costOf, unmatchable } from "../../../server/accounts/password_hash.ts";
import {
  type PasswordClient,
  PasswordPool,
  type PasswordWorker,
} from "../../../server/accounts/password_pool.ts";
import type { PasswordCall } from "../../../server/accounts/password_worker.ts";
import { WorkerClient } from "../../../server/base/worker_client.ts";

const COSTS = new PasswordCosts({ current: 4, counts: new Map(), key: new Uint8Array(32) });

const STORED = unmatchable(4);

function client(account: string, address: string, isKnown = false): PasswordClient {
  return { account, address, isKnown };
}

/** A worker that does its work, in which each password is a word, when it is told to. */
class SlowWorker implements PasswordWorker {
  readonly hasFailed = false;
  readonly passwords: string[] = [];
  readonly calls: PasswordCall[] = [];
  #finish: (() => void) | undefined;

  call<T>(message: PasswordCall): Promise<T> {
    this.calls.push(message);
    this.passwords.push(message.password);
    return new Promise((resolve) => this.#finish = () => resolve(true as T));
  }

  /** Does all that there is, one call after the other. */
  async run(): Promise<void> {
    for (let finish = this.#finish; finish !== undefined; finish = this.#finish) {
      this.#finish = undefined;
      finish();
      // What comes next is begun some promises later.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  terminate(): void {}
}

function slowPool(
  bounds: { maxWaiting?: number } = {},
): { pool: PasswordPool; worker: SlowWorker } {
  const worker = new SlowWorker();
  const pool = new PasswordPool({
    startWorker: () => worker,
    workers: 1,
    cost: 4,
    costs: COSTS,
    ...bounds,
  });
  return { pool, worker };
}

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
    costs: COSTS,
  });
  const password = "correct horse 7";
  const alice = client("alice", "192.0.2.1");
  const weak = await pool.choose({ password: "password", username: "alice" }, alice);
  assert.match("weakness" in weak ? weak.weakness : "", /too easy to guess/);
  const chosen = await pool.choose({ password, username: "alice" }, alice);
  const stored = "stored" in chosen ? chosen.stored : "";
  assert.equal(await pool.verify({ password, stored }, alice), true);
  assert.equal(await pool.verify({ password, stored: undefined }, alice), false);
  assert.equal(started, 1);
  const known = { ...alice, isKnown: true };
  await Promise.all([pool.hash(password, known), pool.hash(`${password}7`, known)]);
  assert.equal(started, 2);
  const [first, second] = await Promise.all([
    pool.hash(password, alice),
    pool.hash(password, alice),
  ]);
  assert.equal(first, second);
  pool.close();
});

Deno.test("PasswordPool leaves one of its workers to those who were here before", async () => {
  const workers: SlowWorker[] = [];
  const pool = new PasswordPool({
    startWorker() {
      const worker = new SlowWorker();
      workers.push(worker);
      return worker;
    },
    workers: 3,
    cost: 4,
    costs: COSTS,
  });
  const check = (account: string, isKnown: boolean) =>
    pool.verify({ password: account, stored: STORED }, client(account, "192.0.2.1", isKnown));
  const strangers = ["eve", "mallory", "trent", "victor"].map((account) => check(account, false));
  assert.deepEqual(workers.map(({ passwords }) => passwords), [["eve"], ["mallory"]]);
  const known = [check("alice", true), check("bob", true)];
  assert.deepEqual(workers.map(({ passwords }) => passwords), [["eve"], ["mallory"], ["alice"]]);
  await workers[2]?.run();
  await Promise.all(known);
  assert.deepEqual(workers[2]?.passwords, ["alice", "bob"], "And none of the strangers");
  await Promise.all([workers[0]?.run(), workers[1]?.run()]);
  await Promise.all(strangers);
  pool.close();
});

Deno.test("PasswordPool has a fifth address wait for one call of each of four with eighty", async () => {
  const { pool, worker } = slowPool({ maxWaiting: 100 });
  const refused: unknown[] = [];
  const attacks = Array.from({ length: 4 * 80 }, (_, index) => {
    const attacker = client(`junk${index}`, `198.51.100.${index % 4}`);
    return pool.choose({ password: "junk", username: "" }, attacker).catch((error) => {
      refused.push(error);
    });
  });
  const login = pool.verify({ password: "right", stored: STORED }, client("alice", "192.0.2.1"));
  const isDone = Promise.all([login, ...attacks]);
  await worker.run();
  await isDone;
  assert.equal(await login, true);
  assert.ok(worker.passwords.indexOf("right") <= 5, worker.passwords.join(" "));
  assert.equal(refused.length, 4 * 80 + 1 - 101);
  pool.close();
});

Deno.test("PasswordPool has nobody wait for all that four accounts ask in a loop", async () => {
  const { pool, worker } = slowPool();
  const loops = Array.from({ length: 4 * 10 }, (_, index) => {
    const looping = client(`loop${index % 4}`, "192.0.2.1", true);
    return pool.verify({ password: "loop", stored: STORED }, looping);
  });
  const login = pool.verify(
    { password: "right", stored: STORED },
    client("bob", "192.0.2.1", true),
  );
  await worker.run();
  await Promise.all([login, ...loops]);
  assert.ok(worker.passwords.indexOf("right") <= 5, worker.passwords.join(" "));
  pool.close();
});

Deno.test("PasswordPool serves those who were here before first, and the others in every fourth turn", async () => {
  const { pool, worker } = slowPool();
  const calls = Array.from({ length: 8 }, (_, index) => [
    pool.verify({ password: "unknown", stored: STORED }, client(`a${index}`, `192.0.2.${index}`)),
    pool.verify(
      { password: "known", stored: STORED },
      client(`a${index}`, `192.0.2.${index}`, true),
    ),
  ]);
  await worker.run();
  await Promise.all(calls.flat());
  // The first was alone when it came.
  const [, ...order] = worker.passwords;
  for (const [index, password] of order.slice(0, 8).entries()) {
    assert.equal(password, (index + 2) % 4 === 0 ? "unknown" : "known", order.join(" "));
  }
  pool.close();
});

Deno.test("PasswordPool does no work for connections that are gone", async () => {
  const { pool, worker } = slowPool();
  const here = pool.verify({ password: "here", stored: STORED }, client("a", "192.0.2.1"));
  const gone = pool.verify(
    { password: "gone", stored: STORED },
    { ...client("b", "192.0.2.1"), hasEnded: true },
  );
  const refusal = assert.rejects(gone, { code: "busy" });
  await worker.run();
  await here;
  await refusal;
  assert.deepEqual(worker.passwords, ["here"]);
  pool.close();
});

Deno.test("PasswordPool.verify() asks nothing more for a wrong password stored at another cost", async () => {
  const worker = new SlowWorker();
  const costs = new PasswordCosts({
    current: 11,
    counts: new Map([[10, 1]]),
    key: new Uint8Array(32),
  });
  const pool = new PasswordPool({ startWorker: () => worker, workers: 1, cost: 11, costs });
  const alice = client("alice", "192.0.2.1");
  const both = Promise.all([
    pool.verify({ password: "wrong", stored: unmatchable(10) }, alice),
    pool.verify({ password: "wrong", stored: undefined }, client("nobody", "192.0.2.1")),
    pool.verify({ password: "wrong", stored: "-" }, client("server", "192.0.2.1")),
  ]);
  await worker.run();
  await both;
  const stored = worker.calls.map((call) => "stored" in call ? costOf(call.stored) : NaN);
  assert.deepEqual(stored, [10, 10, 10]);
  pool.close();
});
