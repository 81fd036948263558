/** Runs a server in the foreground: banner, signals, exit code. */
import { printable } from "../../protocol/text/printable.ts";
import type { ServeOptions } from "./serve_options.ts";
import { banner } from "./banner.ts";
import { webAddress } from "./own_addresses.ts";
import { qrRows } from "../../protocol/text/qr_code.ts";
import { type RunningServer, serve } from "./serve.ts";
import { complain, writeError, writeOut } from "../base/standard_streams.ts";
import { ServiceManager } from "./service_manager.ts";
import { StartError } from "../base/start_error.ts";
import type { LoadPageAssets } from "../base/page_asset.ts";
import type { WorkerEntry } from "../base/start_worker.ts";

/** How long stopping may take before the process ends all the same, in milliseconds. */
const STOP_WITHIN_MS = 4_500;

/** What a server is run with besides its options. */
export interface RunContext {
  workerEntry: WorkerEntry;
  /** Gives the page for browsers. */
  pageAssets?: LoadPageAssets | undefined;
  /** What is said in the log of how the server was started. */
  remarks: readonly string[];
  /** Whether the address for browsers is shown as a QR code, too. */
  showsQrCode: boolean;
  /**
   * Reads what the server is told again, and says which settings are not what they were.
   *
   * @throws {SettingError} when that cannot be taken; everything stays as it was.
   */
  readAgain(): { options: ServeOptions; changed: readonly string[] };
}

/** Serves until a signal ends it; sets the exit code 1 when it cannot start. */
export async function runServer(
  options: ServeOptions,
  { workerEntry, pageAssets, readAgain, remarks, showsQrCode }: RunContext,
): Promise<void> {
  const stopped = Promise.withResolvers<string>();
  let running: RunningServer | undefined;
  let exitCode = 0;
  const manager = new ServiceManager(
    Deno.env.get("NOTIFY_SOCKET"),
    (message) => running?.complain(message),
  );
  async function reload(server: RunningServer): Promise<void> {
    await manager.reloading();
    await server.tellAgain(readAgain);
    await server.reloadCertificate();
    await manager.ready(statusOf(server));
  }
  listenToSignals({
    hasTerminal: Deno.stdin.isTerminal(),
    stop: (signal) => running === undefined ? Deno.exit(1) : stopped.resolve(signal),
    reload: () => void (running && reload(running)),
  });
  try {
    running = await serve(options, {
      workerEntry,
      pageAssets,
      writeLog: writeError,
      now: Date.now,
      hostname: Deno.hostname(),
      onFatal(message) {
        exitCode = 1;
        stopped.resolve(message);
      },
    });
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    complain(error.message);
    Deno.exit(1);
  }
  for (const remark of remarks) running.complain(remark);
  await manager.ready(statusOf(running));
  if (options.logFormat === "text") {
    const interfaces = Deno.networkInterfaces();
    const address = showsQrCode ? webAddress(options, running, interfaces) : undefined;
    const code = address === undefined ? [] : ["", ...await qrRows(address), ""];
    const text = banner(options, running, interfaces) + code.map((row) => `${row}\n`).join("");
    // A banner that nobody reads is no reason to stop.
    await writeOut(text).catch(() => 0);
  }

  const reason = await stopped.promise;
  const timer = setTimeout(() => Deno.exit(1), STOP_WITHIN_MS);
  await manager.stopping();
  await running.stop(reason);
  clearTimeout(timer);
  Deno.exit(exitCode);
}

function statusOf({ port, dataFolder }: RunningServer): string {
  return `Serves port ${port} from ${printable(dataFolder)}`;
}

/**
 * Listens before the server is there, so that no signal finds nobody. SIGHUP says that the terminal
 * is gone, and nobody would see or stop a server that goes on without it; whoever has none (a service,
 * nohup) means that something is to be read again.
 */
function listenToSignals(
  { hasTerminal, stop, reload }: {
    hasTerminal: boolean;
    stop(signal: string): void;
    reload(): void;
  },
): void {
  let asked = false;
  function onStop(signal: Deno.Signal): void {
    // Whoever asks twice does not want to wait.
    if (asked) Deno.exit(1);
    asked = true;
    stop(signal);
  }
  Deno.addSignalListener("SIGINT", () => onStop("SIGINT"));
  // Windows has no other signals.
  if (Deno.build.os === "windows") return;
  Deno.addSignalListener("SIGTERM", () => onStop("SIGTERM"));
  Deno.addSignalListener("SIGHUP", () => hasTerminal ? onStop("SIGHUP") : reload());
}
