/** What a {@link WarmWorkers} worker runs: the worker of its name, anew for each server that it is lent to. */
import { WORKER_MODULES } from "../../tools/build/worker_modules.ts";
import { type WorkerScope, workerScope } from "../../server/base/worker_scope.ts";

const scope = workerScope();
if (scope !== undefined) await answer(scope);

async function answer(own: WorkerScope): Promise<void> {
  const module = new URL(`../../${WORKER_MODULES[own.name]}`, import.meta.url).href;
  const { run } = await import(module) as { run(scope: WorkerScope): void };
  let lent: WorkerScope | undefined;
  own.onmessage = (event: MessageEvent) => {
    if (event.data !== "begin") {
      lent?.onmessage?.(event);
      return;
    }
    // One that knows nothing of its server goes on; begun anew, it would step back once more.
    if (lent !== undefined && own.name === "password") {
      own.postMessage({ ready: true });
      return;
    }
    lent = {
      name: own.name,
      onmessage: null,
      postMessage: (message, transfer) => own.postMessage(message, transfer),
      close: () => own.close(),
    };
    run(lent);
  };
  own.postMessage("warm");
}
