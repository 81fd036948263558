/** Opens what was written in private, and tells what cannot be believed of it. */
import { BoundedMap } from "../../protocol/bounded_map.ts";
import { MAX_SEALED_BYTES } from "../../protocol/encryption/bounds.ts";
import { toBase64url } from "../../protocol/encryption/bytes.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import { decodeEnvelope } from "../../protocol/encryption/envelope.ts";
import { DELETED_USER } from "../../protocol/limits.ts";
import { foldUsername } from "../../protocol/names.ts";
import type { EditedEvent } from "../../protocol/events.ts";
import type { Message } from "../../protocol/records.ts";
import { ConnectionLost } from "../base/failure.ts";
import { goneKey, placeOf } from "../encryption/session/gone.ts";
import { bytesOf } from "../encryption/session/key_requests.ts";
import type { Opened, PrivateTalk, SealedItem } from "../encryption/session/private_talk.ts";
import { isRoomKey } from "../encryption/session/room_logs.ts";
import type { KeyNews } from "../link/key_news.ts";
import type { Marked } from "../wording/marked.ts";
import { FrozenViews } from "./frozen_views.ts";
import type { KeyWords } from "./key_words.ts";
import { itemsOf, openedEdit, openedMessage, otherOf } from "./opened_message.ts";
import { type IsSuspicious, PlainMarks } from "./plain_marks.ts";

/** What sealed reading works with. */
export interface SealedReadingOptions {
  talk: PrivateTalk;
  words: KeyWords;
  /** Does something again when the connection was lost meanwhile. */
  whileLive: <Result>(run: () => Promise<Result>) => Promise<Result>;
  tell?: (news: KeyNews) => void;
}

/** Of so many devices it is told that they were not shown something. */
const MAX_TOLD = 1_000;
/** So many messages are remembered to notice those that are shown twice. */
const MAX_REMEMBERED = 50_000;

/** Each thing is opened, or fails, by itself. */
export class SealedReading {
  readonly #options: SealedReadingOptions;
  /** By device and salt, which no two messages share, the id of the message. */
  readonly #ids = new BoundedMap<string, number>(MAX_REMEMBERED);
  readonly #marks: PlainMarks;
  readonly #views = new FrozenViews();
  /** By whom, and before which change, something was written of which it was told. */
  readonly #told = new Set<string>();
  /** The conversation with somebody who is gone that was opened last. */
  #gone: string | undefined;

  constructor(options: SealedReadingOptions) {
    this.#options = options;
    this.#marks = new PlainMarks(options.talk);
  }

  /**
   * Opens messages, when there is a connection again if it takes one; what cannot be opened says why.
   * Those that are new (`isNew`) are not from before anything was encrypted.
   */
  async open(
    messages: readonly Message[],
    { isNew = false }: { isNew?: boolean } = {},
  ): Promise<Marked[]> {
    const { talk: { own: { account } } } = this.#options;
    const byOther = Map.groupBy(messages, (message) => otherOf(message, account));
    const opened = new Map<Message, Marked>();
    for (const [other, some] of byOther) {
      const unverified = await this.#unverified(other);
      const items = some.map(itemsOf);
      const isSuspicious = await this.#suspicious(other, some, isNew);
      const all = other === DELETED_USER
        ? await this.#openedOfGone(some, items)
        : await this.#opened(other, items.flat());
      let at = 0;
      for (const [index, message] of some.entries()) {
        const count = items[index]?.length ?? 0;
        const results = all.slice(at, at + count).map((one, item) =>
          item === 0 ? this.#unlessRepeated(one, message, items[index]?.[0]) : one
        );
        this.#compareViews(message, results[0], isNew);
        const isEncrypted = isSuspicious(message);
        opened.set(message, openedMessage(message, results, { isEncrypted, unverified }));
        at += count;
      }
    }
    return messages.map((message) => opened.get(message) ?? message);
  }

