/** Keeps each message until the server has said that it is stored. */
import type { AnswerFields } from "../../protocol/answers.ts";
import type { Fields } from "../../protocol/requests.ts";
import type { SaidFile } from "../../protocol/files/shared_file.ts";

/** A message on its way to a room or to one account; without a `nonce` it gets one when it is sent. */
export type Outgoing =
  & { text: string; me?: true; file?: SaidFile; reply_to?: number; nonce?: string }
  & { sealed?: string; key?: Fields<"say">["key"] }
  & ({ room: string; to?: never } | { to: string; room?: never });

/** What the server answers when a message is stored. */
export type Stored = AnswerFields["say"];

/** A message with the nonce that keeps it from being posted twice. */
export interface Entry {
  readonly nonce: string;
  readonly message: Outgoing;
  /** Whether it was sent on the present connection. */
  isSent: boolean;
  /** When it was first sent, a time of day; `undefined` before. */
  firstSentMs: number | undefined;
  /** Whether an attempt may have arrived of which nobody knows what became. */
  isInDoubt: boolean;
  /** Keeps the answer from the observer. */
  readonly isSilent: boolean;
  /** How often the server had a mishap with it. */
  mishaps: number;
  readonly resolve: (stored: Stored) => void;
  readonly reject: (error: Error) => void;
}

/** The messages without an answer, oldest first; at most `capacity`, more are refused. */
export class Unacknowledged {
  readonly #capacity: number;
  readonly #entries = new Map<string, Entry>();

  constructor(capacity = 1_000) {
    this.#capacity = capacity;
  }

  /** How many there are. */
  get size(): number {
    return this.#entries.size;
  }

  /** Those that have to be sent on the present connection, oldest first. */
  get unsent(): Entry[] {
    return [...this.#entries.values()].filter((entry) => !entry.isSent);
  }

  /**
   * Keeps a message; the promise is that of its answer, which nobody else is told when `isSilent`.
   *
   * @throws {RangeError} when there are `capacity` already.
   */
  add(nonce: string, message: Outgoing, isSilent = false): Promise<Stored> {
    if (this.#entries.size >= this.#capacity) {
      throw new RangeError(
        `${this.#capacity} messages are waiting for the server already; this one was not taken`,
      );
    }
    const { promise, resolve, reject } = Promise.withResolvers<Stored>();
    this.#entries.set(nonce, {
      nonce,
      message,
      isSent: false,
      firstSentMs: undefined,
      isInDoubt: false,
      isSilent,
      mishaps: 0,
      resolve,
      reject,
    });
    return promise;
  }

  /** Forgets a message that has been answered. */
  settle(entry: Entry): void {
    this.#entries.delete(entry.nonce);
  }

  /** The connection is gone: everything has to be sent again on the next one. */
  connectionLost(): void {
    for (const entry of this.#entries.values()) entry.isSent = false;
  }
}
