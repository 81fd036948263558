/** Encrypted messages of the past that a search has opened, so that the next one need not fetch them. */
import type { Marked } from "../wording/marked.ts";

/** So many characters of texts are kept altogether: of what is older nothing is kept. */
const MAX_CHARACTERS = 8_000_000;

/** What is kept of one conversation: everything from its newest message back to a place. */
export interface Stretch {
  /** What has not been opened yet is older than the message with this id; `undefined` for all of it. */
  readonly next: number | undefined;
  /** When the oldest message was written up to which everything was opened. */
  readonly reached: string | undefined;
  /** Whether everything was opened. */
  readonly isWhole: boolean;
}

/** A page of the past, opened. */
export interface OpenedPage extends Stretch {
  readonly messages: readonly Marked[];
}

interface Kept extends Stretch {
  readonly messages: ReadonlyMap<number, Marked>;
}

const NOTHING: Kept = { messages: new Map(), next: undefined, reached: undefined, isWhole: false };

/** In memory only: nothing of what is encrypted is ever written to a disk in plain text. */
export class OpenedHistory {
  readonly #maxCharacters: number;
  readonly #kept = new Map<string, Kept>();
  #characters = 0;

  /** @param maxCharacters is less in tests. */
  constructor(maxCharacters = MAX_CHARACTERS) {
    this.#maxCharacters = maxCharacters;
  }

  /** How far back a conversation is here. */
  of(other: string): Stretch {
    return this.#kept.get(other) ?? NOTHING;
  }

  /** What is here of a conversation. */
  messages(other: string): Iterable<Marked> {
    return this.#kept.get(other)?.messages.values() ?? [];
  }

  /** Keeps the page that was asked for with `before`, if it follows what is here and there is room. */
  add(other: string, page: OpenedPage, before: number | undefined): void {
    const kept = this.#kept.get(other) ?? NOTHING;
    if (kept.isWhole || kept.next !== before || before === undefined && kept !== NOTHING) return;
    const texts = page.messages.map(textOnly);
    const characters = texts.reduce((sum, { text }) => sum + text.length, 0);
    if (this.#characters + characters > this.#maxCharacters) return;
    this.#characters += characters;
    const { isWhole, next, reached } = page;
    const messages = new Map([...kept.messages, ...texts.map((one) => [one.id, one] as const)]);
    this.#kept.set(other, { messages, next, reached: reached ?? kept.reached, isWhole });
  }

  /** A message was opened elsewhere, or says something else now. */
  saw(other: string, message: Marked): void {
    const kept = this.#kept.get(other);
    if (kept === undefined || !isReadable(message)) return;
    const before = kept.messages.get(message.id)?.text.length ?? 0;
    this.#characters += message.text.length - before;
    (kept.messages as Map<number, Marked>).set(message.id, textOnly(message));
  }

  /** A message of the past says something else now; nothing where that is not to be believed. */
  edited(id: number, text: string | undefined): void {
    for (const [other, { messages }] of this.#kept) {
      const before = messages.get(id);
      if (before === undefined) continue;
      if (text === undefined) this.forget(id);
      else this.saw(other, { ...before, text });
    }
  }

  /** The message is no more. */
  forget(id: number): void {
    for (const { messages } of this.#kept.values()) {
      this.#characters -= messages.get(id)?.text.length ?? 0;
      (messages as Map<number, Marked>).delete(id);
    }
  }

  /** Nobody knows what has changed. */
  clear(): void {
    this.#kept.clear();
    this.#characters = 0;
  }
}

/** Whether a message came encrypted and was opened. */
export function isReadable({ deleted, encryption }: Marked): boolean {
  return encryption === "sealed" && deleted !== true;
}

/** Without what it was opened from, and what belongs to that. */
function textOnly(message: Marked): Marked {
  const { sealed: _sealed, sealed_reactions: _reactions, ...rest } = message;
  return rest as Marked;
}
