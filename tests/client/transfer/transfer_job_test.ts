import assert from "node:assert/strict";
import { FileDoor } from "../../../client/transfer/file_door.ts";
import type { Task } from "../../../client/transfer/task.ts";
import { TransferJob } from "../../../client/transfer/transfer_job.ts";
import { TransferStore } from "../../../client/transfer/transfer_store.ts";
import { quickClock } from "./stage.ts";

/** A job whose task comes to its end when it is let, whatever was said meanwhile. */
async function jobThatEnds() {
  const folder = await Deno.makeTempDir({ prefix: "chat-job-" });
  const started = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const counts = { runs: 0, drops: 0 };
  const task: Task = {
    kept: () => ({
      kind: "download",
      messageId: 1,
      folder,
      name: "a",
      part: undefined,
      bytes: 1,
      sha256: undefined,
    }),
    async run() {
      counts.runs += 1;
      started.resolve();
      await mayEnd.promise;
      return { path: `${folder}/a`, messageId: 1 };
    },
    drop() {
      counts.drops += 1;
      return Promise.resolve();
    },
  };
  const place = { host: "127.0.0.1", port: 1, username: undefined };
  const store = new TransferStore(folder, crypto.randomUUID());
  const job = new TransferJob({
    number: 1,
    id: crypto.randomUUID(),
    task,
    door: new FileDoor({ place, judge: undefined }, quickClock),
    link: {
      token: "a",
      hello: undefined,
      say: () => Promise.reject(),
      request: () => Promise.reject(),
    },
    store,
    home: { place: "127.0.0.1:1", isEncrypted: false, username: "alice" },
    clock: quickClock,
    timeMs: Date.now,
    random: () => 0.5,
    mayBeSaid: () => Promise.resolve(),
    previewOf: undefined,
    notKept: (error) => {
      throw error;
    },
    changed: () => {},
  });
  return {
    counts,
    job,
    started: started.promise,
    end: () => mayEnd.resolve(),
    /** What is kept when nothing of the job is under way any more. */
    async kept(): Promise<string> {
      await job.close();
      return await Deno.readTextFile(`${folder}/transfers`);
    },
    async [Symbol.asyncDispose]() {
      store.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

Deno.test("TransferJob.pause() brings nothing back that comes to its end meanwhile", async () => {
  await using stage = await jobThatEnds();
  stage.job.start();
  await stage.started;
  assert.equal(stage.job.pause(), true);
  stage.end();
  assert.equal(await stage.kept(), "");
  assert.equal(stage.job.state, "done");
});

Deno.test("TransferJob.resume() does nothing twice that came to its end when it was paused", async () => {
  await using stage = await jobThatEnds();
  stage.job.start();
  await stage.started;
  stage.job.pause();
  stage.job.resume();
  stage.job.start();
  stage.end();
  await stage.job.passed;
  assert.equal(await stage.kept(), "");
  assert.deepEqual([stage.job.state, stage.counts.runs], ["done", 1]);
});

Deno.test("TransferJob.cancel() takes nothing back of what comes to its end meanwhile", async () => {
  await using stage = await jobThatEnds();
  stage.job.start();
  await stage.started;
  assert.equal(stage.job.cancel(), true);
  stage.end();
  assert.equal(await stage.kept(), "");
  assert.deepEqual([stage.job.state, stage.counts.drops], ["done", 0]);
});
