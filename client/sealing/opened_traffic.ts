/** Opens what comes over a link: messages, their changes, and answers that hold messages. */
import { BoundedMap } from "../../protocol/bounded_map.ts";
import type { EditedEvent, ReactedEvent } from "../../protocol/events.ts";
import { foldUsername } from "../../protocol/names.ts";
import type { Message } from "../../protocol/records.ts";
import type { Action } from "../../protocol/requests.ts";
import { type EncryptedRooms, roomKey } from "./encrypted_rooms.ts";
import { ConnectionLost, reasonOf } from "../base/failure.ts";
import { messagesIn, parseObject } from "../net/incoming.ts";
import type { ChangeEvent } from "../wording/change_text.ts";
import { type Marked, SEALED_FILE } from "../wording/marked.ts";
import { isSame } from "../wording/message_text.ts";
import {
  openedEdit,
  otherOf,
  reactionItem,
  UNKNOWN_EMOJI,
  unopenedMessage,
} from "./opened_message.ts";
import type { KeyWords } from "./key_words.ts";
import type { OpenedHistory } from "./opened_history.ts";
import type { SealedReading } from "./sealed_reading.ts";
import type { SeenMessages, SeenPrivate } from "./seen_messages.ts";

/** What opened traffic works with. */
export interface OpenedTrafficOptions {
  /** What opens; `undefined` where nothing can be. */
  reading: () => Promise<SealedReading | undefined>;
  /** Whether the account has keys, or had some; whoever has none notices nothing of all this. */
  isBegun: () => boolean;
  words: KeyWords;
  /** Why nothing can be opened where there is nothing that opens. */
  whyNot: () => string;
  username: () => string;
  seen: SeenMessages;
  /** What searches have opened. */
  history: OpenedHistory;
  rooms: EncryptedRooms;
}

/** Answers that hold messages. */
const OPENED_ACTIONS: ReadonlySet<Action> = new Set<Action>([
  "export",
  "files",
  "history",
  "message",
  "poll",
  "search",
]);
/** Of so many requests of a script it is remembered which conversation they were about. */
const MAX_ASKED = 1_000;
/** Where they hold them. */
const LISTS = ["messages", "results", "changed"];

/** What says where something is. */
interface Placed {
  kind?: string;
  room?: string;
  to?: string;
}

/** Takes note of every message that goes by. */
export class OpenedTraffic {
  readonly #options: OpenedTrafficOptions;
  #newestTimeMs: number | undefined;
  /** Which conversation a script has asked for, by the ref of its request. */
  readonly #asked = new BoundedMap<string | number, string>(MAX_ASKED);

  constructor(options: OpenedTrafficOptions) {
    this.#options = options;
  }

  /** The newest time of a message, which is the server's time of day as far as it is known. */
  get newestTimeMs(): number | undefined {
    return this.#newestTimeMs;
  }

  /** A message as it is to be shown; `undefined` when that is as it came. */
  message(message: Message, isNew: boolean): Promise<Message> | undefined {
    const timeMs = Date.parse(message.time);
    if (!Number.isNaN(timeMs)) this.#newestTimeMs = Math.max(this.#newestTimeMs ?? 0, timeMs);
    if (this.#isHeld(message) && this.#options.isBegun()) {
      return this.#one(message, isNew);
    }
    this.#see(message, message);
    return undefined;
  }

