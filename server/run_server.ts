/** Runs a server in the foreground: banner, signals, exit code. */
import type { ServeOptions } from "./serve_options.ts";
import { banner } from "./banner.ts";
import { serve } from "./serve.ts";
import { StartError } from "./start_error.ts";

/** How long stopping may take before the process ends all the same, in milliseconds. */
const STOP_WITHIN_MS = 4_500;

/** Serves until a signal ends it; sets the exit code 1 when it cannot start. */
export async function runServer(
  options: ServeOptions,
  { workerEntry }: { workerEntry: string },
): Promise<void> {
  const encoder = new TextEncoder();
  async function writeLog(text: string): Promise<void> {
    let rest = encoder.encode(text);
    while (rest.length > 0) rest = rest.subarray(await Deno.stderr.write(rest));
  }

  const stopped = Promise.withResolvers<string>();
  const signals = Deno.build.os === "windows"
    ? ["SIGINT"] as const
    : ["SIGINT", "SIGTERM"] as const;
  let asked = false;
  for (const signal of signals) {
    Deno.addSignalListener(signal, () => {
      // Whoever asks twice does not want to wait.
      if (asked) Deno.exit(1);
      asked = true;
      stopped.resolve(signal);
    });
  }

  let server;
  try {
    server = await serve(options, {
      workerEntry,
      writeLog,
      now: Date.now,
      hostname: Deno.hostname(),
    });
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    console.error(`chat: ${error.message}`);
    Deno.exit(1);
  }
  const running = server;
  if (Deno.build.os !== "windows") {
    Deno.addSignalListener("SIGHUP", () => void running.reloadCertificate());
  }
  if (options.logFormat === "text") {
    await Deno.stdout.write(encoder.encode(banner(options, running, Deno.networkInterfaces())));
  }

  const reason = await stopped.promise;
  const timer = setTimeout(() => Deno.exit(1), STOP_WITHIN_MS);
  await running.stop(reason);
  clearTimeout(timer);
  Deno.exit(0);
}
