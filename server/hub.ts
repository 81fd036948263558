/** Knows who is online where, and hands every event to those who may see it. */
import type { Person, RoomSummary, ServerEvent } from "../protocol/events.ts";
import type { AccountRecord, RoomRecord } from "./journal/entries.ts";
import type { Session } from "./session.ts";
import { type BucketSize, TokenBucket } from "./token_bucket.ts";
import type { Turn } from "./turn.ts";
import type { WireFormat } from "./wire_format.ts";

/** Most text, in characters, that is encoded into one chunk: smaller than any outbox. */
const MAX_RUN_CHARACTERS = 64 * 1_024;

/** Those who see an event. */
interface Audience {
  readonly sessions: Iterable<Session>;
}

/** An account that is online, on one connection or several. */
export interface OnlineAccount {
  readonly id: number;
  readonly name: string;
  readonly sessions: Set<Session>;
  readonly rooms: ReadonlyMap<string, RoomRecord>;
  /** Limits its messages over all its connections; undefined means no limit. */
  readonly messageBucket: TokenBucket | undefined;
  /** Limits its other requests. */
  readonly queryBucket: TokenBucket | undefined;
}

interface OnlineRoom extends Audience {
  readonly sessions: Set<Session>;
  readonly accounts: Set<OnlineAccount>;
}

interface Publication {
  audience: Audience;
  event: ServerEvent;
  id: number;
  characters: number;
}

/** Rates of one account over all its connections. */
export interface AccountRates {
  messages: BucketSize;
  queries: BucketSize;
}

/** Options of a {@linkcode Hub}. */
export interface HubOptions {
  turn: Turn;
  /** Greatest message id so far. */
  lastId: number;
  /** Undefined means no limits. */
  rates: AccountRates | undefined;
  now(): number;
}

/**
 * Delivers what the journal committed, in its order, and who comes and goes. Everything published
 * in one turn is encoded once for each audience and format, and the same bytes go to everybody.
 */
