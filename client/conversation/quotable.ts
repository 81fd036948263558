/** Messages that were fetched because a reply to them was to be shown. */
import type { Message } from "../../protocol/records.ts";

/** So many are kept, with so much text in all (UTF-16 units); the one that came first goes. */
const MAX_MESSAGES = 100;
const MAX_CHARACTERS = 1_024 * 1_024;

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
    let characters = 0;
    for (const { text } of this.#messages.values()) characters += text.length;
    for (const { id, text } of this.#messages.values()) {
      if (this.#messages.size <= MAX_MESSAGES && characters <= MAX_CHARACTERS) break;
      this.#messages.delete(id);
      characters -= text.length;
    }
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
