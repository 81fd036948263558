/** A link whose private messages are end-to-end encrypted wherever both sides can. */
import type { AnswerFields } from "../../protocol/answers.ts";
import type { Content, SealedFile } from "../../protocol/encryption/content.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import { ChatError } from "../../protocol/errors.ts";
import { foldUsername } from "../../protocol/names.ts";
import type { Message, OwnKeys, Place } from "../../protocol/records.ts";
import type { Action, Fields } from "../../protocol/requests.ts";
import { BoundedMap } from "../../protocol/bounded_map.ts";
import type { RequestOptions } from "../link/connection.ts";
import { Link, type LinkOptions } from "../link/link.ts";
import type { Credentials, Welcome } from "../link/login.ts";
import type { Outgoing, Stored } from "../link/unacknowledged.ts";
import type { ChangeEvent } from "../wording/change_text.ts";
import type { StateEvent } from "../wording/event_text.ts";
import { HeldBack } from "./held_back.ts";
import type { KeyHome } from "./key_home.ts";
import { type KeyWords, TERMINAL_WORDS } from "./key_words.ts";
import { foundLocally } from "./local_search.ts";
import { hasSealed, type Marked, otherOf, reactionItem, UNKNOWN_EMOJI } from "./opened_message.ts";
import { type Opener, OpeningObserver } from "./opening_observer.ts";
import { SEALED_FILE } from "./sealed_file.ts";
import type { FileStanding } from "../link/file_standing.ts";
import type { KeyNews } from "../link/key_news.ts";
import type { KeyPowers } from "../link/key_powers.ts";
import type { Sealing } from "./sealing.ts";

/** What a sealed link is made of. */
export interface SealedLinkOptions extends LinkOptions {
  /** Where keys are kept; without such a place there is no device, and nothing is encrypted. */
  keys: KeyHome | undefined;
  /** What is said about keys. @default that of a terminal */
  words?: KeyWords;
  /** Whether the first login of somebody makes keys unasked. @default false */
  beginsUnasked?: boolean;
}

/** What is remembered of a message that was opened, to change it or to find it. */
interface OpenedRecord {
  other: string;
  message: Marked;
  /** Numbers of reactions, with whose they are and what. */
  reactions: Map<number, { from: string; emoji: string }>;
}

const MAX_RECORDS = 10_000;

/** Everything about keys is loaded when something is to be sealed, opened or begun. */
export class SealedLink extends Link {
  readonly #options: SealedLinkOptions;
  readonly #opening: OpeningObserver;
  readonly #records = new BoundedMap<number, OpenedRecord>(MAX_RECORDS);
  readonly #standings = new Map<string, string>();
  #account: string | undefined;
  #username = "";
  #ownKeys: OwnKeys | undefined;
  #sealing: Promise<Sealing> | undefined;
  /** Whether the account has keys, or this device had some. */
  #isBegun = false;
  #writing = 0;
  #lines: Promise<void> | undefined;
  #lastTimeMs: number | undefined;

