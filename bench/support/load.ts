/** The load as a benchmark sees it: threads that open connections, send and count. */
import { WorkerClient } from "../../server/base/worker_client.ts";
import { CORES } from "./affinity.ts";
import { Histogram } from "./histogram.ts";
import type { IrcEntry } from "./irc_entry.ts";
import type { LoadCall, Snapshot } from "./load_worker.ts";
import type { Pace } from "./sender.ts";
import { pause } from "./pause.ts";
import type { Target } from "./target.ts";

/** What happened between two moments. */
export interface Interval {
  seconds: number;
  /** Messages that were acknowledged. */
  messages: number;
  /** Events that the receivers got. */
  deliveries: number;
  bytesPerDelivery: number;
  logins: number;
  /** Processor time of the server, in seconds. */
  cpuSeconds: number;
  latencies: Histogram;
}

/** One thread sends; the others, as many as there are cores for them, receive. */
export class Load implements Disposable {
  readonly #target: Target;
  readonly #isWeb: boolean;
  readonly #sending = startWorker("load-sender");
  readonly #receiving = Array.from(
    { length: Math.max(1, CORES - 2) },
    (_, index) => startWorker(`load-receiver-${index}`),
  );

  /** `isWeb` has the receivers come over WebSockets; those who send do not. */
  constructor(target: Target, { isWeb = false }: { isWeb?: boolean } = {}) {
    this.#target = target;
    this.#isWeb = isWeb;
  }

  /** Logs receivers in, with these tokens in turn; returns how many milliseconds that took. */
  async receive(
    tokens: readonly string[],
    { count = tokens.length, timed = false, irc }: {
      count?: number;
      timed?: boolean;
      irc?: IrcEntry;
    } = {},
  ): Promise<number> {
    const workers = this.#receiving;
    const startedMs = performance.now();
    await Promise.all(workers.map((worker, index) => {
      const own = tokens.length === 1
        ? tokens
        : tokens.filter((_, position) => position % workers.length === index);
      const share = Math.floor((count + index) / workers.length);
      const { ircPort, webPort, tls } = this.#target;
      const web = { port: webPort ?? 0, tls, web: true };
      const plain = this.#isWeb ? web : this.#address;
      return worker.call({
        call: "receive",
        address: irc === undefined ? plain : { port: ircPort ?? 0, tls: false },
        ...(irc === undefined ? {} : { irc }),
        tokens: own,
        count: share,
        timed,
      });
    }));
    return performance.now() - startedMs;
  }

  /** Logs senders in and has them send from now on. */
  async send(
    tokens: readonly string[],
    { pace, textBytes = 20, to }: { pace: Pace; textBytes?: number; to?: string },
  ): Promise<void> {
    const text = "x".repeat(textBytes);
    const recipient = to === undefined ? {} : { to };
    await this.#sending.call({
      call: "send",
      address: this.#address,
      tokens,
      pace,
      text,
      ...recipient,
    });
  }

  /** Logs `count` connections in that read nothing from then on. */
  async stall(token: string, count: number): Promise<void> {
    await this.#sending.call({ call: "stall", address: this.#address, token, count });
  }

  /** Ends the sending; receivers go on. */
  async stop(): Promise<void> {
    await this.#sending.call({ call: "stop" });
  }

  /** Has each of these accounts log in with its password, again and again. */
  async logIn(usernames: readonly string[], password: string): Promise<void> {
    await this.#sending.call({ call: "log_in", address: this.#address, usernames, password });
  }

  /** Waits, then measures for some seconds. */
  async measure({ warmUpMs, seconds }: { warmUpMs: number; seconds: number }): Promise<Interval> {
    await pause(warmUpMs);
    const cpuBefore = this.#target.cpuSeconds();
    const before = await this.#snapshots();
    await pause(seconds * 1_000);
    const cpuSeconds = this.#target.cpuSeconds() - cpuBefore;
    const after = await this.#snapshots();
    return interval(before, after, cpuSeconds);
  }

  /** Ends all threads and with them all connections. */
  [Symbol.dispose](): void {
    for (const worker of this.#all) worker.terminate();
  }

  get #all(): WorkerClient<LoadCall>[] {
    return [this.#sending, ...this.#receiving];
  }

  get #address(): { port: number; tls: boolean } {
    return { port: this.#target.port, tls: this.#target.tls };
  }

  #snapshots(): Promise<Snapshot[]> {
    return Promise.all(this.#all.map((worker) => worker.call<Snapshot>({ call: "snapshot" })));
  }
}

function interval(
  before: readonly Snapshot[],
  after: readonly Snapshot[],
  cpuSeconds: number,
): Interval {
  // Each thread tells its own time, because a busy one answers late.
  function rate(value: (snapshot: Snapshot) => number): number {
    let sum = 0;
    for (const [index, last] of after.entries()) {
      const first = before[index];
      if (first !== undefined) sum += (value(last) - value(first)) / (last.atMs - first.atMs);
    }
    return sum * 1_000;
  }
  const [first] = before;
  const [last] = after;
  const seconds = ((last?.atMs ?? 0) - (first?.atMs ?? 0)) / 1_000;
  const lines = rate(({ lines }) => lines);
  const bytesPerDelivery = lines === 0 ? NaN : rate(({ lineBytes }) => lineBytes) / lines;
  const latencies = new Histogram();
  for (const [index, { latencies: counts }] of after.entries()) {
    const earlier = before[index]?.latencies;
    latencies.addAll(new Histogram(counts.map((count, at) => count - (earlier?.[at] ?? 0))));
  }
  return {
    seconds,
    messages: rate(({ acknowledged }) => acknowledged) * seconds,
    deliveries: rate(({ receivedBytes }) => receivedBytes) / bytesPerDelivery * seconds,
    bytesPerDelivery,
    logins: rate(({ logins }) => logins) * seconds,
    cpuSeconds,
    latencies,
  };
}

function startWorker(name: string): WorkerClient<LoadCall> {
  return new WorkerClient({ entry: new URL("./load_worker.ts", import.meta.url), name });
}
