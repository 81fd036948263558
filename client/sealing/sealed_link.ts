/** A link whose private messages are end-to-end encrypted wherever both sides can. */
import type { AnswerFields } from "../../protocol/answers.ts";
import type { SealedFile } from "../../protocol/encryption/content.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import { within } from "../base/clock.ts";
import { ChatError } from "../../protocol/errors.ts";
import { foldUsername } from "../../protocol/names.ts";
import type { Place } from "../../protocol/records.ts";
import type { Action, Fields } from "../../protocol/requests.ts";
import type { KeyRequest } from "../encryption/session/key_requests.ts";
import type { RequestOptions } from "../link/connection.ts";
import { Link, type LinkOptions } from "../link/link.ts";
import type { Credentials, Welcome } from "../link/login.ts";
import type { SearchedPart } from "../wording/searched.ts";
import type { Outgoing, Stored } from "../link/unacknowledged.ts";
import type { StateEvent } from "../wording/event_text.ts";
import { EncryptedRooms, roomKey } from "./encrypted_rooms.ts";
import { HeldBack } from "./held_back.ts";
import type { KeyHome } from "./key_home.ts";
import { type KeyWords, TERMINAL_WORDS } from "./key_words.ts";
import type { LinkSearch } from "./link_search.ts";
import { OpenedHistory } from "./opened_history.ts";
import { OpenedTraffic } from "./opened_traffic.ts";
import { type Opener, OpeningObserver } from "./opening_observer.ts";
import type { FileStanding } from "../link/file_standing.ts";
import { type Marked, SEALED_FILE } from "../wording/marked.ts";
import type { KeyPowers } from "../link/key_powers.ts";
import { patient } from "./patient_requests.ts";
import { PlaceOrder } from "./place_order.ts";
import { RawLines } from "./raw_lines.ts";
import { RequestSealer } from "./request_sealer.ts";
import type { Sealing } from "./sealing.ts";
import { SealingKeeper, type SealingKeeperOptions } from "./sealing_keeper.ts";
import { SeenMessages } from "./seen_messages.ts";
import { Standings } from "./standings.ts";

/** What a sealed link is made of. */
export interface SealedLinkOptions extends LinkOptions {
  /** Where keys are kept; without such a place there is no device, and nothing is encrypted. */
  keys: KeyHome | undefined;
  /** What is said about keys. @default that of a terminal */
  words?: KeyWords;
  /** Whether the first login of somebody makes keys unasked. @default false */
  beginsUnasked?: boolean;
  /** Whether the recovery code of such keys waits until somebody wants to see it. @default false */
  holdsCode?: boolean;
}

/** So many messages that could not be read are shown anew once they can be; others when they are asked for. */
const MAX_REOPENED = 500;

/** How long what goes on with keys may take to end, in milliseconds. */
const END_WITHIN_MS = 2_000;

/** Everything about keys is loaded when something is to be sealed, opened or begun. */
export class SealedLink extends Link {
  readonly #options: SealedLinkOptions;
  readonly #opening: OpeningObserver;
  readonly #seen = new SeenMessages();
  readonly #traffic: OpenedTraffic;
  readonly #lines: RawLines;
  readonly #standings: Standings;
  readonly #rooms = new EncryptedRooms();
  /** What searches have opened. */
  readonly #history = new OpenedHistory();
  readonly #keeper: SealingKeeper;
  readonly #sealer: RequestSealer;
  readonly #order = new PlaceOrder();
  #search: Promise<LinkSearch> | undefined;
  #writing = 0;

