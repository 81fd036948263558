/** Real servers for tests: in this process, on a free port, with a data folder of their own. */
import type { LoadPageAssets } from "../../server/base/page_asset.ts";
import { type RunningServer, serve } from "../../server/start/serve.ts";
import { DEFAULT_SERVE_OPTIONS, type ServeOptions } from "../../server/start/serve_options.ts";
import { chosenDoor } from "./chosen_door.ts";
import { within } from "./deadline.ts";
import { httpPost } from "./http_requests.ts";
import { RawConnection } from "./raw_connection.ts";
import { type Line, TestClient } from "./test_client.ts";
import { warmWorkers } from "./warm_workers.ts";

/** A password that every rule accepts. */
export const PASSWORD = "correct horse 7";

/** What a test may set besides the options of the server. */
export interface TestServerOptions extends Partial<ServeOptions> {
  /** Current time in milliseconds. */
  now?: () => number;
  /** The files of the page. @default none */
  pageAssets?: LoadPageAssets;
  /** Certificates in PEM of authorities that push services are believed by. */
  pushAuthorities?: readonly string[];
  /** Waits; see `jumping_clock.ts`. */
  delay?: (milliseconds: number) => Promise<void>;
  /** What is done again and again. @default by the time of this machine */
  every?: (work: () => void, milliseconds: number) => () => void;
  /** Milliseconds that only grow. @default `now`, where a test says what time it is */
  elapsed?: () => number;
}

/** A server with what a test needs around it. */
export class TestServer {
  readonly running: RunningServer;
  readonly log: LogLines;
  readonly #tls: boolean;
  readonly #clients: TestClient[] = [];
  #stopped = false;

  constructor(running: RunningServer, log: LogLines, tls: boolean) {
    this.running = running;
    this.log = log;
    this.#tls = tls;
  }

  get port(): number {
    return this.running.port;
  }

  /** Connects, if wanted from a certain address; the connection ends with the server. */
  async connect(from?: string, cookie?: string): Promise<TestClient> {
    const { webPort } = this.running;
    const where = chosenDoor.name === "web" && webPort !== undefined
      ? { port: webPort, web: true, cookie }
      : { port: this.port, tls: this.#tls };
    const client = await TestClient.connect(from === undefined ? where : { ...where, from });
    this.#clients.push(client);
    return client;
  }

  /** Connects and registers. */
  async register(username: string): Promise<TestClient & { answer: Line }> {
    if (chosenDoor.name === "web") return await this.#enter("register", username);
    const client = await this.connect();
    const answer = await client.request("register", { username, password: PASSWORD });
    if (answer["ok"] !== true) throw new Error(`Cannot register ${username}: ${answer["message"]}`);
    return Object.assign(client, { answer });
  }

  /** Connects and logs in. */
  async login(username: string): Promise<TestClient & { answer: Line }> {
    if (chosenDoor.name === "web") return await this.#enter("login", username);
    const client = await this.connect();
    const answer = await client.request("login", { username, password: PASSWORD });
    if (answer["ok"] !== true) throw new Error(`Cannot log in ${username}: ${answer["message"]}`);
    return Object.assign(client, { answer });
  }

  /** As a page does it: over HTTP, and then on a WebSocket by the cookie. The test is told the token. */
  async #enter(
    action: "register" | "login",
    username: string,
  ): Promise<TestClient & { answer: Line }> {
    using browser = await RawConnection.plain(this.running.webPort ?? 0);
    const body = { username, password: PASSWORD };
    const { text, fields } = await browser.ask(httpPost(`/api/${action}`, body));
    const [cookie = ""] = (fields.get("set-cookie") ?? "").split(";");
    if (cookie === "") throw new Error(`Cannot ${action} ${username}: ${text}`);
    const client = await this.connect(undefined, cookie);
    const answer = await client.request("login");
    if (answer["ok"] !== true) throw new Error(`Cannot log in ${username}: ${answer["message"]}`);
    return Object.assign(client, { answer: { ...answer, token: cookie.split("=")[1] } });
  }

  /** Closes all connections and stops the server. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const client of this.#clients) client.close();
    await within(this.running.stop("test"), "the server to stop");
    await Promise.all(this.#clients.map((client) => client.ended));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** The lines of a log, and waiting for them. */
export class LogLines {
  readonly lines: string[] = [];
  readonly #waiting = new Set<() => void>();

  /** Takes what the log writes. */
  write(text: string): Promise<void> {
    this.lines.push(...text.split("\n").slice(0, -1));
    for (const check of this.#waiting) check();
    return Promise.resolve();
  }

  /** The first line that matches, now or later. */
  line(pattern: RegExp): Promise<string> {
    return within(this.#sought(pattern), `the log line ${pattern}`);
  }

  /** Which of several logs is the first with a line that matches, now or later. */
  static firstWith(logs: readonly LogLines[], pattern: RegExp): Promise<LogLines> {
    const sought = logs.map((log) => log.#sought(pattern).then(() => log));
    return within(Promise.race(sought), `the log line ${pattern} in one of ${logs.length}`);
  }

  #sought(pattern: RegExp): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const check = () => {
      const found = this.lines.find((line) => pattern.test(line));
      if (found === undefined) return;
      this.#waiting.delete(check);
      resolve(found);
    };
    this.#waiting.add(check);
    check();
    return promise;
  }
}

/** A folder that is removed at the end of the test. */
export class TemporaryFolder implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "chat-test-" });

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** The door for browsers on a port of its own. */
const WEB = { isOpen: true, at: { host: "127.0.0.1", port: 0 }, origins: [] };

/** Starts a server without TLS and without limits unless the test says otherwise. */
export async function startServer(
  folder: Pick<TemporaryFolder, "path">,
  { now = Date.now, delay, elapsed, every, pageAssets, pushAuthorities, ...options }:
    TestServerOptions = {},
): Promise<TestServer> {
  const log = new LogLines();
  const complete: ServeOptions = {
    ...DEFAULT_SERVE_OPTIONS,
    host: "127.0.0.1",
    port: 0,
    data: folder.path,
    tls: { kind: "off" },
    bcryptCost: 4,
    limits: false,
    durability: "normal",
    maxConnections: 500,
    ...(chosenDoor.name === "web" ? { web: WEB } : {}),
    ...options,
  };
  const running = await serve(complete, {
    workerEntry: warmWorkers,
    writeLog: (text) => log.write(text),
    pageAssets,
    pushAuthorities,
    now,
    delay,
    every,
    // A test that says what time it is says how it passes, too.
    elapsed: elapsed ?? (now === Date.now ? undefined : now),
    hostname: "localhost",
    onFatal: (message) => log.write(`FATAL ${message}\n`),
  });
  return new TestServer(running, log, complete.tls.kind !== "off");
}