export class Hub {
  readonly #options: HubOptions;
  readonly #accounts = new Map<number, OnlineAccount>();
  readonly #rooms = new Map<number, OnlineRoom>();
  #published: Publication[] = [];
  #lastId: number;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#lastId = options.lastId;
  }

  /**
   * Makes `session` one of the account's and tells its rooms when it is the first. Returns the
   * account and the id after which the session gets every event that it may see.
   */
  enter(session: Session, record: AccountRecord): { account: OnlineAccount; lastId: number } {
    // Whoever enters now has what was published before from the store, not from here.
    this.deliver();
    const known = this.#accounts.get(record.id);
    const account = known ?? this.#cameOnline(record);
    account.sessions.add(session);
    for (const room of account.rooms.values()) this.#room(room.id).sessions.add(session);
    session.outbox.startAfter(this.#lastId);
    return { account, lastId: this.#lastId };
  }

  /** Takes a session out; tells its rooms when it was the account's last. */
  leave(session: Session, account: OnlineAccount): void {
    account.sessions.delete(session);
    for (const room of account.rooms.values()) this.#room(room.id).sessions.delete(session);
    if (account.sessions.size > 0) return;
    this.#accounts.delete(account.id);
    const time = new Date(this.#options.now()).toISOString();
    for (const { id, name } of account.rooms.values()) {
      this.#room(id).accounts.delete(account);
      this.#publish(this.#room(id), { event: "left", room: name, username: account.name, time });
    }
  }

  /** Delivers a committed message to everybody in a room. */
  publishToRoom(room: RoomRecord, event: ServerEvent & { id: number; text: string }): void {
    this.#publish(this.#room(room.id), event, event);
  }

  /** Delivers a committed message to all connections of these accounts. */
  publishToAccounts(
    ids: readonly number[],
    event: ServerEvent & { id: number; text: string },
  ): void {
    const sessions = new Set<Session>();
    for (const id of ids) {
      for (const session of this.#accounts.get(id)?.sessions ?? []) sessions.add(session);
    }
    this.#publish({ sessions }, event, event);
  }

  /** How many accounts are online. */
  get accountCount(): number {
    return this.#accounts.size;
  }

  /** Who is online, by name. */
  online(): Person[] {
    return people(this.#accounts.values());
  }

  /** Who is online in a room, by name. */
  onlineIn(room: RoomRecord): Person[] {
    return people(this.#room(room.id).accounts);
  }

  /** A room with the number of those who are online in it. */
  summary(room: RoomRecord): RoomSummary {
    return { room: room.name, online: this.#room(room.id).accounts.size };
  }

  /** Encodes what was published since the last call and puts it into the outboxes. */
  deliver(): void {
    const published = this.#published;
    if (published.length === 0) return;
    this.#published = [];
    for (const run of runsOf(published)) this.#deliverRun(run);
  }

  #deliverRun(run: readonly Publication[]): void {
    const [first] = run;
    if (first === undefined) return;
    const events = run.map((publication) => publication.event);
    let lastId = 0;
    for (const { id } of run) if (id > lastId) lastId = id;
    if (lastId > this.#lastId) this.#lastId = lastId;
    let format: WireFormat | undefined;
    let bytes: Uint8Array | undefined;
    const encoded = new Map<WireFormat, Uint8Array>();
    for (const session of first.audience.sessions) {
      if (bytes === undefined || session.format !== format) {
        format = session.format;
        bytes = encoded.get(format) ?? format.encodeEvents(events);
        encoded.set(format, bytes);
      }
      session.outbox.pushEvents(bytes, events.length, lastId);
    }
  }

  #cameOnline(record: AccountRecord): OnlineAccount {
    const nowMs = this.#options.now();
    const { rates } = this.#options;
    const account: OnlineAccount = {
      id: record.id,
      name: record.name,
      sessions: new Set(),
      rooms: new Map(record.rooms.map((room) => [room.name, room])),
      messageBucket: rates && new TokenBucket(rates.messages, nowMs),
      queryBucket: rates && new TokenBucket(rates.queries, nowMs),
    };
    this.#accounts.set(record.id, account);
    const time = new Date(nowMs).toISOString();
    for (const { id, name } of account.rooms.values()) {
      const room = this.#room(id);
      this.#publish(room, { event: "joined", room: name, username: account.name, time });
      room.accounts.add(account);
    }
    // Delivered before the new session is added: who comes is told in the answer where it is.
    this.deliver();
    return account;
  }

  #room(id: number): OnlineRoom {
    let room = this.#rooms.get(id);
    if (room === undefined) {
      room = { sessions: new Set(), accounts: new Set() };
      this.#rooms.set(id, room);
    }
    return room;
  }

  #publish(
    audience: Audience,
    event: ServerEvent,
    { id, text }: { id: number; text: string } = { id: 0, text: "" },
  ): void {
    this.#published.push({ audience, event, id, characters: text.length });
    this.#options.turn.schedule();
  }
}

/** Cuts publications into runs for the same audience, each of which is encoded into one chunk. */
function* runsOf(publications: readonly Publication[]): Generator<readonly Publication[]> {
  let start = 0;
  let characters = 0;
  for (const [index, publication] of publications.entries()) {
    const sameRun = publications[start]?.audience === publication.audience &&
      characters + publication.characters <= MAX_RUN_CHARACTERS;
    if (!sameRun && index > start) {
      yield publications.slice(start, index);
      start = index;
      characters = 0;
    }
    characters += publication.characters;
  }
  if (start < publications.length) yield publications.slice(start);
}

function people(accounts: Iterable<OnlineAccount>): Person[] {
  return [...accounts]
    .map(({ name, sessions }) => ({ username: name, connections: sessions.size }))
    .sort((first, second) => first.username.localeCompare(second.username));
}
