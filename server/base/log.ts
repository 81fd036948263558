/** The server's log: one line per event, without anything that a terminal would act on. */
import { printable } from "../../protocol/text/printable.ts";
import { LoggedRequests } from "./logged_requests.ts";
import { type BucketSize, TokenBucket } from "./token_bucket.ts";

/** `text` for people, `json` for programs. */
export type LogFormat = "text" | "json";

/** How much is logged; each level has those before it. */
export const LOG_LEVELS = ["error", "warning", "info", "debug"] as const;

/** One of them. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What can be logged. Names and addresses may be hostile; the log makes them harmless. */
export type LogEvent =
  | { event: "acme"; message: string }
  | { event: "certificate"; fingerprint: string; validUntil: string }
  | { event: "connected"; username: string; origin: string }
  | { event: "disconnected"; username: string; origin: string; reason: string }
  | { event: "error"; message: string }
  | { event: "handshake_failed"; address: string; reason: string }
  | { event: "login_failed"; username: string; origin: string }
  | { event: "message"; id: number; room: string; username: string; text?: string }
  | { event: "node"; node: string; state: string; position: number }
  | { event: "not_logged"; count: number }
  | { event: "refused"; origin: string; reason: string }
  | { event: "reloaded"; changed: readonly string[]; waiting: readonly string[] }
  | { event: "registered"; username: string; origin: string }
  | LoggedRequest
  | { event: "restored"; message: string }
  | { event: "retention"; kept: string; messages: number; files: number; bytes: number }
  | { event: "serving"; address: string; dataFolder: string }
  | { event: "stopped" }
  | { event: "stopping"; reason: string }
  | { event: "upgraded"; from: number; to: number; copy: string };

/** That a request was answered, and how: `granted`, or the code of the error. */
export interface LoggedRequest {
  event: "request";
  action: string;
  outcome: string;
  milliseconds: number;
  origin: string;
  username?: string;
}

const LEVELS: Readonly<Record<LogEvent["event"], LogLevel>> = {
  acme: "info",
  certificate: "info",
  connected: "info",
  disconnected: "info",
  error: "error",
  handshake_failed: "warning",
  login_failed: "warning",
  message: "info",
  node: "info",
  not_logged: "warning",
  refused: "warning",
  registered: "info",
  reloaded: "info",
  request: "debug",
  restored: "warning",
  retention: "info",
  serving: "info",
  stopped: "info",
  stopping: "info",
  upgraded: "info",
};

/** What anybody can cause without an account; a flood of it must not fill the disk. */
const OF_STRANGERS: ReadonlySet<LogEvent["event"]> = new Set([
  "handshake_failed",
  "login_failed",
  "refused",
]);
const STRANGERS_RATE: BucketSize = { burst: 200, perSecond: 10 };

/** How often it is said how much of that was left out, in milliseconds. */
const LEFT_OUT_EVERY_MS = 1_000;

/** Most characters that wait for a slow reader of the log; what is over is dropped and counted. */
const MAX_WAITING_CHARACTERS = 1_024 * 1_024;

/** Options of a {@linkcode Log}. */
export interface LogOptions {
  format: LogFormat;
  /** @default info */
  level?: LogLevel | undefined;
  /** Whether the texts of room messages are logged. Private ones never are. */
  messageTexts: boolean;
  now(): number;
  /**
   * Milliseconds of a clock that only goes forward: how fast lines may come is told by it.
   *
   * @default performance.now
   */
  elapsed?: (() => number) | undefined;
  /** Called with each event, also with those that are left out. @default nobody is */
  onEvent?: ((event: LogEvent) => void) | undefined;
  /** Writes lines; one call at a time. */
  write(text: string): Promise<void>;
}

/** Writes events in order, without ever holding up the server. */
export class Log {
  /** Gives requests their ids; undefined where no line would have one. */
  readonly requests: LoggedRequests | undefined;
  readonly #options: LogOptions;
  #level: number;
  readonly #elapsed: () => number;
  readonly #strangers: TokenBucket;
  #waiting = "";
  #dropped = 0;
  /** Lines about strangers that were left out since that was said last, and when it was. */
  #leftOut = 0;
  #leftOutSaidMs = -Infinity;
  #writing: Promise<void> | undefined;

  constructor(options: LogOptions) {
    this.#options = options;
    this.#level = LOG_LEVELS.indexOf(options.level ?? "info");
    this.requests = options.format === "json" ? new LoggedRequests() : undefined;
    this.#elapsed = options.elapsed ?? (() => performance.now());
    this.#strangers = new TokenBucket(STRANGERS_RATE, this.#elapsed());
  }

  /** Whether the texts of room messages belong into the log. */
  get messageTexts(): boolean {
    return this.#options.messageTexts;
  }

