/** Counts what happens in a server from its start on. */
import type { LogEvent } from "../base/log.ts";
import type { Observers } from "../base/observers.ts";
import { Counters } from "./counters.ts";
import type { Family } from "./exposition.ts";
import { Histogram, SECONDS } from "./histogram.ts";

/** What is written in the outcome of a request that was granted. */
const GRANTED = "granted";

/** Bounds for how many entries are committed together. */
const ENTRIES: readonly number[] = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000];

/** Why connections are refused; what is refused over HTTP says it in sentences, which are no labels. */
const REASONS: ReadonlySet<string> = new Set([
  "banned address",
  "too many connections",
  "too many connections from its address",
]);

/** How often the delay of the event loop is looked at, in milliseconds. */
const LOOK_EVERY_MS = 100;

/** Everything that is counted; whoever takes no metrics makes none. */
export class Meter {
  readonly #elapsed: () => number;
  readonly #requests = new Counters("action", "outcome");
  readonly #logged = new Counters("event");
  readonly #refused = new Counters("reason");
  readonly #commitSeconds = new Histogram(SECONDS);
  readonly #commitEntries = new Histogram(ENTRIES);
  readonly #flushSeconds = new Histogram(SECONDS);
  readonly #loopDelaySeconds = new Histogram(SECONDS);
  /** Of a node of a cluster alone. */
  readonly #placeSeconds = new Histogram(SECONDS);
  #unplaced = 0;
  #hasLog = false;
  readonly #timer: ReturnType<typeof setInterval>;
  #dueMs: number;

  /** `elapsed` is a clock in milliseconds that only goes forward. */
  constructor(elapsed: () => number = () => performance.now()) {
    this.#elapsed = elapsed;
    this.#dueMs = elapsed() + LOOK_EVERY_MS;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** Who is told of what happens. */
  get observers(): Observers {
    return {
      dispatch: {
        began: (action) => (error) => this.#requests.add(action, error ?? GRANTED),
      },
      commit: {
        began: (entries) => {
          const beganMs = this.#elapsed();
          this.#commitEntries.observe(entries);
          return () => this.#commitSeconds.observe((this.#elapsed() - beganMs) / 1_000);
        },
      },
      log: {
        began: () => {
          this.#hasLog = true;
          const beganMs = this.#elapsed();
          return (isPlaced) => {
            if (isPlaced) this.#placeSeconds.observe((this.#elapsed() - beganMs) / 1_000);
            else this.#unplaced += 1;
          };
        },
      },
      flush: {
        flushed: ({ milliseconds }) => this.#flushSeconds.observe(milliseconds / 1_000),
      },
    };
  }

  /** Counts what the log is told, whether it is written or left out. */
  logged(event: LogEvent): void {
    this.#logged.add(event.event);
    if (event.event !== "refused") return;
    this.#refused.add(REASONS.has(event.reason) ? event.reason : "request over HTTP");
  }

  /** What was counted. */
  families(): Family[] {
    return [
      {
        name: "chat_requests",
        help: "Requests that were run, by what they asked for and what became of them.",
        type: "counter",
        samples: this.#requests.samples(),
      },
      {
        name: "chat_events",
        help: "What the log was told, whether it was written or left out.",
        type: "counter",
        samples: this.#logged.samples(),
      },
      {
        name: "chat_refused",
        help: "What was refused before anybody had asked for anything, by the reason.",
        type: "counter",
        samples: this.#refused.samples(),
      },
      {
        name: "chat_commit_seconds",
        help: "How long group commits took, from their begin to their answer.",
        type: "histogram",
        unit: "seconds",
        samples: this.#commitSeconds.samples(),
      },
      {
        name: "chat_commit_entries",
        help: "How many entries were committed together.",
        type: "histogram",
        samples: this.#commitEntries.samples(),
      },
      {
        name: "chat_flush_seconds",
        help: "How long the event loop wrote to connections in one turn.",
        type: "histogram",
        unit: "seconds",
        samples: this.#flushSeconds.samples(),
      },
      {
        name: "chat_event_loop_delay_seconds",
        help: "By how much a timer of a tenth of a second was late.",
        type: "histogram",
        unit: "seconds",
        samples: this.#loopDelaySeconds.samples(),
      },
      ...(this.#hasLog ? this.#logFamilies() : []),
    ];
  }

  /** Looks at the event loop no more. */
  close(): void {
    clearInterval(this.#timer);
  }

  #logFamilies(): Family[] {
    return [
      {
        name: "chat_cluster_place_seconds",
        help: "How long the log of the cluster took to give batches of this node their place.",
        type: "histogram",
        unit: "seconds",
        samples: this.#placeSeconds.samples(),
      },
      {
        name: "chat_cluster_unplaced_batches",
        help: "Batches of which the log did not say in time whether it has them.",
        type: "counter",
        samples: [{ suffix: "_total", labels: {}, value: this.#unplaced }],
      },
    ];
  }

  #look(): void {
    const nowMs = this.#elapsed();
    this.#loopDelaySeconds.observe(Math.max(0, nowMs - this.#dueMs) / 1_000);
    this.#dueMs = nowMs + LOOK_EVERY_MS;
  }
}
