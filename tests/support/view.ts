/** What a client shows, made of nothing but live events and polls. */
import type { Line } from "./test_client.ts";

/** Fields that an event has and a message has not. */
const EVENT_FIELDS = ["event"];

/** Messages in the order in which they were shown. Throws when one is repeated or out of order. */
export class View {
  /** Everything up to this id has been taken in. */
  lastId = 0;
  readonly #username: string;
  #shown = new Map<number, Line>();
  #newestId = 0;

  constructor(username: string) {
    this.#username = username;
  }

  /** All messages, in the order in which they were shown. */
  get messages(): Line[] {
    return [...this.#shown.values()];
  }

  /** The messages of each conversation: `#room` or `@account`. */
  byPlace(): Map<string, Line[]> {
    const places = Map.groupBy(this.#shown.values(), (message) => this.placeOf(message));
    return new Map([...places].map(([place, messages]) => [place, messages.map(normalized)]));
  }

  /** The conversation of a message as this account sees it. */
  placeOf({ room, from, to }: Line): string {
    if (room !== undefined) return `#${room}`;
    return `@${from === this.#username ? to : from}`;
  }

  /** Forgets everything. */
  clear(): void {
    this.#shown = new Map();
    this.#newestId = 0;
    this.lastId = 0;
  }

  /** Forgets a room. */
  drop(room: string): void {
    for (const [id, message] of this.#shown) {
      if (message["room"] === room) this.#shown.delete(id);
    }
  }

  /** Takes in a page of `poll`. */
  takePage({ messages, changed, last_id }: Line): void {
    for (const message of messages) this.#show(message);
    for (const message of changed) {
      if (this.#shown.has(message["id"])) this.#shown.set(message["id"], message);
    }
    this.lastId = last_id;
  }

  /** Takes in a live event that has an id; those that polls have brought already are left out. */
  takeEvent(event: Line): void {
    if (event["id"] <= this.lastId) return;
    this.lastId = event["id"];
    if (event["event"] === "message") this.#show(without(event, EVENT_FIELDS));
    else this.#change(event);
  }

  #show(message: Line): void {
    if (message["id"] <= this.#newestId) {
      throw new Error(`Message ${message["id"]} was shown after ${this.#newestId}`);
    }
    this.#newestId = message["id"];
    this.#shown.set(message["id"], message);
  }

  #change(event: Line): void {
    const message = this.#shown.get(event["message"]);
    if (message !== undefined) this.#shown.set(event["message"], changed(message, event));
  }
}

/** A message with its reactions in one order, so that messages can be compared. */
export function normalized({ reactions, ...message }: Line): Line {
  if (reactions === undefined || reactions.length === 0) return message;
  const sorted = reactions
    .map((reaction: Line) => ({ ...reaction, users: reaction["users"].toSorted() }))
    .toSorted((first: Line, second: Line) => first["emoji"] < second["emoji"] ? -1 : 1);
  return { ...message, reactions: sorted };
}

function changed(message: Line, event: Line): Line {
  switch (event["event"]) {
    case "edited":
      return { ...message, text: event["text"], edited: event["time"] };
    case "deleted":
      return { ...without(message, ["edited", "reactions"]), text: "", deleted: true };
    case "reacted":
      return { ...message, reactions: reactionsAfter(message["reactions"] ?? [], event) };
    default:
      throw new Error(`The event ${event["event"]} changes no message`);
  }
}

function reactionsAfter(reactions: Line[], { emoji, by, removed }: Line): Line[] {
  const known = reactions.find((reaction) => reaction["emoji"] === emoji);
  const others = reactions.filter((reaction) => reaction !== known);
  const users: string[] = (known?.["users"] ?? []).filter((user: string) => user !== by);
  if (removed !== true) users.push(by);
  return users.length === 0 ? others : [...others, { emoji, count: users.length, users }];
}

function without(line: Line, names: readonly string[]): Line {
  return Object.fromEntries(Object.entries(line).filter(([name]) => !names.includes(name)));
}
