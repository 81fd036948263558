/** The stream that keeps the log of a cluster: which one it is, and making it. */
import type { NatsConnection } from "@nats-io/transport-node";
import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from "@nats-io/jetstream";
import { StartError } from "../../base/start_error.ts";
import { type FoundStream, type LogKeeper, REPLICAS } from "../log_stream.ts";
import { patiently } from "../patience.ts";
import type { Subjects } from "./subjects.ts";

/** Since when a stream can begin with another number than 1. */
const FIRST_SEQUENCE_SINCE = [2, 10] as const;

/** What the server says when JetStream is off, and when there is another stream of the name by now. */
const FINAL_CODES = [JetStreamApiCodes.JetStreamNotEnabledForAccount, 10_076, 10_058] as const;

/** Looks at and makes the stream. */
export class StreamKeeper implements LogKeeper {
  readonly #connection: NatsConnection;
  readonly #manager: JetStreamManager;
  readonly #subjects: Subjects;

  private constructor(
    connection: NatsConnection,
    manager: JetStreamManager,
    subjects: Subjects,
  ) {
    this.#connection = connection;
    this.#manager = manager;
    this.#subjects = subjects;
  }

  /** Throws {StartError} where there is no JetStream. */
  static async open(connection: NatsConnection, subjects: Subjects): Promise<StreamKeeper> {
    return new StreamKeeper(
      connection,
      await patiently(() => jetstreamManager(connection), isFinal),
      subjects,
    );
  }

  async find(): Promise<FoundStream | undefined> {
    return await patiently(async () => {
      try {
        const { config, state } = await this.#manager.streams.info(this.#subjects.stream);
        const [, cluster = "", founder = ""] =
          /^chat cluster (\S+) founded by (\S+)$/.exec(config.description ?? "") ?? [];
        return { cluster, founder, last: state.last_seq, replicas: config.num_replicas };
      } catch (error) {
        if (isCode(error, JetStreamApiCodes.StreamNotFound)) return undefined;
        throw error;
      }
    }, isFinal);
  }

  /** Makes it on three machines where the servers are a cluster of so many. */
  async make(
    { cluster, founder, first }: { cluster: string; founder: string; first: number },
  ): Promise<FoundStream> {
    const { version, cluster: servers } = this.#connection.info ?? {};
    if (first > 1 && isOlder(version ?? "", FIRST_SEQUENCE_SINCE)) {
      throw new StartError(
        `The log has to go on with ${first}, which servers of NATS can since 2.10; this one is ${version}.`,
      );
    }
    const replicas = servers === undefined ? 1 : REPLICAS;
    await patiently(
      () =>
        this.#manager.streams.add({
          name: this.#subjects.stream,
          description: `chat cluster ${cluster} founded by ${founder}`,
          subjects: [this.#subjects.log],
          retention: RetentionPolicy.Limits,
          storage: StorageType.File,
          discard: DiscardPolicy.New,
          num_replicas: replicas,
          deny_delete: true,
          allow_direct: true,
          ...(first > 1 ? { first_seq: first } : {}),
        }),
      isFinal,
    );
    return { cluster, founder, last: first - 1, replicas };
  }
}

/** Whether a version, `2.9.10`, comes before another one. */
export function isOlder(version: string, than: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < than[0] || major === than[0] && minor < than[1];
}

/** What does not come about by waiting. */
function isFinal(cause: unknown): boolean {
  return cause instanceof Error && cause.name === "JetStreamNotEnabled" ||
    FINAL_CODES.some((code) => isCode(cause, code));
}

function isCode(error: unknown, code: number): boolean {
  return error instanceof JetStreamApiError && error.code === code;
}
