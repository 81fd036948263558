/** The log as a stream of NATS JetStream: one stream, one subject, no consumers. */
import { headers, type Msg, type NatsConnection } from "@nats-io/transport-node";
import {
  jetstream,
  type JetStreamClient,
  type JetStreamManager,
  jetstreamManager,
} from "@nats-io/jetstream";
import type { LogStore, PlacedListener } from "../log_store.ts";
import { LeaderNews } from "./leader_news.ts";
import { MaxBytes } from "./max_bytes.ts";
import type { Subjects } from "./subjects.ts";

/** How long it is waited for the stream to confirm a batch, in milliseconds. */
const CONFIRM_WITHIN_MS = 3_000;

/** How long an answer about the stream may take, in milliseconds. */
const ANSWER_WITHIN_MS = 3_000;

/** The same of where the log begins and ends, which a node asks until it knows before it appends again. */
const BOUNDS_WITHIN_MS = 1_000;

/** Where a batch stands, in the message that tells others of it. */
const POSITION_HEADER = "Chat-Position";

/** The stream of one cluster. */
export class NatsStore implements LogStore {
  readonly #connection: NatsConnection;
  readonly #subjects: Subjects;
  readonly #maxBytes: MaxBytes;
  readonly #client: JetStreamClient;
  readonly #manager: JetStreamManager;
  /** Waits less: nobody answers while there is no leader, and then it has to be asked again. */
  readonly #bounds: JetStreamManager;
  readonly #leaders: LeaderNews;
  readonly #reached: ((isThere: boolean) => void)[] = [];

  private constructor(
    connection: NatsConnection,
    subjects: Subjects,
    { manager, bounds }: { manager: JetStreamManager; bounds: JetStreamManager },
  ) {
    this.#connection = connection;
    this.#subjects = subjects;
    this.#maxBytes = new MaxBytes(connection);
    this.#manager = manager;
    this.#bounds = bounds;
    this.#leaders = new LeaderNews(connection, subjects.stream);
    this.#client = jetstream(connection, { timeout: ANSWER_WITHIN_MS });
    void this.#watch();
  }

  /** The stream that is there; it is not looked at. */
  static async open(connection: NatsConnection, subjects: Subjects): Promise<NatsStore> {
    const manager = await jetstreamManager(connection, {
      timeout: ANSWER_WITHIN_MS,
      checkAPI: false,
    });
    const bounds = await jetstreamManager(connection, {
      timeout: BOUNDS_WITHIN_MS,
      checkAPI: false,
    });
    return new NatsStore(connection, subjects, { manager, bounds });
  }

  get maxBytes(): number {
    return this.#maxBytes.now;
  }

  append(bytes: Uint8Array): Promise<number> {
    return this.#leaders.unlessChanged(this.#append(bytes));
  }

  /** Tells everybody, also when nobody here waits for the answer any more. */
  async #append(bytes: Uint8Array): Promise<number> {
    const { log, placed } = this.#subjects;
    const { seq } = await this.#client.publish(log, bytes, {
      timeout: CONFIRM_WITHIN_MS,
      retries: 0,
    });
    const told = headers();
    told.set(POSITION_HEADER, String(seq));
    this.#connection.publish(placed, bytes, { headers: told });
    return seq;
  }

  async putBack(position: number, bytes: Uint8Array): Promise<void> {
    const put = this.#client.publish(this.#subjects.log, bytes, {
      timeout: CONFIRM_WITHIN_MS,
      retries: 0,
      expect: { lastSequence: position - 1 },
    });
    await this.#leaders.unlessChanged(put);
  }

  async read(position: number): Promise<Uint8Array | undefined> {
    const message = await this.#manager.direct.getMessage(this.#subjects.stream, { seq: position });
    return message?.data;
  }

  async bounds(): Promise<{ first: number; last: number }> {
    const { state } = await this.#leaders.unlessChanged(
      this.#bounds.streams.info(this.#subjects.stream),
    );
    const { first_seq: first, last_seq: last, messages } = state;
    return { first: messages === 0 ? last + 1 : first, last };
  }

  listen(listener: PlacedListener): void {
    this.#connection.subscribe(this.#subjects.placed, {
      callback: (_error, message) => {
        const position = positionOf(message);
        if (position !== undefined) listener(position, message.data);
      },
    });
  }

  onReach(listener: (isThere: boolean) => void): void {
    this.#reached.push(listener);
  }

  async trim(before: number): Promise<void> {
    await this.#manager.streams.purge(this.#subjects.stream, { seq: before });
  }

  async #watch(): Promise<void> {
    for await (const { type } of this.#connection.status()) {
      if (type !== "reconnect" && type !== "disconnect") continue;
      for (const tell of this.#reached) tell(type === "reconnect");
    }
  }
}

function positionOf(message: Msg): number | undefined {
  const position = Number(message.headers?.get(POSITION_HEADER));
  return Number.isSafeInteger(position) && position > 0 ? position : undefined;
}
