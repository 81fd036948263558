/** What the servers that keep the log of a cluster have in common in tests, whichever engine they are. */
import { join } from "node:path";
import { within } from "./deadline.ts";
import type { Place } from "./machines.ts";
import { TemporaryFolder } from "./test_server.ts";

/** How long a server may take until it has ended when it is told to, in milliseconds. */
const END_WITHIN_MS = 60_000;

/** Servers that know each other. */
export class LogServers implements AsyncDisposable {
  readonly #scheme: string;
  readonly #folder = new TemporaryFolder();
  readonly #servers: LogServerProcess[] = [];
  readonly #kept: TemporaryFolder[] = [];

  /** Addresses of their kind begin with `scheme`. */
  protected constructor(scheme: string) {
    this.#scheme = scheme;
  }

  /** Where all of them keep what they have, each in a folder of its own. */
  protected get folder(): string {
    return this.#folder.path;
  }

  protected add(server: LogServerProcess): void {
    this.#servers.push(server);
  }

  /** What `--cluster` is given. */
  get addresses(): string[] {
    return this.#servers.map(({ hostname, port }) => `${this.#scheme}://${hostname}:${port}`);
  }

  /** Ends all of them, and keeps aside what they have on their disks. */
  async killAndKeep(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.kill()));
    this.#kept.push(new TemporaryFolder());
    copyFolder(this.#folder.path, this.#kept.at(-1)?.path ?? "");
  }

  /** Ends all of them, as a power cut would that takes what they have written since. */
  async killAndForget(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.kill()));
    for (const { name } of Deno.readDirSync(this.#folder.path)) {
      Deno.removeSync(join(this.#folder.path, name), { recursive: true });
    }
    copyFolder(this.#kept.at(-1)?.path ?? "", this.#folder.path);
  }

  /** Starts all of them again. */
  async startAgain(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.start()));
  }

  /** One of them, by its place. */
  server(index: number): LogServerProcess {
    const server = this.#servers[index];
    if (server === undefined) throw new Error(`There is no server ${index}`);
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.kill()));
    for (const folder of [this.#folder, ...this.#kept]) folder[Symbol.dispose]();
  }
}

function copyFolder(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copyFolder(join(from, name), join(to, name));
    else Deno.copyFileSync(join(from, name), join(to, name));
  }
}

/** Where servers of a log are, and what they have; what is not said is here, and removed at the end. */
export interface LogServersOptions {
  /** The machines that they run on, by their places. */
  machines?: readonly Place[];
  /** Folders that some of them keep what they have in, by their places. */
  stores?: readonly (string | undefined)[];
}

/** How one of them is started. */
export interface LogServerOptions {
  port: number;
  program: string;
  args: readonly string[];
  /** What it writes to its standard error when it is ready. */
  ready: string;
  /** The machine that it runs on. @default this one */
  machine?: Place | undefined;
}

/** One process that runs already, or can be started. */
export class LogServerProcess {
  /** Where nodes reach it. */
  readonly hostname: string;
  readonly port: number;
  readonly #options: LogServerOptions;
  #child: Deno.ChildProcess | undefined;

  constructor(options: LogServerOptions) {
    this.hostname = options.machine?.backAddress ?? "127.0.0.1";
    this.port = options.port;
    this.#options = options;
  }

  /** Starts it, for the first time or again; resolves when it takes connections. */
  async start(): Promise<void> {
    const { program, args: own, ready: word, machine } = this.#options;
    const [command, args] = machine?.command(program, own) ?? [program, [...own]];
    const child = new Deno.Command(command, {
      args,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    this.#child = child;
    const ready = Promise.withResolvers<void>();
    void (async () => {
      let text = "";
      for await (const piece of child.stderr.pipeThrough(new TextDecoderStream())) {
        text = (text + piece).slice(-100_000);
        if (text.includes(word)) ready.resolve();
      }
      ready.reject(new Error(`${program} has ended: ${text.slice(-500)}`));
    })();
    await within(ready.promise, `${program} to be ready`);
    // What it says later is read and forgotten.
    ready.promise.catch(() => {});
  }

  /** Sends it a signal. */
  signal(signal: Deno.Signal): void {
    this.#child?.kill(signal);
  }

  /** Waits until it has ended by itself. */
  async ended(): Promise<void> {
    const child = this.#child;
    if (child !== undefined) await within(child.status, "the server to end", END_WITHIN_MS);
    this.#child = undefined;
  }

  /** Ends it as a power cut would, and waits for that. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await child.status;
  }
}