  /** Logs so much from now on. */
  set level(level: LogLevel) {
    this.#level = LOG_LEVELS.indexOf(level);
  }

  /** Whether what has this level is logged. */
  has(level: LogLevel): boolean {
    return LOG_LEVELS.indexOf(level) <= this.#level;
  }

  /** Logs one event; of those that strangers cause, so many at once and then so many a second. */
  write(event: LogEvent): void {
    this.#options.onEvent?.(event);
    if (!this.has(LEVELS[event.event])) return;
    const nowMs = this.#elapsed();
    if (OF_STRANGERS.has(event.event) && this.#strangers.tryTake(nowMs) > 0) {
      this.#leftOut += 1;
      return;
    }
    if (this.#leftOut > 0 && nowMs - this.#leftOutSaidMs >= LEFT_OUT_EVERY_MS) {
      const count = this.#leftOut;
      this.#leftOut = 0;
      this.#leftOutSaidMs = nowMs;
      this.write({ event: "not_logged", count });
    }
    if (this.#waiting.length > MAX_WAITING_CHARACTERS) {
      this.#dropped += 1;
      return;
    }
    this.#waiting += `${this.#line(event)}\n`;
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when everything is written, or when nobody has read it for so long. */
  async flushed(withinMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, withinMs);
    await Promise.race([this.#writing, promise]);
    clearTimeout(timer);
  }

  async #writeAll(): Promise<void> {
    // Lines of the same turn go out in one write.
    await Promise.resolve();
    while (this.#waiting !== "") {
      let text = this.#waiting;
      this.#waiting = "";
      if (this.#dropped > 0) {
        text += `${
          this.#line({ event: "error", message: `${this.#dropped} log lines were dropped` })
        }\n`;
        this.#dropped = 0;
      }
      try {
        await this.#options.write(text);
      } catch {
        // Nobody reads the log any more. That is no reason to stop serving, and nowhere to say it.
      }
    }
    this.#writing = undefined;
  }

  #line(event: LogEvent): string {
    if (this.#options.format === "json") {
      const { event: name, ...fields } = event;
      const time = new Date(this.#options.now()).toISOString();
      return JSON.stringify(
        { time, level: LEVELS[name], event: name, request: this.requests?.current, ...fields },
        (_key, value: unknown) => typeof value === "string" ? printable(value) : value,
      );
    }
    return printable(sentence(event));
  }
}

function sentence(event: LogEvent): string {
  switch (event.event) {
    case "acme":
      return `ACME ${event.message}`;
    case "certificate":
      return `CERTIFICATE ${event.fingerprint} valid until ${event.validUntil}`;
    case "connected":
      return `CONNECTED ${event.username} from ${event.origin}`;
    case "disconnected":
      return `DISCONNECTED ${event.username} from ${event.origin} (${event.reason})`;
    case "error":
      return `ERROR ${event.message}`;
    case "handshake_failed":
      return `HANDSHAKE_FAILED ${event.address} (${event.reason})`;
    case "login_failed":
      return `LOGIN_FAILED ${event.username} from ${event.origin}`;
    case "message": {
      const who = `MESSAGE #${event.room} ${event.username}`;
      return event.text === undefined ? who : `${who}: ${event.text}`;
    }
    case "node":
      return `NODE ${event.node} ${event.state} at ${event.position}`;
    case "not_logged":
      return `NOT_LOGGED ${event.count} more connections and logins that were refused`;
    case "refused":
      return `REFUSED ${event.origin} (${event.reason})`;
    case "reloaded": {
      const changed = event.changed.length === 0 ? "nothing" : event.changed.join(", ");
      const { waiting } = event;
      return waiting.length === 0
        ? `RELOADED ${changed}`
        : `RELOADED ${changed}; at the next start: ${waiting.join(", ")}`;
    }
    case "registered":
      return `REGISTERED ${event.username} from ${event.origin}`;
    case "request": {
      const who = event.username === undefined ? event.origin : `${event.username} ${event.origin}`;
      return `REQUEST ${event.action} ${event.outcome} ${event.milliseconds} ms ${who}`;
    }
    case "restored":
      return `RESTORED ${event.message}`;
    case "retention":
      return `RETENTION ${event.kept}: ${event.messages} messages, ${event.files} files ` +
        `(${event.bytes} bytes) are older and go from the next hour on`;
    case "serving":
      return `SERVING ${event.address} data ${event.dataFolder}`;
    case "stopped":
      return "STOPPED";
    case "stopping":
      return `STOPPING (${event.reason})`;
    case "upgraded":
      return `UPGRADED the database from version ${event.from} to ${event.to}; as it was before it ` +
        `is in ${event.copy}, which nothing needs once all is well`;
  }
}
