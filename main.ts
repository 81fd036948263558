/**
 * Reads the command line and loads the one command that was asked for. Workers start here too: they
 * are this same module again, told apart by their name, so that the sources, the bundle and the
 * compiled executable all start them in the same way and none of them needs a second file.
 */
import { startQuietly } from "./client/terminal/quiet_start.ts";
import { workerScope } from "./server/base/worker_scope.ts";

const scope = workerScope();
switch (scope?.name) {
  case "writer":
    (await import("./server/journal/writer_worker.ts")).run(scope);
    break;
  case "reader":
    (await import("./server/journal/reader_worker.ts")).run(scope);
    break;
  case "password":
    (await import("./server/accounts/password_worker.ts")).run(scope);
    break;
  case "files":
    (await import("./server/files/files_worker.ts")).run(scope);
    break;
  case "picture":
    (await import("./client/pictures/picture_worker.ts")).run(scope);
    break;
  case "pattern":
    (await import("./client/patterns/pattern_worker.ts")).run(scope);
    break;
  case "speller":
    (await import("./client/spelling/spelling_worker.ts")).run(scope);
    break;
  default: {
    // Before anything is loaded: what is typed now may be a password.
    startQuietly(Deno.args);
    const { loadPageAssets } = await import("./page_assets.ts");
    const { clientCommands } = await import("./client_commands.ts");
    const { serverCommands } = await import("./server_commands.ts");
    const { runProgram } = await import("./program.ts");
    const options = { workerEntry: import.meta.url, pageAssets: loadPageAssets };
    await runProgram(Deno.args, { ...clientCommands(options), ...serverCommands(options) });
  }
}
