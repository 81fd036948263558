/**
 * Says when the stream has another leader: what was asked of the one before is not answered any more, and
 * need not be waited for.
 */
import type { NatsConnection } from "@nats-io/transport-node";

/** What servers of NATS tell whoever may listen, in the account that the stream is in. */
const ELECTED = "$JS.EVENT.ADVISORY.STREAM.LEADER_ELECTED";

/** Listens for it. */
export class LeaderNews {
  readonly #waiting = new Set<(reason: Error) => void>();

  constructor(connection: NatsConnection, stream: string) {
    // Where it may not be listened to, answers are waited for as long as without.
    connection.subscribe(`${ELECTED}.${stream}`, {
      callback: (error) => {
        if (error === null) this.#changed();
      },
    });
  }

  /** An answer; rejects as soon as there is another leader, who may be asked again. */
  async unlessChanged<T>(answer: Promise<T>): Promise<T> {
    const changed = Promise.withResolvers<never>();
    this.#waiting.add(changed.reject);
    try {
      return await Promise.race([answer, changed.promise]);
    } finally {
      this.#waiting.delete(changed.reject);
    }
  }

  #changed(): void {
    const reason = new Error("The log has another leader by now");
    for (const reject of this.#waiting) reject(reason);
  }
}
