/** One thread of the load: opens connections, sends, counts. It is told what to do by `Load`. */
import { answerCalls } from "../../server/base/worker_client.ts";
import { workerScope } from "../../server/base/worker_scope.ts";
import { Histogram } from "./histogram.ts";
import { enterIrc, type IrcEntry } from "./irc_entry.ts";
import { type Pace, Sender } from "./sender.ts";
import { enterWire } from "./entered_wire.ts";
import { type Address, openWire, type Wire } from "./wire.ts";

/** What a load worker takes. */
export type LoadCall =
  | (
    & {
      call: "receive";
      tokens: readonly string[];
      count: number;
      timed: boolean;
      /** Has the receivers come over IRC. */
      irc?: IrcEntry;
    }
    & Connecting
  )
  | (
    & { call: "send"; tokens: readonly string[]; pace: Pace; text: string; to?: string }
    & Connecting
  )
  | ({ call: "stall"; token: string; count: number } & Connecting)
  | ({ call: "log_in"; usernames: readonly string[]; password: string } & Connecting)
  | { call: "stop" }
  | { call: "snapshot" };

interface Connecting {
  address: Address;
}

/** What a load worker has counted since it was started. */
export interface Snapshot {
  /** When this was, in milliseconds. */
  atMs: number;
  receivedBytes: number;
  acknowledged: number;
  /** Lines of events that one of the senders got, and their bytes. */
  lines: number;
  lineBytes: number;
  logins: number;
  /** Counts of a {@linkcode Histogram}: from sending to receiving, of messages that say when. */
  latencies: Uint32Array;
}

/** Handshakes and logins that one worker has under way at once. */
const OPENING_AT_ONCE = 64;

const encoder = new TextEncoder();
const TILDE = 0x7e;

class LoadWorker {
  readonly #latencies = new Histogram();
  readonly #senders: Sender[] = [];
  #receivedBytes = 0;
  #logins = 0;
  #stopped = false;

  async handle(message: LoadCall): Promise<unknown> {
    switch (message.call) {
      case "receive":
        return await this.#receive(message);
      case "send":
        return await this.#send(message);
      case "stall":
        return await this.#stall(message);
      case "log_in":
        for (const username of message.usernames) void this.#logInAgainAndAgain(username, message);
        return undefined;
      case "stop":
        this.#stopped = true;
        for (const sender of this.#senders) sender.stop();
        return undefined;
      case "snapshot":
        return this.#snapshot();
    }
  }

  /** Logs `count` connections in; returns how many milliseconds that took. */
  async #receive(
    { address, tokens, count, timed, irc }: LoadCall & { call: "receive" },
  ): Promise<number> {
    const startedMs = performance.now();
    let next = 0;
    const openSome = async () => {
      while (next < count) {
        const token = tokens[next % tokens.length] ?? "";
        const capabilities = irc?.sets[next % irc.sets.length] ?? [];
        next += 1;
        const onData = (bytes: Uint8Array) => {
          this.#receivedBytes += bytes.length;
          if (timed) this.#time(bytes);
        };
        const onCount = (bytes: number) => {
          this.#receivedBytes += bytes;
        };
        const wire = irc === undefined
          ? await this.#enter(address, token, onData)
          : await enterIrc(address, {
            name: irc.name,
            token,
            capabilities,
            onData,
            onCount,
          });
        if (!timed) wire.countOnly();
      }
    };
    await Promise.all(Array.from({ length: OPENING_AT_ONCE }, openSome));
    return performance.now() - startedMs;
  }

  async #send({ address, tokens, pace, text, to }: LoadCall & { call: "send" }): Promise<void> {
    const senders: Sender[] = [];
    for (const [index, token] of tokens.entries()) {
      const sender: Sender = new Sender({
        pace,
        text,
        to,
        counts: index === 0,
        write: (bytes) => wire.write(bytes),
      });
      const wire = await this.#enter(address, token, (bytes) => sender.receive(bytes));
      senders.push(sender);
    }
    this.#senders.push(...senders);
    for (const [index, sender] of senders.entries()) sender.start(index / senders.length);
  }

  /** Logs connections in that read no further. */
  async #stall({ address, token, count }: LoadCall & { call: "stall" }): Promise<void> {
    for (let index = 0; index < count; index++) {
      (await this.#enter(address, token, () => {})).stall();
    }
  }

  /** Connects and logs in; what comes after the answer goes to `onData`. */
  async #enter(
    address: Address,
    token: string,
    onData: (bytes: Uint8Array) => void,
  ): Promise<Wire> {
    return await enterWire(address, {
      said: `${JSON.stringify({ action: "login", token })}\n`,
      isIn(received) {
        const answer = received.indexOf('{"ok"');
        const end = answer < 0 ? -1 : received.indexOf("\n", answer);
        if (end < 0) return false;
        if (received.startsWith('{"ok":true', answer)) return true;
        throw new Error(`Not logged in: ${received.slice(answer, end)}`);
      },
      onData,
      onCount: (bytes) => this.#receivedBytes += bytes,
    });
  }

  async #logInAgainAndAgain(
    username: string,
    { address, password }: LoadCall & { call: "log_in" },
  ): Promise<void> {
    const request = encoder.encode(`${JSON.stringify({ action: "login", username, password })}\n`);
    const decoder = new TextDecoder();
    let tail = "";
    const wire = await openWire(address, {
      onData: (bytes) => {
        const text = tail + decoder.decode(bytes, { stream: true });
        const lines = text.split("\n");
        tail = lines.pop() ?? "";
        for (const line of lines) {
          if (!line.startsWith('{"ok"')) continue;
          this.#logins += 1;
          if (!this.#stopped) wire.write(request);
        }
      },
    });
    wire.write(request);
  }

  /** Looks for the time of sending, `~1234.56~`, in what came. */
  #time(bytes: Uint8Array): void {
    const nowMs = performance.timeOrigin + performance.now();
    for (let start = bytes.indexOf(TILDE); start >= 0;) {
      const end = bytes.indexOf(TILDE, start + 1);
      if (end < 0) return;
      this.#latencies.add(nowMs - Number(String.fromCharCode(...bytes.subarray(start + 1, end))));
      start = bytes.indexOf(TILDE, end + 1);
    }
  }

  #snapshot(): Snapshot {
    const sum = (value: (sender: Sender) => number) =>
      this.#senders.reduce((total, sender) => total + value(sender), 0);
    return {
      atMs: performance.timeOrigin + performance.now(),
      receivedBytes: this.#receivedBytes,
      acknowledged: sum((sender) => sender.acknowledged),
      lines: sum((sender) => sender.lines),
      lineBytes: sum((sender) => sender.lineBytes),
      logins: this.#logins,
      latencies: this.#latencies.counts.slice(),
    };
  }
}

const scope = workerScope();
if (scope !== undefined) {
  const worker = new LoadWorker();
  answerCalls<LoadCall>(scope, (message) => worker.handle(message));
}
