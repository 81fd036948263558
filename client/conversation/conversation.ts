/** What the client knows of the conversation it takes part in; tells a view what there is to show. */
import { GENERAL_ROOM } from "../../protocol/limits.ts";
import { foldUsername } from "../../protocol/names.ts";
import type { Message, Place, Unread } from "../../protocol/records.ts";
import { amendedLines, type ChangeEvent, changeLines } from "../wording/change_text.ts";
import { eventText, type StateEvent } from "../wording/event_text.ts";
import { isSame, type Reader } from "../wording/message_text.ts";
import { isSamePlace, placeKey, placeOf } from "../wording/place.ts";
import type { Knowledge } from "./knowledge.ts";
import { Quotable } from "./quotable.ts";
import { RecentNames } from "./recent_names.ts";
import { ShownMessages } from "./shown.ts";
import type { View } from "./view.ts";

/** More rooms than this nobody is in: a server cannot fill the memory with names. */
const MAX_ROOMS = 10_000;

/** One reader's view of all rooms and private conversations, as the line clients keep it. */
export class Conversation implements Knowledge, Reader {
  readonly #view: View;
  readonly #rooms = new Set<string>();
  #ignored: ReadonlySet<string> = new Set();
  #username = "";
  #place: Place;
  readonly shown = new ShownMessages();
  readonly #quotable = new Quotable();
  /** People that were seen. */
  readonly names = new RecentNames();

  constructor(view: View, place: Place) {
    this.#view = view;
    this.#place = place;
  }

  get username(): string {
    return this.#username;
  }

  get place(): Place {
    return this.#place;
  }

  /** The rooms that the account is in. */
  get rooms(): ReadonlySet<string> {
    return this.#rooms;
  }

  isIn(room: string): boolean {
    return this.#rooms.has(room);
  }

  /** The account is known, and the rooms it is in. */
  welcome(username: string, rooms: readonly string[]): void {
    this.#username = username;
    this.setRooms(rooms);
  }

  /** These are the rooms the account is in. */
  setRooms(rooms: readonly string[]): void {
    this.#rooms.clear();
    for (const room of rooms) this.#rooms.add(room);
    this.#view.moved();
  }

  /** Goes to another place. */
  goTo(place: Place): void {
    if (place.room !== undefined) this.#rooms.add(place.room);
    this.#place = place;
    this.#view.moved();
  }

  /**
   * The account is not in a room any more; returns whether it was until now. The reader stays where
   * they are: what they are typing must not go to another room than they think.
   */
  leave(room: string): boolean {
    const wasIn = this.#rooms.delete(room);
    this.shown.forget(placeKey({ room }));
    if (this.#place.room === room) this.#view.moved();
    return wasIn;
  }

  /** Whether the reader may still be where they are. */
  get isInPlace(): boolean {
    return this.#place.room === undefined || this.#rooms.has(this.#place.room);
  }

  /** A room to go to for who has left the present one. */
  get otherRoom(): string | undefined {
    const [first] = this.#rooms;
    return this.#rooms.has(GENERAL_ROOM) ? GENERAL_ROOM : first;
  }

  /** These accounts are ignored from now on. */
  setIgnored(users: readonly string[]): void {
    this.#ignored = new Set(users.map(foldUsername));
    this.#quotable.forgetAll(({ from }) => this.isIgnored(from));
  }

  /** Whether nothing of this account is to be shown. */
  isIgnored(username: string): boolean {
    return this.#ignored.has(foldUsername(username));
  }

  /** A message has come. */
  message(message: Message): void {
    this.#show(message, true);
  }

  /** Shows messages of the past, oldest first; `unread` says where the unread ones begin. */
  past(messages: readonly Message[], unread?: Unread): void {
    const firstUnread = unread?.first_unread;
    let isMarked = firstUnread === undefined;
    for (const message of messages) {
      const isUnread = firstUnread !== undefined && message.id >= firstUnread &&
        unread !== undefined && isSamePlace(placeOf(message, this.#username), unread);
      if (!isMarked && isUnread) {
        isMarked = true;
        this.#view.firstUnread();
      }
      this.#show(message, false);
    }
    if (messages.length > 0) this.#view.endOfPast();
  }

  /** Whether it replies to a message that cannot be quoted, because nobody has seen it here. */
  lacksQuote({ from, reply_to: id }: Message): boolean {
    return id !== undefined && !this.isIgnored(from) && this.quoted(id) === undefined;
  }

  /** Takes a message that may be quoted from now on. */
  canQuote(message: Message): void {
    if (!this.isIgnored(message.from)) this.#quotable.add(message);
  }

  /** A message was edited, deleted or reacted to. */
  change(event: ChangeEvent): void {
    this.#quotable.forget(event.message);
    const before = this.shown.get(event.message);
    if (event.event === "edited") this.shown.edit(event);
    if (event.event === "deleted") this.shown.delete(event.message);
    if (this.isIgnored(event.by) || this.isIgnored(event.from)) return;
    this.#view.event(changeLines(event, before, this));
  }

  /** An older message stands like this now. */
  amend(message: Message): void {
    this.#quotable.forget(message.id);
    const before = this.shown.get(message.id);
    if (before === undefined) return; // nobody has seen it as it was
    this.shown.add(message, this.#username);
    const lines = amendedLines(before, message, this);
    if (lines.length > 0) this.#view.event(lines);
  }

  /** What had greater ids than this is gone; others may come with the same. */
  restored(lastId: number): void {
    this.shown.forgetAfter(lastId);
    this.#quotable.forgetAll(({ id }) => id > lastId);
  }

  /** Something has happened to a room or to somebody. */
  event(event: StateEvent): void {
    if ("username" in event) this.names.saw(event.username);
    // What happens in the room where the reader is must not be said of a room elsewhere.
    const text = eventText(event, this);
    const isNews = this.#take(event);
    if (text !== undefined && isNews) this.#view.event([text]);
  }

  /** Takes note of an event; returns whether it says anything new. */
  #take(event: StateEvent): boolean {
    switch (event.event) {
      case "joined":
        if (isSame(event.username, this.#username) && this.#rooms.size < MAX_ROOMS) {
          this.#rooms.add(event.room);
        }
        return !this.isIgnored(event.username);
      case "left":
        if (!isSame(event.username, this.#username)) return !this.isIgnored(event.username);
        if (event.reason === "offline" || event.reason === undefined) return false;
        return this.leave(event.room);
      case "room_deleted":
        return this.leave(event.room);
      case "renamed":
        this.#renamed(event.room, event.name);
        return true;
      case "ignored":
        this.setIgnored(event.users);
        return true;
      case "presence":
        return !this.isIgnored(event.username);
      case "invitation":
      case "invited":
        return !this.isIgnored(event.by);
      default:
        return true;
    }
  }

  #renamed(room: string, name: string): void {
    if (this.#rooms.delete(room)) this.#rooms.add(name);
    this.shown.renameRoom(room, name);
    if (this.#place.room === room) this.goTo({ room: name });
  }

  #show(message: Message, isNews: boolean): void {
    if (this.isIgnored(message.from)) return;
    this.names.saw(message.from);
    this.shown.add(message, this.#username);
    this.#view.message({ message, quoted: this.quoted(message.reply_to), isNews });
  }

  /** What a message replies to, where that is known. */
  quoted(id: number | undefined): Message | undefined {
    return this.shown.get(id) ?? this.#quotable.get(id);
  }
}
