/** Opens what was written in private, and tells what cannot be believed of it. */
import { BoundedMap } from "../../protocol/bounded_map.ts";
import { MAX_SEALED_BYTES } from "../../protocol/encryption/bounds.ts";
import { toBase64url } from "../../protocol/encryption/bytes.ts";
import { decodeEnvelope } from "../../protocol/encryption/envelope.ts";
import { foldUsername } from "../../protocol/names.ts";
import type { EditedEvent } from "../../protocol/events.ts";
import type { Message } from "../../protocol/records.ts";
import { bytesOf, isRefusedWith } from "../encryption/session/key_requests.ts";
import type { Opened, PrivateTalk, SealedItem } from "../encryption/session/private_talk.ts";
import { isRoomKey } from "../encryption/session/room_logs.ts";
import type { Marked } from "../wording/marked.ts";
import type { KeyWords } from "./key_words.ts";
import { itemsOf, openedEdit, openedMessage, otherOf } from "./opened_message.ts";

/** What sealed reading works with. */
export interface SealedReadingOptions {
  talk: PrivateTalk;
  words: KeyWords;
  /** Does something again when the connection was lost meanwhile. */
  whileLive: <Result>(run: () => Promise<Result>) => Promise<Result>;
}

/** So many messages are remembered to notice those that are shown twice. */
const MAX_REMEMBERED = 50_000;

/** Each thing is opened, or fails, by itself. */
export class SealedReading {
  readonly #options: SealedReadingOptions;
  /** By device and salt, which no two messages share, the id of the message. */
  readonly #ids = new BoundedMap<string, number>(MAX_REMEMBERED);

  constructor(options: SealedReadingOptions) {
    this.#options = options;
  }

  /** Opens messages, when there is a connection again if it takes one; what cannot be opened says why. */
  async open(messages: readonly Message[]): Promise<Marked[]> {
    const { talk: { own: { account } }, words: { unverified } } = this.#options;
    const byOther = Map.groupBy(messages, (message) => otherOf(message, account));
    const opened = new Map<Message, Marked>();
    for (const [other, some] of byOther) {
      const items = some.map(itemsOf);
      const isEncrypted = await this.isEncrypted(other);
      const all = await this.#opened(other, items.flat());
      let at = 0;
      for (const [index, message] of some.entries()) {
        const count = items[index]?.length ?? 0;
        const results = all.slice(at, at + count).map((one, item) =>
          item === 0 ? this.#unlessRepeated(one, message, items[index]?.[0]) : one
        );
        opened.set(message, openedMessage(message, results, { isEncrypted, unverified }));
        at += count;
      }
    }
    return messages.map((message) => opened.get(message) ?? message);
  }

  /** Opens an edit. */
  async openEdit(event: EditedEvent, other: string): Promise<Marked<EditedEvent>> {
    const { from, message, sealed = "" } = event;
    const item: SealedItem = { sealed, from: foldUsername(from), kind: "edit", target: message };
    const [opened] = await this.#opened(other, [item]);
    const { unverified } = this.#options.words;
    const unopened = { ok: false, error: new Error("It was not opened") } as const;
    return openedEdit(event, opened ?? unopened, { unverified });
  }

  /** The emoji of a reaction; `undefined` when it is not to be believed. */
  async openReaction(other: string, item: SealedItem): Promise<string | undefined> {
    const [opened] = await this.#opened(other, [item]);
    return opened?.ok === true ? opened.message.content.emoji : undefined;
  }

  async #opened(other: string, items: readonly SealedItem[]): Promise<Opened[]> {
    if (items.length === 0) return [];
    const { talk, whileLive } = this.#options;
    return await whileLive(() => talk.open(other, items));
  }

  /**
   * Whether what is written with somebody should be sealed: what is not is marked then. Where it
   * cannot be asked, what is kept here decides.
   */
  async isEncrypted(other: string): Promise<boolean> {
    if (isRoomKey(other)) return true;
    const { talk } = this.#options;
    try {
      switch (await talk.standing(other)) {
        case "off_here":
          return false;
        case "encrypted":
        case "verified":
        case "replaced":
          return true;
        default:
          return await talk.hasSeen(other);
      }
    } catch (error) {
      if (isRefusedWith(error, "no_such_user")) return await talk.hasSeen(other);
      // What is wrong is said where something is opened; until then nothing is taken for good.
      return true;
    }
  }

  /** What came after this one is gone from the server, and may come again. */
  restored(lastId: number): void {
    for (const [mark, id] of this.#ids.entries()) if (id > lastId) this.#ids.delete(mark);
  }

  /** A server may show a message a second time, under another id. */
  #unlessRepeated(opened: Opened, { id }: Message, item: SealedItem | undefined): Opened {
    if (!opened.ok || item?.kind !== "message") return opened;
    const { device, salt } = decodeEnvelope(bytesOf(item.sealed, MAX_SEALED_BYTES));
    const mark = `${toBase64url(device)} ${toBase64url(salt)}`;
    const first = this.#ids.get(mark);
    if (first === undefined) this.#ids.set(mark, id);
    if (first === undefined || first === id) return opened;
    return { ok: false, error: new Error(`It is message ${first}, which is shown once more`) };
  }
}
