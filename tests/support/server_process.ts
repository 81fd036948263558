/** Runs `chat serve` as a process of its own, from the sources or as an executable, for tests. */
import { fileURLToPath } from "node:url";
import { PERMISSION_FLAGS, runFlag } from "../../tools/build/permissions.ts";
import { DEADLINE_MS, within } from "./deadline.ts";
import type { Place } from "./machines.ts";
import type { MemoryGroup } from "./memory_group.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));

/** The sources may do what an executable may, and no more. */
const RIGHTS = [...PERMISSION_FLAGS, runFlag(Deno.build.os)];

/** How a server process is started. */
export interface ServerProcessOptions {
  /** Arguments after `serve`; the port is a free one unless they say otherwise. */
  args: readonly string[];
  /** Runs this executable instead of the sources. */
  executable?: string;
  env?: Record<string, string>;
  cwd?: string;
  /** A control group that it lives in. */
  group?: MemoryGroup;
  /** A machine that it runs on. @default this one */
  machine?: Place;
  /** Whether it answers browsers: from the sources, the page is built by another program. */
  hasPage?: boolean;
  /** How long it may take until it is ready, in milliseconds. @default as long as other things */
  readyWithinMs?: number;
}

/** The command line that runs `chat` with these arguments. */
export function chatCommand(
  args: readonly string[],
  executable?: string,
  { hasPage = false }: { hasPage?: boolean } = {},
): [string, string[]] {
  const rights = hasPage ? [...RIGHTS, `--allow-run=${Deno.execPath()}`] : RIGHTS;
  return executable === undefined
    ? [Deno.execPath(), ["run", "--quiet", "--no-check", ...rights, MAIN, ...args]]
    : [executable, [...args]];
}

/** A server that runs in a process of its own. */
export class ServerProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<unknown>;
  readonly #wakers = new Set<() => void>();
  stdout = "";
  stderr = "";

  private constructor(options: ServerProcessOptions) {
    const chat = chatCommand(
      ["serve", "--port", "0", ...options.args],
      options.executable,
      options,
    );
    const [command, args] = options.machine?.command(...chat) ?? chat;
    this.#child = new Deno.Command(options.group === undefined ? command : "sh", {
      args: options.group?.command(command, args) ?? args,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: options.env, clearEnv: true }),
    }).spawn();
    this.#reading = Promise.all([
      this.#collect(this.#child.stdout, (text) => this.stdout += text),
      this.#collect(this.#child.stderr, (text) => this.stderr += text),
    ]);
  }

  /** Starts a server and waits until it says that it is ready. */
  static async start(options: ServerProcessOptions): Promise<ServerProcess> {
    const server = new ServerProcess(options);
    const isReady = () => server.stdout.includes("Ctrl+C stops the server.");
    try {
      await server.until(isReady, options.readyWithinMs);
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  /** The port in its banner. */
  get port(): number {
    return Number(/Listening on\s+\S+:(\d+) /.exec(this.stdout)?.[1]);
  }

  /** Its number in the system. */
  get pid(): number {
    return this.#child.pid;
  }

  /**
   * Resolves when `condition` holds; it is looked at whenever the server has printed something. May take
   * as many milliseconds as other things do, or `ms`.
   */
  async until(condition: () => boolean, ms = DEADLINE_MS): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = () => {
      if (condition()) resolve();
    };
    this.#wakers.add(check);
    check();
    try {
      await within(promise, `the server, which printed: ${this.stdout}${this.stderr}`, ms);
    } finally {
      this.#wakers.delete(check);
    }
  }

  /** Sends a signal. */
  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Waits for the end and returns the exit code. */
  async ended(): Promise<number> {
    const { code } = await within(this.#child.status, "the server process to end");
    await this.#reading;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.#child.status;
    await this.#reading;
  }

  async #collect(stream: ReadableStream<Uint8Array>, add: (text: string) => void): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      add(text);
      for (const wake of this.#wakers) wake();
    }
  }
}
