/** Real servers of NATS for tests, which keep the log of a cluster: one, or several as a cluster. */
import { join } from "node:path";
import { within } from "./deadline.ts";
import { TemporaryFolder } from "./test_server.ts";

/** Where it may be: Debian puts it where an ordinary user does not look. */
const PROGRAMS = ["nats-server", "/usr/sbin/nats-server"] as const;

const program = PROGRAMS.find((name) => {
  try {
    return new Deno.Command(name, { args: ["--version"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
});

/** Why there can be none here; undefined when there can. */
export function whatNatsLacks(): string | undefined {
  return program === undefined ? "nats-server is not installed" : undefined;
}

/** A test that needs them; without them it says that it is skipped. */
export function natsTest(name: string, fn: () => Promise<void>): void {
  const lack = whatNatsLacks();
  const ignore = lack !== undefined;
  Deno.test({ name: ignore ? `${name} (skipped: ${lack})` : name, ignore, fn });
}

/** Servers that know each other. */
export class NatsServers implements AsyncDisposable {
  readonly #folder = new TemporaryFolder();
  readonly #servers: NatsServer[] = [];
  readonly #kept: TemporaryFolder[] = [];

  /** Starts so many of them; resolves when they take connections. */
  static async start(count: number): Promise<NatsServers> {
    const all = new NatsServers();
    const ports = freePorts(2 * count);
    const routes = ports.slice(count).map((port) => `nats://127.0.0.1:${port}`).join(",");
    for (let index = 0; index < count; index++) {
      const name = `n${index}`;
      const args = ["-a", "127.0.0.1", "-p", `${ports[index]}`, "-js", "-n", name];
      args.push("-sd", join(all.#folder.path, name));
      if (count > 1) {
        args.push(
          "--cluster_name",
          "test",
          "--cluster",
          `nats://127.0.0.1:${ports[count + index]}`,
        );
        args.push("--routes", routes);
      }
      all.#servers.push(new NatsServer(ports[index] ?? 0, args));
    }
    await Promise.all(all.#servers.map((server) => server.start()));
    return all;
  }

  /** What `--cluster` is given. */
  get addresses(): string[] {
    return this.#servers.map(({ port }) => `nats://127.0.0.1:${port}`);
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
  server(index: number): NatsServer {
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

/** One process. */
export class NatsServer {
  readonly port: number;
  readonly #args: readonly string[];
  #child: Deno.ChildProcess | undefined;

  constructor(port: number, args: readonly string[]) {
    this.port = port;
    this.#args = args;
  }

  /** Starts it, for the first time or again; resolves when it takes connections. */
  async start(): Promise<void> {
    const child = new Deno.Command(program ?? "nats-server", {
      args: [...this.#args],
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
        if (text.includes("Server is ready")) ready.resolve();
      }
      ready.reject(new Error(`nats-server has ended: ${text.slice(-500)}`));
    })();
    await within(ready.promise, "nats-server to be ready");
    // What it says later is read and forgotten.
    ready.promise.catch(() => {});
  }

  /** Sends it a signal. */
  signal(signal: Deno.Signal): void {
    this.#child?.kill(signal);
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

/** Ports that nobody listens on. */
function freePorts(count: number): number[] {
  const listeners = Array.from(
    { length: count },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = listeners.map(({ addr }) => (addr as Deno.NetAddr).port);
  for (const listener of listeners) listener.close();
  return ports;
}
