/** Messages that were fetched because a reply to them was to be shown. */
import type { Message } from "../../protocol/records.ts";

/** So many are kept; the one that came first goes. */
const MAX_MESSAGES = 100;

/** As they were when they were fetched: one that changes is forgotten. */
export class Quotable {
  readonly #messages = new Map<number, Message>();

  /** The message with this id, if it was fetched. */
  get(id: number | undefined): Message | undefined {
    return id === undefined ? undefined : this.#messages.get(id);
  }

  /** Keeps a message. */
  add(message: Message): void {
    this.#messages.set(message.id, message);
    const [oldest] = this.#messages.keys();
    if (this.#messages.size > MAX_MESSAGES && oldest !== undefined) this.#messages.delete(oldest);
  }

  /** It is not like this any more. */
  forget(id: number): void {
    this.#messages.delete(id);
  }

  /** Forgets those that `isUnwanted`. */
  forgetAll(isUnwanted: (message: Message) => boolean): void {
    for (const message of this.#messages.values()) {
      if (isUnwanted(message)) this.#messages.delete(message.id);
    }
  }
}
