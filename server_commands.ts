/** The commands on the machine of a server, each loaded when it is asked for. */
import type { CommandName, Configure } from "./program.ts";
import type { LoadPageAssets } from "./server/base/page_asset.ts";
import type { WorkerEntry } from "./server/base/start_worker.ts";

/** What the commands need to know about the file that they run from. */
export interface ServerCommandsOptions {
  /** What workers are started from: `main.ts`, or what gives the address of each. */
  workerEntry: WorkerEntry;
  /** Gives the files of the page for browsers. */
  pageAssets: LoadPageAssets;
}

/** What the commands do. */
export function serverCommands(
  options: ServerCommandsOptions,
): Record<Extract<CommandName, "serve" | "admin">, Configure> {
  return {
    serve: async (command) =>
      (await import("./server/start/command.ts")).configureServe(command, options),
    admin: async (command) =>
      (await import("./server/admin/command.ts")).configureAdmin(command, {
        ...options,
        newPassword: async (username, file) =>
          await (await import("./client/login/new_password.ts")).newPassword(username, file),
      }),
  };
}