  /** Whether something is in private, or in an encrypted room. */
  #isSealed({ kind, room, to }: Placed): boolean {
    const { rooms } = this.#options;
    if (to === undefined && kind === "sealed" && room !== undefined) rooms.add(room);
    return to !== undefined || rooms.has(room);
  }

  /** The same, and what was seen in private stays so, wherever a server says that it is now. */
  #isHeld(thing: Placed & { id: number }, id = thing.id): boolean {
    return this.#isSealed(thing) || this.#options.seen.private(id) !== undefined;
  }

  /** A change as it is to be shown; `undefined` when that is as it came. */
  change(event: ChangeEvent): Promise<ChangeEvent> | undefined {
    const { isBegun, seen } = this.#options;
    const record = seen.private(event.message);
    if (event.event === "deleted") {
      seen.forget(event.message);
      this.#options.history.forget(event.message);
      return undefined;
    }
    if (!this.#isHeld(event, event.message) || !isBegun()) return undefined;
    return event.event === "edited" ? this.#edited(event, record) : this.#reacted(event, record);
  }

  /** A script asks for something: the line that answers is about what this one names. */
  asks(fields: Record<string, unknown>): void {
    const [asked, { ref }] = [askedBy(fields), fields];
    if (typeof ref !== "string" && typeof ref !== "number") return;
    if (asked !== undefined) this.#asked.set(ref, asked);
    else this.#asked.delete(ref); // one may be used again
  }

  /** A line of JSON that holds messages; `undefined` when it is to be shown as it came. */
  line(line: string): Promise<string> | undefined {
    const fields = this.#options.isBegun() ? parseObject(line) : undefined;
    if (fields === undefined) return undefined;
    const asked = this.#asked.get(fields["ref"] as string);
    if (asked !== undefined) this.#asked.delete(fields["ref"] as string);
    const messages = messagesWithin(fields);
    const isOpened = messages.some((message) => this.#isHeld(message));
    if (isOpened) return this.#fields(fields, { asked }).then((opened) => JSON.stringify(opened));
    for (const message of messages) this.#see(message, message);
    return undefined;
  }

  /**
   * An answer with its messages as they are to be shown. What `fields` ask for may be one conversation:
   * the answer is shown there, whatever the server says where its messages are.
   */
  async answer<Answer extends object>(
    answer: Answer,
    action: Action,
    fields: object = {},
  ): Promise<Answer> {
    if (!OPENED_ACTIONS.has(action)) return answer;
    if (this.#options.isBegun()) {
      const asked = askedBy({ ...fields, action });
      return await this.#fields(answer as Record<string, unknown>, { asked }) as Answer;
    }
    for (const message of messagesWithin(answer as Record<string, unknown>)) {
      this.#see(message, message);
    }
    return answer;
  }

  /** Whether a message is shown elsewhere than it says of itself. */
  #isMisplaced(message: Message, asked: string | undefined): boolean {
    return asked !== undefined && otherOf(message, this.#options.username()) !== asked;
  }

  /** What is of another place was written for nobody who reads here. */
  #misplaced(message: Message, asked: string | undefined): Marked {
    if (message.deleted === true) return message;
    if (message.sealed !== undefined || message.sealed_reactions !== undefined) {
      return this.#unopened(message, new Error(this.#options.words.elsewhere));
    }
    const isOpen = asked?.startsWith("#") === true && !this.#options.rooms.has(asked);
    return isOpen && message.to === undefined ? message : { ...message, encryption: "plain" };
  }

  #see(message: Message, shown: Marked): void {
    const { history, seen, username } = this.#options;
    seen.see(message, shown, username(), this.#isHeld(message));
    history.saw(otherOf(message, username()), shown);
  }

  async #one(message: Message, isNew: boolean): Promise<Marked> {
    const [opened = this.#unopened(message)] = await this.#all([message], { isNew });
    return opened;
  }

  #unopened(message: Message, error = new Error(this.#options.whyNot())): Marked {
    return unopenedMessage(message, error, this.#options.words);
  }

  /** Those in private opened or marked, all others as they are; each fails by itself. */
  async #all(
    messages: readonly Message[],
    { asked, isNew = false }: { asked?: string | undefined; isNew?: boolean } = {},
  ): Promise<Marked[]> {
    const inPrivate = messages.filter((message) =>
      this.#isHeld(message) && !this.#isMisplaced(message, asked)
    );
    const opened = await this.#opened(inPrivate, isNew);
    const byMessage = new Map(inPrivate.map((message, index) => [message, opened[index]]));
    return messages.map((message) => {
      // It is not taken note of: it is what it was seen to be where it belongs.
      if (this.#isMisplaced(message, asked)) return this.#misplaced(message, asked);
      const shown = byMessage.get(message) ?? message;
      this.#see(message, shown);
      return shown;
    });
  }

  async #opened(messages: readonly Message[], isNew: boolean): Promise<Marked[]> {
    if (messages.length === 0) return [];
    try {
      const opener = await this.#options.reading();
      if (opener !== undefined) return await opener.open(messages, { isNew });
      return messages.map((message) => this.#unopened(message));
    } catch (error) {
      if (error instanceof ConnectionLost) throw error;
      const cause = new Error(reasonOf(error), { cause: error });
      return messages.map((message) => this.#unopened(message, cause));
    }
  }

  async #edited(event: EditedEvent, record: SeenPrivate | undefined): Promise<Marked<EditedEvent>> {
    const opened = await this.#openedEdit(event, record);
    const isSealed = opened.encryption === "sealed";
    this.#options.history.edited(event.message, isSealed ? opened.text : undefined);
    if (record !== undefined) {
      const { encryption, sealed, [SEALED_FILE]: file, text } = opened;
      record.message = {
        ...record.message,
        text,
        ...(encryption === undefined ? {} : { encryption }),
        ...(file === undefined ? {} : { [SEALED_FILE]: file }),
        // A report reveals what the message says now.
        ...(sealed === undefined ? {} : { sealed }),
      };
      if (record.unopened !== undefined && sealed !== undefined) {
        record.unopened = { ...record.unopened, sealed, edited: event.time };
      }
    }
    return opened;
  }

  async #openedEdit(
    event: EditedEvent,
    record: SeenPrivate | undefined,
  ): Promise<Marked<EditedEvent>> {
    const { reading, username, whyNot, words } = this.#options;
    const other = otherOf(event, username());
    // Whoever has signed it may have meant another message than the one that it is said to be of.
    if (
      record !== undefined && (!isSame(record.message.from, event.from) || record.other !== other)
    ) {
      return openedEdit(event, { ok: false, error: new Error(words.notOpened) }, words);
    }
    const opener = await reading();
    if (event.sealed !== undefined) {
      return await opener?.openEdit(event, other) ??
        openedEdit(event, { ok: false, error: new Error(whyNot()) }, words);
    }
    // Whoever can read an encrypted message has what it takes to encrypt an edit of it.
    if (record?.message.sealed !== undefined) {
      return openedEdit(event, { ok: false, error: new Error(words.editNotSealed) }, words);
    }
    const isEncrypted = await opener?.isEncrypted(other) ?? true;
    return isEncrypted ? { ...event, encryption: "plain" } : event;
  }

  async #reacted(event: ReactedEvent, record: SeenPrivate | undefined): Promise<ReactedEvent> {
    const { reading, username } = this.#options;
    const { by, message, reaction, removed, sealed } = event;
    if (sealed !== undefined && reaction !== undefined) {
      const other = otherOf(event, username());
      const item = reactionItem({ from: by, sealed }, message);
      // It may be of a message with this number in another conversation.
      const isHere = record === undefined || record.other === other;
      const opened = isHere ? await (await reading())?.openReaction(other, item) : undefined;
      const emoji = opened ?? UNKNOWN_EMOJI;
      record?.reactions.set(reaction, { from: foldUsername(by), emoji });
      return { ...event, emoji };
    }
    if (removed === true) {
      const known = reaction === undefined ? undefined : record?.reactions.get(reaction);
      if (reaction !== undefined) record?.reactions.delete(reaction);
      return known === undefined ? event : { ...event, emoji: known.emoji };
    }
    // Nobody has signed this one.
    return record?.message.sealed === undefined ? event : { ...event, emoji: UNKNOWN_EMOJI };
  }

  async #fields(
    fields: Record<string, unknown>,
    { asked, isInner = false }: { asked?: string | undefined; isInner?: boolean } = {},
  ): Promise<Record<string, unknown>> {
    const opened = { ...fields };
    for (const name of LISTS) {
      if (!Array.isArray(opened[name])) continue;
      opened[name] = await this.#all(messagesIn(opened[name]), { asked });
    }
    const [message] = messagesIn([opened["message"]]);
    if (message !== undefined) opened["message"] = (await this.#all([message]))[0];
    const data = isInner ? undefined : objectIn(opened["data"]);
    if (data !== undefined) opened["data"] = await this.#fields(data, { isInner: true });
    return opened;
  }
}

/** The one conversation that a request asks for, where its answer is shown; `undefined` for others. */
function askedBy(fields: Record<string, unknown>): string | undefined {
  const { action, room, with: other } = fields;
  if (action !== "history") return undefined;
  if (typeof other === "string") return foldUsername(other);
  return typeof room === "string" ? roomKey(room) : undefined;
}

/** The messages of an answer, and of what is exported in it. */
function messagesWithin(fields: Record<string, unknown>): Message[] {
  return [fields, objectIn(fields["data"]) ?? {}].flatMap((some) => [
    ...LISTS.flatMap((name) => messagesIn(some[name])),
    ...messagesIn([some["message"]]),
  ]);
}

function objectIn(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Record<string, unknown>
    : undefined;
}