  /** Says once of each device that it was not shown a change of one's own devices. */
  #compareViews(message: Message, opened: Opened | undefined, isNew: boolean): void {
    // What an edit says was stored later than the number of the message tells.
    if (opened?.ok !== true || opened.ownView === undefined || message.edited !== undefined) return;
    const { message: { device }, ownView } = opened;
    if (!this.#views.saw({ ...ownView, id: message.id }) || !isNew) return;
    const mark = `${toBase64url(device.id)} ${ownView.root} ${ownView.generation}`;
    if (this.#told.has(mark) || this.#told.size >= MAX_TOLD) return;
    this.#told.add(mark);
    const { talk: { own: { account } }, tell, words } = this.#options;
    const isOwn = foldUsername(message.from) === account;
    const lines = words.frozen({
      id: message.id,
      username: isOwn ? undefined : message.from,
      device,
    });
    tell?.({ kind: "frozen", lines, isLoud: false, username: message.from });
  }

  /** Opens an edit. */
  async openEdit(event: EditedEvent, other: string): Promise<Marked<EditedEvent>> {
    const { from, message, sealed = "" } = event;
    const item: SealedItem = { sealed, from: foldUsername(from), kind: "edit", target: message };
    const [opened] = await this.#opened(placeOf(other, message), [item]);
    const unopened = { ok: false, error: new Error(this.#options.words.notOpened) } as const;
    return openedEdit(event, opened ?? unopened, { unverified: await this.#unverified(other) });
  }

  /** What stands in the place of what is not to be believed, or cannot be read before this device is linked. */
  async #unverified(other: string): Promise<Unverified> {
    const { talk: { own }, words } = this.#options;
    const isLinked = await own.standing().then((standing) => standing === "ready", (error) => {
      if (error instanceof ConnectionLost) throw error;
      return true; // what is wrong is said of each
    });
    if (!isLinked) return () => words.locked;
    // Who comes into a room finds what was said there before, and no key of it.
    return withoutKey(words.unverified, isRoomKey(other) ? () => words.notLetIn : words.noKeyHere);
  }

  async #suspicious(
    other: string,
    messages: readonly Message[],
    isNew: boolean,
  ): Promise<IsSuspicious> {
    this.#marks.saw(other, messages);
    if (messages.every(({ sealed }) => sealed !== undefined)) return () => true;
    if (!isNew) return await this.#marks.of(other, messages);
    const isEncrypted = await this.isEncrypted(other);
    return () => isEncrypted;
  }

  /** The emoji of a reaction; `undefined` when it is not to be believed. */
  async openReaction(other: string, item: SealedItem): Promise<string | undefined> {
    const [opened] = await this.#opened(placeOf(other, item.target), [item]);
    return opened?.ok === true ? opened.message.content.emoji : undefined;
  }

  /** Most are of the same conversation as the one before; which others are of, the server says of each. */
  async #openedOfGone(
    messages: readonly Message[],
    items: readonly SealedItem[][],
  ): Promise<Opened[]> {
    const all: Opened[] = [];
    for (const [index, { id }] of messages.entries()) {
      const some = items[index] ?? [];
      const before = this.#gone === undefined ? [] : await this.#opened(this.#gone, some);
      if (some.length === 0 || before.some(({ ok }) => ok)) {
        all.push(...before);
        continue;
      }
      const opened = await this.#opened(goneKey(id), some);
      if (opened.some(({ ok }) => ok)) this.#gone = goneKey(id);
      all.push(...opened);
    }
    return all;
  }

  async #opened(other: string, items: readonly SealedItem[]): Promise<Opened[]> {
    if (items.length === 0) return [];
    const { talk, whileLive } = this.#options;
    return await whileLive(() => talk.open(other, items));
  }

  /** Whether what is written with somebody should be sealed: what is not is marked then. */
  async isEncrypted(other: string): Promise<boolean> {
    return await this.#marks.isEncrypted(other);
  }

  /** What came after this one is gone from the server, and may come again. */
  async restored(lastId: number): Promise<void> {
    this.#views.restored(lastId);
    for (const [mark, id] of this.#ids.entries()) if (id > lastId) this.#ids.delete(mark);
    await this.#marks.restored(lastId);
  }

  /** A server may show a message a second time, under another id. */
  #unlessRepeated(opened: Opened, { id }: Message, item: SealedItem | undefined): Opened {
    if (!opened.ok || item?.kind !== "message") return opened;
    const { device, salt } = decodeEnvelope(bytesOf(item.sealed, MAX_SEALED_BYTES));
    const mark = `${toBase64url(device)} ${toBase64url(salt)}`;
    const first = this.#ids.get(mark);
    if (first === undefined) this.#ids.set(mark, id);
    if (first === undefined || first === id) return opened;
    return { ok: false, error: new Error(this.#options.words.repeated(first)) };
  }
}

type Unverified = (error: Error, id: number) => string;

/** What was written for others, or for keys that the account had before, is no sign that anybody lies. */
function withoutKey(unverified: Unverified, noKey: (id: number) => string): Unverified {
  return (error, id) =>
    error instanceof EncryptionError && error.code === "no_key" ? noKey(id) : unverified(error, id);
}