  constructor(options: SealedLinkOptions) {
    const { words = TERMINAL_WORDS } = options;
    const opening = new OpeningObserver(options.observer, {
      opener: () => this.#opener,
      words,
      idle: () => this.changed(),
    });
    super({ ...options, observer: opening });
    this.#options = options;
    this.#opening = opening;
    const rooms = this.#rooms;
    const keeper = new SealingKeeper({
      keys: options.keys,
      words,
      rooms,
      observer: options.observer,
      isPossible: () => this.hello?.encryption !== undefined,
      overLink: () => this.#overLink(),
      // What is shown first is asked for by now, and comes before this.
      whenAsked: () => super.request("ping", {}, { silent: true }).then(() => {}, () => {}),
    });
    this.#keeper = keeper;
    this.#standings = new Standings({
      always: () => this.#isPossible && options.keys !== undefined ? undefined : keeper.whyNot,
      // Why keys cannot be read is said where something is to be done with them.
      look: (other) =>
        keeper.beside(keeper.sealing().then((sealing) => sealing?.look(other), () => {})),
      tell: (other, text) => options.observer.standing?.(other, text),
    });
    this.#traffic = new OpenedTraffic({
      reading: async () => (await keeper.sealing())?.reading,
      isBegun: () => keeper.isBegun,
      words,
      whyNot: () => keeper.whyNot,
      username: () => keeper.username,
      seen: this.#seen,
      history: this.#history,
      rooms,
    });
    this.#sealer = new RequestSealer({
      keeper,
      rooms,
      seen: this.#seen,
      words,
      newNonce: options.newNonce,
      request: (action, fields, how) => super.request(action, fields, how),
      opened: (action, fields, how) => this.request(action, fields, how),
      searching: () => this.#searching(),
      failed: (lines) => options.observer.keys?.({ kind: "failed", lines, isLoud: true }),
    });
    this.#lines = new RawLines({
      isActive: () => keeper.isBegun,
      rooms,
      mayLogIn: () => keeper.account === undefined,
      sealing: () => keeper.toSay(),
      sealed: (action, fields) => this.#sealer.ofScript(action, fields),
      asks: (fields) => this.#traffic.asks(fields),
      send: (line) => super.sendLine(line),
      tell: (line) => options.observer.line?.(line),
      changed: () => this.changed(),
      whenLive: () => this.#isLiveAgain(),
      timeMs: Date.now,
    });
    void this.ended.then(() => this.#lines.loginAnswered());
  }

  override get unacknowledged(): number {
    return super.unacknowledged + this.#writing + this.#lines.waiting;
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
    this.#keeper.begin();
  }

  /** How the conversation with somebody stands, in words; empty while it is not known. */
  override standingOf(place: Place | undefined): string {
    const other = this.#sealedPlace(place);
    if (other === undefined || !this.#keeper.isBegun) return "";
    return this.#standings.of(other);
  }

  /** How a conversation is called that is encrypted, or may be; `undefined` for other rooms. */
  #sealedPlace(place: Place | undefined): string | undefined {
    if (place?.with !== undefined) return foldUsername(place.with);
    return place?.room !== undefined && this.#rooms.has(place.room)
      ? roomKey(place.room)
      : undefined;
  }

  /** What sealing does over this link. */
  #overLink(): ReturnType<SealingKeeperOptions["overLink"]> {
    const { beginsUnasked, holdsCode, newNonce, observer } = this.#options;
    return {
      beginsUnasked: beginsUnasked === true,
      holdsCode: holdsCode === true,
      request: this.#patient(),
      post: (message, options) => super.say(message, options),
      newNonce,
      whenLive: () => this.#isLiveAgain(),
      tell: (news) => observer.keys?.(news),
      stands: (other, text) => this.#standings.stands(other, text),
      begun: () => void (this.#keeper.isBegun = true),
      linked: () => this.#reopen(),
      isOpen: (room) => {
        this.#rooms.forget(room);
        this.#standings.stale(room);
        observer.standing?.(room, "");
      },
      serverTimeMs: () => this.#traffic.newestTimeMs,
    };
  }

  /** What keys are kept and used with; `undefined` where nothing can be encrypted. */
  async sealing(): Promise<Sealing | undefined> {
    return await this.#keeper.sealing();
  }

  override keyPowers(): Promise<KeyPowers | undefined> {
    return this.sealing();
  }

  override async say(message: Outgoing): Promise<Stored> {
    const { room, to } = message;
    const isOpenRoom = to === undefined && !this.#rooms.has(room) && this.#rooms.isComplete;
    const isPlain = isOpenRoom || !this.#keeper.isBegun;
    if (isPlain && !this.#order.isWaiting(keyOf(message))) return await super.say(message);
    return await this.#sayInOrder(message, async (sealing) => {
      if (sealing === undefined) return await super.say(message);
      const stored = await sealing.say(message);
      this.#keeper.beside(sealing.look(keyOf(message)));
      return stored;
    });
  }

  /** Says something once it is known how it goes out there, and after what was said there before. */
  async #sayInOrder(
    message: Outgoing,
    say: (sealing: Sealing | undefined) => Promise<Stored>,
  ): Promise<Stored> {
    const { room, to } = message;
    const place = to === undefined ? { room } : { with: to };
    this.#writing++;
    try {
      const { answer } = await this.#order.inTurn(keyOf(message), async () => {
        const sealing = await this.#keeper.toSayIn(place);
        return { answer: say(sealing) };
      });
      return await answer;
    } finally {
      this.#writing--;
      this.changed();
    }
  }

  /** How a file goes there; nothing of it has left by then. */
  override async fileStanding(place: Place): Promise<FileStanding> {
    if (!this.#keeper.isBegun) return "plain";
    if (place.with !== undefined && !this.#isPossible && this.#keeper.hasKeys) {
      return { refused: this.#words.notHere };
    }
    await this.#keeper.arrived();
    try {
      const sealing = await this.#keeper.toSayIn(place);
      const other = this.#sealedPlace(place);
      if (sealing === undefined || other === undefined) return "plain";
      return await sealing.fileStanding(other);
    } catch (error) {
      if (error instanceof HeldBack) return { refused: error.message };
      throw error;
    }
  }

  override async saySealed(message: Outgoing, file: SealedFile): Promise<Stored> {
    return await this.#sayInOrder(message, async (sealing) => {
      if (sealing === undefined) throw new HeldBack(this.#words.noFiles);
      return await sealing.say(message, { file });
    });
  }

  override async sealedFile(messageId: number): Promise<SealedFile | undefined> {
    const message = await this.#openedNow(messageId);
    if (message?.encryption === "unverified") throw new EncryptionError("no_key", message.text);
    return message?.[SEALED_FILE];
  }

  /** A private message that was opened, or that is asked for; `undefined` where nothing is to be opened. */
  async #openedNow(id: number): Promise<Marked | undefined> {
    const known = this.#seen.private(id)?.message;
    if (
      known !== undefined || !this.#isPossible || !this.#keeper.isBegun || this.#seen.isOfRoom(id)
    ) {
      return known;
    }
    try {
      return (await this.request("message", { id })).message;
    } catch (error) {
      // Older servers do not know the question; and whoever asks for the file hears what is wrong.
      if (error instanceof ChatError) return undefined;
      throw error;
    }
  }

  override async request<A extends Action>(
    action: A,
    fields: Partial<Fields<A>>,
    options: RequestOptions = {},
  ): Promise<AnswerFields[A]> {
    const sealed = await this.#sealer.sealed(action, fields);
    if (sealed !== undefined) return await sealed(options) as AnswerFields[A];
    if (action === "say") await this.#demandPlain(fields);
    const answer = await super.request(action, fields, options).catch(async (error) => {
      const room = (fields as { room?: unknown }).room;
      const isUnknown = action === "invite" && typeof room === "string" && !this.#rooms.has(room) &&
        error instanceof ChatError && error.code === "encryption_required" && this.#keeper.hasKeys;
      if (!isUnknown) throw error;
      // Another device of the account has made it.
      this.#rooms.add(room);
      return await this.request(action, fields, options);
    });
    if (ROOM_ANSWERS.has(action)) this.#rooms.answered(answer);
    if (action === "join") this.#joined((fields as Fields<"join">).room);
    return await this.#opened(this.#traffic.answer(answer, action, fields));
  }

  /** Nobody could say how a room stands before one was in it. */
  #joined(room: string): void {
    const key = roomKey(room);
    this.#standings.stale(key);
    if (this.#rooms.has(room) && this.#keeper.isBegun) this.#standings.of(key);
  }

  override async *searchSealed(
    query: string,
    signal: AbortSignal,
  ): AsyncGenerator<SearchedPart> {
    if (this.#keeper.isBegun) yield* (await this.#searching()).parts(query, signal);
  }

  /** What searches in what is encrypted; loaded with the first search. */
  #searching(): Promise<LinkSearch> {
    return this.#search ??= import("./link_search.ts").then(({ LinkSearch }) =>
      new LinkSearch({
        history: this.#history,
        seen: this.#seen,
        rooms: this.#rooms,
        sealing: () => this.sealing(),
        username: () => this.#keeper.username,
        request: this.#patient(),
        whenLive: () => this.#isLiveAgain(),
        clock: this.#options.clock,
      })
    );
  }

  /** Whoever says something by a request, and not by `say()`, says it plain. @throws {HeldBack} */
  async #demandPlain({ room, to }: { room?: unknown; to?: unknown }): Promise<void> {
    const standing = await this.fileStanding(
      typeof to === "string" ? { with: to } : { room: String(room ?? "general") },
    );
    if (standing === "plain") return;
    throw new HeldBack(standing === "sealed" ? this.#words.noFiles : standing.refused);
  }

  /** Lines of a script are sent as they are, but for what says something in private. */
  override sendLine(line: string): void {
    this.#lines.send(line);
  }

  override cameBack(welcome: Welcome): void {
    this.#keeper.cameBack(welcome);
  }

  override scriptEntered(welcome: Welcome | undefined): void {
    if (welcome !== undefined) this.#entered(welcome);
    this.#lines.loginAnswered();
  }

  /** What goes on with keys ends before: the connection is closed, and files are whole. */
  override async leave(action: "exit" | "logout" = "exit"): Promise<void> {
    await super.leave(action);
    await within(this.#options.clock, END_WITHIN_MS, this.#keeper.whenDone());
  }

  /** Requests that nobody has typed, made again when the server has no time. */
  #patient(): KeyRequest {
    return patient(
      (action, fields) => super.request(action, fields, { silent: true }),
      this.#options.clock,
    );
  }

  async #isLiveAgain(): Promise<boolean> {
    await this.whenLive();
    return this.state === "live";
  }

  /** What was said of how conversations stand is said once more, as it is said now. */
  sayAnew(): void {
    this.#keeper.tryWhereOpen(async (sealing) => {
      for (const other of this.#standings.asked) await sealing.look(other);
    });
  }

  /** What this device could not read when it was shown. */
  #reopen(): void {
    for (const message of this.#seen.unopened().slice(-MAX_REOPENED)) this.#opening.amend(message);
  }

  /** Whoever leaves waits for what is being opened, too. */
  #opened<Work extends Promise<unknown> | undefined>(work: Work): Work {
    if (work !== undefined) this.#keeper.beside(work.catch(() => {}));
    return work;
  }

  get #words(): KeyWords {
    return this.#options.words ?? TERMINAL_WORDS;
  }

  get #isPossible(): boolean {
    return this.hello?.encryption !== undefined;
  }

  #entered(welcome: Welcome): Welcome {
    this.#keeper.entered(welcome);
    return welcome;
  }

  get #opener(): Opener {
    return {
      message: (message, isNew) => this.#opened(this.#traffic.message(message, isNew)),
      change: (event) => this.#opened(this.#traffic.change(event)),
      line: (line) => this.#opened(this.#traffic.line(line)),
      event: (event) => this.#event(event),
      back: () => {
        this.#history.clear(); // what was changed meanwhile is not told of messages of long ago
        const others = this.#standings.allStale();
        this.#keeper.whereOpen((sealing) => sealing.back(others));
      },
      restored: (lastId) => {
        this.#seen.restored(lastId);
        this.#history.clear();
        this.#keeper.tryWhereOpen(({ reading }) => reading.restored(lastId));
      },
    };
  }

  #event(event: StateEvent): void {
    this.#rooms.heard(event);
    if (event.event === "keys_changed") {
      const account = foldUsername(event.username);
      if (account === this.#keeper.account) this.#keeper.isBegun = true;
      this.#standings.stale(account);
    }
    this.#keeper.whereOpen((sealing) => sealing.heard(event));
  }
}

/** How the place is called among conversations where a message goes. */
function keyOf({ room, to }: Outgoing): string {
  return to === undefined ? roomKey(room) : foldUsername(to);
}

/** Answers that say of rooms whether they are encrypted. */
const ROOM_ANSWERS: ReadonlySet<Action> = new Set<Action>(["create", "join", "rooms", "set"]);
