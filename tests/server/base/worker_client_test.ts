import assert from "node:assert/strict";
import { WorkerClient } from "../../../server/base/worker_client.ts";
import { within } from "../../support/deadline.ts";

/** A worker that listens only after a while, and answers with what it is sent. */
function slowStarter(): string {
  const client = new URL("../../../server/base/worker_client.ts", import.meta.url).href;
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

/** A worker that takes its time for what begins with "slow", and none for the rest. */
function sometimesSlow(): string {
  const client = new URL("../../../server/base/worker_client.ts", import.meta.url).href;
  const source = `
    const { answerCalls } = await import(${JSON.stringify(client)});
    let release;
    const slow = new Promise((resolve) => release = resolve);
    answerCalls(globalThis, (call) => {
      if (!call.startsWith("slow")) return call;
      setTimeout(release, 50);
      return slow.then(() => {
        if (call === "slow failure") throw new Error("as it should");
        return call;
      });
    });
  `;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

Deno.test("answerCalls() answers in the order of the calls, also while it has to wait", async () => {
  const worker = new WorkerClient<string>({ entry: sometimesSlow(), name: "sometimes slow" });
  const calls = ["one", "slow two", "three", "slow failure", "five"];
  const answers = await within(
    Promise.allSettled(calls.map((call) => worker.call<string>(call))),
    "the answers",
  );
  assert.deepEqual(
    answers.map((answer) => answer.status === "fulfilled" ? answer.value : answer.reason.message),
    ["one", "slow two", "three", "as it should", "five"],
  );
  assert.equal(await within(worker.call<string>("six"), "the last answer"), "six");
  worker.terminate();
});
