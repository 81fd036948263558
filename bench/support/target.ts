/** What is measured: a chat server, or the least server that could do the same writes. */
import { denoCommand } from "./affinity.ts";
import { cpuSeconds, residentKibibytes } from "./process_usage.ts";
import { pause } from "./pause.ts";
import { openWire } from "./wire.ts";

/** How a target is started. */
export interface TargetOptions {
  /** The chat server, `ceiling_server.ts`, or `least_file_server.ts`. */
  kind: "chat" | "ceiling" | "least_file";
  tls: boolean;
  /** Whether it has the first core to itself and no other. */
  pinned: boolean;
  /** Whether this machine can pin at all. */
  canPin: boolean;
  /** Whether browsers are answered on a port of their own. @default false */
  web?: boolean;
  /** Whether IRC clients are answered on a port of their own, without TLS. @default false */
  irc?: boolean;
  /** @default 4 */
  bcryptCost?: number;
  /** Whether attempts and requests are limited. @default false */
  limits?: boolean;
  /** Fills the data folder before the server starts. */
  fill?(dataFolder: string): void;
}

/** A server in a process of its own, with a data folder that goes with it. */
export class Target implements AsyncDisposable {
  readonly port: number;
  /** Where browsers are answered; undefined when they are not. */
  readonly webPort: number | undefined;
  /** Where IRC clients are answered; undefined when they are not. */
  readonly ircPort: number | undefined;
  readonly tls: boolean;
  readonly #child: Deno.ChildProcess;
  readonly #data: string;

  private constructor(
    options: {
      port: number;
      webPort: number | undefined;
      ircPort: number | undefined;
      tls: boolean;
      child: Deno.ChildProcess;
      data: string;
    },
  ) {
    this.port = options.port;
    this.webPort = options.webPort;
    this.ircPort = options.ircPort;
    this.tls = options.tls;
    this.#child = options.child;
    this.#data = options.data;
  }

  /** Starts one and waits until it accepts connections. */
  static async start(options: TargetOptions): Promise<Target> {
    const data = await Deno.makeTempDir({ prefix: "chat-bench-" });
    options.fill?.(data);
    const port = freePort();
    const webPort = options.web ? freePort() : undefined;
    const ircPort = options.irc ? freePort() : undefined;
    const script = new URL(
      options.kind === "chat" ? "../../main.ts" : `./${options.kind}_server.ts`,
      import.meta.url,
    ).pathname;
    const args = options.kind === "chat"
      ? ["serve", "--port", `${port}`, "--data", data, "--host", "127.0.0.1"]
        .concat(["--limits", options.limits ? "on" : "off"])
        .concat(["--bcrypt-cost", `${options.bcryptCost ?? 4}`, "--max-connections", "100000"])
        .concat(options.tls ? [] : ["--no-tls"])
        .concat(webPort === undefined ? [] : ["--web", `127.0.0.1:${webPort}`])
        .concat(ircPort === undefined ? [] : ["--irc", `127.0.0.1:${ircPort}`, "--irc-tls", "off"])
      : [`${port}`, options.tls || options.kind === "least_file" ? data : ""];
    const [command, all] = denoCommand(
      ["run", "--no-check", "--allow-all", script, ...args],
      options,
    );
    const child = new Deno.Command(command, { args: all, stdout: "null", stderr: "null" }).spawn();
    const target = new Target({ port, webPort, ircPort, tls: options.tls, child, data });
    await target.#accepts();
    return target;
  }

  /** Processor time that it has used, in seconds. */
  cpuSeconds(): number {
    return cpuSeconds(this.#child.pid);
  }

  /** Its memory in KiB. */
  residentKibibytes(): number {
    return residentKibibytes(this.#child.pid);
  }

  /** Sends one request on a connection of its own and returns the line that answers it. */
  async ask(request: object): Promise<Record<string, unknown>> {
    const { answers: [answer = {}] } = await this.converse([request]);
    return answer;
  }

  /**
   * Sends requests on a connection of its own, each when the one before is answered; returns the lines
   * that answer them, and how long the last took.
   */
  async converse(
    requests: readonly object[],
  ): Promise<{ answers: Record<string, unknown>[]; lastMs: number }> {
    const decoder = new TextDecoder();
    let rest = "";
    let answer = Promise.withResolvers<Record<string, unknown>>();
    const wire = await openWire(this, {
      onData(bytes) {
        const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) if (line.startsWith('{"ok"')) answer.resolve(JSON.parse(line));
      },
    });
    const answers: Record<string, unknown>[] = [];
    let startedMs = 0;
    for (const request of requests) {
      answer = Promise.withResolvers();
      startedMs = performance.now();
      wire.write(new TextEncoder().encode(`${JSON.stringify(request)}\n`));
      answers.push(await answer.promise);
    }
    wire.close();
    return { answers, lastMs: performance.now() - startedMs };
  }

  /** Registers an account and returns its token. */
  async register(username: string): Promise<string> {
    const { token } = await this.ask({ action: "register", username, password: PASSWORD });
    if (typeof token !== "string") throw new Error(`Cannot register ${username}`);
    return token;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
    await Deno.remove(this.#data, { recursive: true });
  }

  async #accepts(): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      try {
        (await Deno.connect({ hostname: "127.0.0.1", port: this.port })).close();
        return;
      } catch {
        await pause(100);
      }
    }
    throw new Error(`The server does not accept connections on port ${this.port}`);
  }
}

/** The password of every account of a benchmark. */
export const PASSWORD = "bench password 1";

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
