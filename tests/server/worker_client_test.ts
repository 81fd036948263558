import assert from "node:assert/strict";
import { WorkerClient } from "../../server/worker_client.ts";
import { within } from "../support/deadline.ts";

/** A worker that listens only after a while, and answers with what it is sent. */
function slowStarter(): string {
  const client = new URL("../../server/worker_client.ts", import.meta.url).href;
  const source = `
    const { answerCalls } = await import(${JSON.stringify(client)});
    await new Promise((resolve) => setTimeout(resolve, 100));
    answerCalls(globalThis, (call) => "echo " + call);
  `;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

Deno.test("WorkerClient.call() reaches a worker that takes its time to start", async () => {
  const worker = new WorkerClient<string>({ entry: slowStarter(), name: "slow" });
  const answers = Promise.all([worker.call("one"), worker.call("two")]);
  assert.deepEqual(await within(answers, "the answers"), ["echo one", "echo two"]);
  worker.terminate();
});
