/** The commands of the clients, each loaded when it is asked for. */
import type { CommandName, Configure } from "./program.ts";
import { startWorker as startFrom, type WorkerEntry } from "./server/base/start_worker.ts";

/** What the commands do; `workerEntry` is what their workers are started from. */
export function clientCommands(
  { workerEntry }: { workerEntry: WorkerEntry },
): Record<Exclude<CommandName, "serve" | "admin">, Configure> {
  const startWorker = (name: string) => startFrom(workerEntry, name);
  return {
    connect: async (command) =>
      (await import("./client/start/command.ts")).configureConnect(command, { startWorker }),
    send: async (command) =>
      (await import("./client/start/file_commands.ts")).configureSend(command, { startWorker }),
    get: async (command) => (await import("./client/start/file_commands.ts")).configureGet(command),
    top: async (command) => (await import("./client/top/command.ts")).configureTop(command),
    config: async (command) =>
      (await import("./client/config/command.ts")).configureConfig(command),
  };
}