  constructor(options: SealedLinkOptions) {
    const opening = new OpeningObserver(options.observer, () => this.#opener);
    super({ ...options, observer: opening });
    this.#options = options;
    this.#opening = opening;
  }

  override get unacknowledged(): number {
    return super.unacknowledged + this.#writing;
  }

  override get isComplete(): boolean {
    return super.isComplete && this.#opening.isIdle;
  }

  override async logIn(credentials: Credentials): Promise<Welcome> {
    return this.#entered(await super.logIn(credentials));
  }

  override async takeUp(token: string | undefined): Promise<Welcome> {
    return this.#entered(await super.takeUp(token));
  }

  override begin(): void {
    super.begin();
    if (this.#account !== undefined) void this.#arrive();
  }

  /** How the conversation with somebody stands, in words; empty while it is not known. */
  override standingOf(place: Place | undefined): string {
    if (place?.with === undefined || !this.#isBegun) return "";
    const other = foldUsername(place.with);
    if (!this.#isPossible) return this.#words.notHere;
    if (this.#options.keys === undefined) return this.#words.noPlace;
    const known = this.#standings.get(other);
    if (known !== undefined) return known;
    this.#standings.set(other, "");
    void this.sealing().then((sealing) => sealing?.look(other));
    return "";
  }

  /** What keys are kept and used with; `undefined` where nothing can be encrypted. */
  async sealing(): Promise<Sealing | undefined> {
    const account = this.#account;
    const { keys } = this.#options;
    if (!this.#isPossible || account === undefined || keys === undefined) return undefined;
    this.#sealing ??= import("./sealing.ts").then(async ({ Sealing }) =>
      new Sealing({
        account,
        words: this.#words,
        store: await keys.open(account),
        isForPeople: this.#options.observer.isPerson === true,
        beginsUnasked: this.#options.beginsUnasked === true,
        request: (action, fields) => super.request(action, fields, { silent: true }),
        post: (message) => super.say(message),
        newNonce: this.#options.newNonce,
        whenLive: async () => {
          await this.whenLive();
          return this.state === "live";
        },
        tell: (news) => this.#tell(news),
        stands: (other, text) => {
          if (this.#standings.get(other) === text) return;
          this.#standings.set(other, text);
          this.#options.observer.standing?.(other, text);
        },
        begun: () => void (this.#isBegun = true),
        serverTimeMs: () => this.#lastTimeMs,
      })
    );
    return await this.#sealing;
  }

  override async keyPowers(): Promise<KeyPowers | undefined> {
    return await this.sealing();
  }

  override async say(message: Outgoing): Promise<Stored> {
    const { to } = message;
    if (to === undefined || !this.#isBegun) return await super.say(message);
    if (!this.#isPossible && this.#hasKeys) throw new HeldBack(this.#words.notHere);
    this.#writing++;
    try {
      const sealing = await this.sealing();
      if (sealing === undefined) return await super.say(message);
      const stored = await sealing.say({ ...message, to });
      void sealing.look(foldUsername(to));
      return stored;
    } finally {
      this.#writing--;
      this.#options.observer.changed();
    }
  }

  /** How a file goes there; nothing of it has left by then. */
  override async fileStanding(place: Place): Promise<FileStanding> {
    if (place.with === undefined || !this.#isBegun) return "plain";
    if (!this.#isPossible && this.#hasKeys) return { refused: this.#words.notHere };
    const sealing = await this.sealing();
    return await sealing?.fileStanding(foldUsername(place.with)) ?? "plain";
  }

  override async saySealed(message: Outgoing, file: SealedFile): Promise<Stored> {
    const { to } = message;
    const sealing = this.#isActive ? await this.sealing() : undefined;
    if (to === undefined || sealing === undefined) throw new HeldBack(this.#words.notHere);
    this.#writing++;
    try {
      return await sealing.say({ ...message, to }, file);
    } finally {
      this.#writing--;
      this.#options.observer.changed();
    }
  }

  override async sealedFile(messageId: number): Promise<SealedFile | undefined> {
    const message = await this.#openedNow(messageId);
    if (message?.encryption === "unverified") throw new EncryptionError("no_key", message.text);
    return message?.[SEALED_FILE];
  }

  /** A message that was opened, or that is asked for; `undefined` where there is nothing to open. */
  async #openedNow(id: number): Promise<Marked | undefined> {
    const known = this.#records.get(id)?.message;
    if (known !== undefined || !this.#canOpen) return known;
    try {
      const { message } = await this.request("message", { id });
      return message;
    } catch (error) {
      // Older servers do not know the question, and whoever asks for the file says what is wrong.
      if (error instanceof ChatError) return undefined;
      throw error;
    }
  }

  override async request<A extends Action>(
    action: A,
    fields: Partial<Fields<A>>,
    options: RequestOptions = {},
  ): Promise<AnswerFields[A]> {
    const sealed = this.#isActive ? await this.#sealedFields(action, fields) : undefined;
    if (sealed !== undefined) return await sealed(options) as AnswerFields[A];
    if (action === "search") return await this.#search(fields, options) as AnswerFields[A];
    const answer = await super.request(action, fields, options);
    return await this.#openedAnswer(answer, action);
  }

  /** Lines of a script are sent as they are, but for private messages that can be encrypted. */
  override sendLine(line: string): void {
    const isSay = this.#isActive && line.includes('"say"');
    if (this.#lines === undefined && !isSay) return super.sendLine(line);
    this.#writing++;
    const turn = (this.#lines ?? Promise.resolve()).then(async () => {
      const isDone = isSay && await this.#sayLine(line);
      if (!isDone) super.sendLine(line);
    }).finally(() => {
      this.#writing--;
      if (this.#lines === turn) this.#lines = undefined;
      this.#options.observer.changed();
    });
    this.#lines = turn;
  }

  get #words(): KeyWords {
    return this.#options.words ?? TERMINAL_WORDS;
  }

  get #isPossible(): boolean {
    return this.hello?.encryption !== undefined;
  }

  /** Whoever has never begun to encrypt notices nothing of all this. */
  get #isActive(): boolean {
    return this.#isPossible && this.#isBegun;
  }

  get #hasKeys(): boolean {
    return this.#account !== undefined && this.#options.keys?.has(this.#account) === true;
  }

  #entered(welcome: Welcome): Welcome {
    this.#username = welcome.username;
    this.#account = foldUsername(welcome.username);
    this.#ownKeys = welcome.keys;
    this.#isBegun = this.#options.beginsUnasked === true || welcome.keys !== undefined ||
      this.#hasKeys;
    return welcome;
  }

  async #arrive(): Promise<void> {
    if (!this.#isActive) return;
    const { keys, observer } = this.#options;
    if (keys === undefined) {
      if (observer.isPerson === true) {
        this.#tell({
          kind: "no_folder",
          lines: [this.#words.noPlaceNews],
          isLoud: true,
        });
      }
      return;
    }
    // A script that writes to nobody in private has no need of keys.
    if (observer.isPerson !== true) return;
    await (await this.sealing())?.arrive(this.#ownKeys);
  }

  #tell(news: KeyNews): void {
    this.#options.observer.keys?.(news);
  }

  get #opener(): Opener {
    return {
      message: (message) => {
        this.#seeTime(message.time);
        return hasSealed(message) && this.#canOpen ? this.#openOne(message) : undefined;
      },
      change: (event) => this.#canOpen ? this.#openChange(event) : undefined,
      line: (line) =>
        this.#canOpen && line.includes('"sealed":"') ? this.#openLine(line) : undefined,
      event: (event) => this.#event(event),
      back: () => {
        const others = [...this.#standings.keys()];
        this.#standings.clear();
        void this.#sealing?.then(async (sealing) => {
          sealing.back();
          for (const other of others) await sealing.look(other);
        });
      },
    };
  }

  get #canOpen(): boolean {
    return this.#isActive && this.#options.keys !== undefined;
  }

  #seeTime(time: string): void {
    const timeMs = Date.parse(time);
    if (!Number.isNaN(timeMs)) this.#lastTimeMs = Math.max(this.#lastTimeMs ?? 0, timeMs);
  }

  #event(event: StateEvent): void {
    switch (event.event) {
      case "keys_changed": {
        const account = foldUsername(event.username);
        if (account === this.#account) this.#isBegun = true;
        this.#standings.delete(account);
        const { head, root, seq } = event;
        void this.#sealing?.then((sealing) => sealing.keysChanged(account, { root, seq, head }));
        break;
      }
      case "link_request":
        void this.#sealing?.then((sealing) => sealing.linkRequested(event));
        break;
      case "link_answer":
        void this.#sealing?.then((sealing) => sealing.linkAnswered(event));
        break;
    }
  }

  async #openOne(message: Message): Promise<Message> {
    const [opened = message] = await this.#openAll([message]);
    return opened;
  }

  async #openAll(messages: readonly Message[]): Promise<Message[]> {
    const sealed = messages.filter(hasSealed);
    const sealing = sealed.length === 0 ? undefined : await this.sealing();
    if (sealing === undefined) return [...messages];
    const opened = await sealing.open(sealed);
    const byMessage = new Map(sealed.map((message, index) => [message, opened[index] ?? message]));
    for (const [message, shown] of byMessage) this.#remember(message, shown);
    return messages.map((message) => byMessage.get(message) ?? message);
  }

  #remember(message: Message, shown: Marked): void {
    const reactions = new Map<number, { from: string; emoji: string }>();
    for (const { from, reaction } of message.sealed_reactions ?? []) {
      const emoji = shown.reactions?.find(({ users }) => users.includes(from))?.emoji ?? "";
      reactions.set(reaction, { from: foldUsername(from), emoji });
    }
    const other = otherOf(message, this.#username);
    this.#records.set(message.id, { other, message: shown, reactions });
  }

  #openChange(event: ChangeEvent): Promise<ChangeEvent> | undefined {
    const record = this.#records.get(event.message);
    if (event.event === "deleted") {
      this.#records.delete(event.message);
      return undefined;
    }
    if (event.event === "edited" && event.sealed !== undefined) {
      return this.sealing().then(async (sealing) => {
        const opened = await sealing?.openEdit(event, otherOf(event, this.#username)) ?? event;
        if (record !== undefined) record.message = { ...record.message, text: opened.text };
        return opened;
      });
    }
    if (event.event !== "reacted" || event.reaction === undefined) return undefined;
    const { reaction, sealed } = event;
    if (sealed === undefined) {
      const emoji = record?.reactions.get(reaction)?.emoji ?? event.emoji;
      record?.reactions.delete(reaction);
      return Promise.resolve({ ...event, emoji });
    }
    return this.sealing().then(async (sealing) => {
      const item = reactionItem({ from: event.by, sealed }, event.message);
      const emoji = await sealing?.openReaction(otherOf(event, this.#username), item);
      if (emoji === undefined) return { ...event, emoji: UNKNOWN_EMOJI };
      record?.reactions.set(reaction, { from: foldUsername(event.by), emoji });
      return { ...event, emoji };
    });
  }

  /** What the server finds, and with its first page what was opened here, all of it. */
  async #search(
    fields: Partial<Fields<"search">>,
    options: RequestOptions,
  ): Promise<AnswerFields["search"]> {
    const answer = await super.request("search", fields, options);
    const opened = [...this.#records.values()].map(({ message }) => message)
      .filter(({ encryption }) => encryption === "sealed");
    const [oldest] = opened.toSorted((one, other) => one.id - other.id);
    if (oldest === undefined || fields.before !== undefined) return answer;
    const found = foundLocally(opened, fields.query ?? "");
    const day = oldest.time.slice(0, 10);
    this.#tell({
      kind: "searched",
      lines: [this.#words.searched(day)],
      isLoud: false,
    });
    const results = [...answer.results, ...found].sort((one, other) => other.id - one.id);
    return { ...answer, results };
  }

  async #openLine(line: string): Promise<string> {
    const fields = JSON.parse(line) as Record<string, unknown>;
    return JSON.stringify(await this.#openedFields(fields));
  }

  async #openedAnswer<Answer extends object>(answer: Answer, action: Action): Promise<Answer> {
    if (!this.#canOpen || !OPENED_ACTIONS.has(action)) return answer;
    return await this.#openedFields(answer as Record<string, unknown>) as Answer;
  }

  async #openedFields(fields: Record<string, unknown>): Promise<Record<string, unknown>> {
    const opened = { ...fields };
    for (const name of ["messages", "results", "changed"]) {
      const list = opened[name];
      if (Array.isArray(list)) opened[name] = await this.#openAll(list.filter(isMessage));
    }
    if (isMessage(opened["message"])) opened["message"] = await this.#openOne(opened["message"]);
    const { data } = opened;
    if (typeof data === "object" && data !== null) {
      opened["data"] = await this.#openedFields(data as Record<string, unknown>);
    }
    return opened;
  }

  /** What a request becomes where it is about something sealed; `undefined` where it is not. */
  async #sealedFields(
    action: Action,
    fields: Record<string, unknown>,
  ): Promise<((options: RequestOptions) => Promise<object>) | undefined> {
    const record = this.#records.get(Number(fields["id"]));
    if (record === undefined || record.message.sealed === undefined) return undefined;
    const sealing = await this.sealing();
    if (sealing === undefined) return undefined;
    const { id } = record.message;
    const { other } = record;
    const nonce = this.#options.newNonce();
    if (action === "report") {
      const message_key = await sealing.talk.reveal(other, record.message.sealed);
      return (options) => super.request("report", { ...fields, message_key }, options);
    }
    if (action === "edit" && typeof fields["text"] === "string") {
      const file = record.message[SEALED_FILE];
      const content: Content = {
        ...(fields["text"] === "" && file !== undefined ? {} : { text: fields["text"] }),
        ...(file === undefined ? {} : { file }),
      };
      if (record.message.me === true) content.me = true;
      if (record.message.reply_to !== undefined) content.reply_to = record.message.reply_to;
      const change = { kind: "edit" as const, target: id, content };
      return (options) =>
        sealing.change(
          other,
          change,
          (sealed) => super.request("edit", { id, nonce, ...sealed }, options),
        );
    }
    if (action !== "react" || typeof fields["emoji"] !== "string") return undefined;
    const { emoji } = fields;
    if (fields["remove"] === true) {
      const [reaction] = [...record.reactions].find(([, one]) =>
        one.from === this.#account && one.emoji === emoji
      ) ?? [];
      if (reaction === undefined) {
        return () =>
          Promise.resolve({});
      }
      return (options) => super.request("react", { id, reaction, remove: true }, options);
    }
    const change = { kind: "reaction" as const, target: id, content: { emoji } };
    return (options) =>
      sealing.change(
        other,
        change,
        (sealed) => super.request("react", { id, nonce, ...sealed }, options),
      );
  }

  /** Sends a script's own `say` to an account sealed; false when it is to go out as it is. */
  async #sayLine(line: string): Promise<boolean> {
    const { me, nonce, ref, reply_to: replyTo, text, to, ...more } = fieldsIn(line);
    const isOurs = more["action"] === "say" && typeof to === "string" && typeof text === "string" &&
      more["sealed"] === undefined && more["file"] === undefined;
    const sealing = isOurs ? await this.sealing() : undefined;
    if (!isOurs || sealing === undefined) return false;
    const answer = (fields: object) =>
      this.#options.observer.line(
        JSON.stringify({ ...(ref === undefined ? {} : { ref }), ...fields }),
      );
    try {
      const stored = await sealing.say({
        to,
        text,
        ...(me === true ? { me } : {}),
        ...(typeof nonce === "string" ? { nonce } : {}),
        ...(typeof replyTo === "number" ? { reply_to: replyTo } : {}),
      });
      answer({ ok: true, ...stored });
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "not_sent";
      const message = error instanceof Error ? error.message : String(error);
      answer({ ok: false, error: code, message });
    }
    return true;
  }
}

/** Answers that hold messages. */
const OPENED_ACTIONS: ReadonlySet<Action> = new Set<Action>([
  "files",
  "message",
  "history",
  "search",
  "export",
  "poll",
]);

function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && "id" in value && "from" in value;
}

function fieldsIn(line: string): Record<string, unknown> {
  try {
    const fields: unknown = JSON.parse(line);
    return typeof fields === "object" && fields !== null ? { ...fields } : {};
  } catch {
    return {};
  }
}
