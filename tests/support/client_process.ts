/** Runs `chat connect` from the sources as a process of its own, for tests. */
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));

/** How a client is started. */
export interface ClientProcessOptions {
  args: string[];
  /** Besides these only PATH and the cache of Deno are set. */
  env?: Record<string, string>;
  /** The whole input; without it the input stays open and is written with `type()`. */
  input?: string;
}

/** What a client left behind. */
export interface ClientResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** A client that runs; its output is collected as it comes. */
export class ClientProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reading: Promise<unknown>;
  #waiters: (() => void)[] = [];
  #isOver = false;
  stdout = "";
  stderr = "";

  constructor(options: ClientProcessOptions) {
    const environment = Deno.env.toObject();
    const kept = ["PATH", "DENO_DIR", "DENO_INSTALL", "HOME", "XDG_CACHE_HOME"]
      .flatMap((name) => environment[name] === undefined ? [] : [[name, environment[name]]]);
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-check", "-A", MAIN, "connect", ...options.args],
      env: { ...Object.fromEntries(kept), NO_COLOR: "1", ...options.env },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#reading = Promise.all([
      this.#collect(this.#child.stdout, (text) => this.stdout += text),
      this.#collect(this.#child.stderr, (text) => this.stderr += text),
    ]).then(() => {
      this.#isOver = true;
      this.#wake();
    });
    if (options.input !== undefined) {
      void this.type(options.input).then(() => this.endInput());
    }
  }

  /** Its number in the system. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Writes to the input of the client. */
  async type(text: string): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(text)).catch(() => {}); // it may be gone
  }

  /** Ends the input of the client. */
  async endInput(): Promise<void> {
    await this.#writer.close().catch(() => {}); // it may be closed
  }

  /** Resolves when `stream` contains `text`. */
  async until(text: string, stream: "stdout" | "stderr" = "stdout"): Promise<void> {
    await this.#before(15_000, `"${text}" on ${stream}`, async () => {
      while (!this[stream].includes(text)) {
        if (this.#isOver) throw new Error(`ended without "${text}"; ${this.#summary()}`);
        await new Promise<void>((resolve) => this.#waiters.push(resolve));
      }
    });
  }

  /** Waits for the end of the client. */
  async result(): Promise<ClientResult> {
    const { code } = await this.#before(60_000, "the end", async () => {
      await this.#reading;
      return await this.#child.status;
    });
    return { code, stdout: this.stdout, stderr: this.stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.endInput();
    await this.#reading;
    await this.#child.status;
  }

  async #before<T>(limitMs: number, what: string, wait: () => Promise<T>): Promise<T> {
    const deadline = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => deadline.reject(new Error(`no ${what} within ${limitMs} ms; ${this.#summary()}`)),
      limitMs,
    );
    try {
      return await Promise.race([wait(), deadline.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #collect(stream: ReadableStream<Uint8Array>, add: (text: string) => void): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      add(text);
      this.#wake();
    }
  }

  #summary(): string {
    return `stdout: ${JSON.stringify(this.stdout)} stderr: ${JSON.stringify(this.stderr)}`;
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}

/** Runs a client to its end with `input`, nothing by default. */
export async function runClient(options: ClientProcessOptions): Promise<ClientResult> {
  await using client = new ClientProcess({ input: "", ...options });
  return await client.result();
}
