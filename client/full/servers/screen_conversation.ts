/** The state as commands and look-ups know it: nothing is kept here that stands in the state. */
import { GENERAL_ROOM } from "../../../protocol/limits.ts";
import { foldUsername } from "../../../protocol/names.ts";
import type { Message, Place } from "../../../protocol/records.ts";
import { Mistake } from "../../commands/parts/mistake.ts";
import type { CountedMessages, Knowledge } from "../../conversation/knowledge.ts";
import type { Quotable } from "../../conversation/quotable.ts";
import { isSame } from "../../wording/message_text.ts";
import { placeName } from "../../wording/place.ts";
import type { ServerNews } from "../state/action.ts";
import { bufferKey, bufferOf, serverOf } from "../state/buffers.ts";
import { findMessage } from "../state/entries.ts";
import type { Buffer, ServerState, State } from "../state/state.ts";

/** What it works with. */
export interface ScreenConversationOptions {
  serverId: string;
  state: () => State;
  tell: (news: ServerNews) => void;
  /** What was fetched to be quoted; it is in no buffer before that. */
  quotable: Quotable;
  /** Where a command was entered; `undefined` leaves it to where the reader was last. */
  entered?: Place | undefined;
}

/** One server of the state; what changes it is told as news. */
export class ScreenConversation implements Knowledge {
  readonly #options: ScreenConversationOptions;
  readonly shown: CountedMessages = {
    last: (place, count) => this.#countable(place).slice(0, count),
    nth: (place, number) => this.#countable(place)[number - 1],
    nthOf: (place, number, username) =>
      this.#countable(place).filter(({ from }) => isSame(from, username))[number - 1],
  };

  constructor(options: ScreenConversationOptions) {
    this.#options = options;
  }

  /** What a command knows that was entered there. */
  enteredIn(entered: Place | undefined): ScreenConversation {
    return new ScreenConversation({ ...this.#options, entered });
  }

  get username(): string {
    return this.#server?.username ?? "";
  }

  get place(): Place {
    return this.#options.entered ?? this.#server?.place ?? { room: GENERAL_ROOM };
  }

  isIn(room: string): boolean {
    return this.#buffer({ room })?.isIn === true;
  }

  get otherRoom(): string | undefined {
    if (this.isIn(GENERAL_ROOM)) return GENERAL_ROOM;
    return this.#buffers.find(({ isIn, place }) => isIn && place?.room !== undefined)?.place?.room;
  }

  leave(room: string): boolean {
    const wasIn = this.isIn(room);
    if (wasIn) this.#options.tell({ kind: "own-room-left", room });
    return wasIn;
  }

  isIgnored(username: string): boolean {
    return this.#server?.ignored.has(foldUsername(username)) === true;
  }

  setIgnored(users: readonly string[]): void {
    this.#options.tell({ kind: "ignored", users });
    this.#options.quotable.forgetAll(({ from }) => this.isIgnored(from));
  }

  setRooms(rooms: readonly string[]): void {
    this.#options.tell({ kind: "own-rooms", rooms });
  }

  /** What a message replies to, where that is known. */
  quoted(id: number | undefined): Message | undefined {
    for (const { entries } of this.#buffers) {
      const found = findMessage(entries, id);
      if (found !== undefined) return found.message;
    }
    return this.#options.quotable.get(id);
  }

  lacksQuote({ from, reply_to: id }: Message): boolean {
    return id !== undefined && !this.isIgnored(from) && this.quoted(id) === undefined;
  }

  canQuote(message: Message): void {
    if (!this.isIgnored(message.from)) this.#options.quotable.add(message);
  }

  get #server(): ServerState | undefined {
    return serverOf(this.#options.state(), this.#options.serverId);
  }

  get #buffers(): readonly Buffer[] {
    const { serverId, state } = this.#options;
    return state().buffers.filter((buffer) => buffer.serverId === serverId);
  }

  #buffer(place: Place): Buffer | undefined {
    const { serverId, state } = this.#options;
    return bufferOf(state(), bufferKey(serverId, place));
  }

  /** The newest first. Throws {Mistake} where the newest are not here: it would count others. */
  #countable(place: Place): Message[] {
    const buffer = this.#buffer(place);
    if (buffer?.hasNewer === true) {
      throw new Mistake(
        `You are looking at what is older in ${placeName(place)}; Escape goes to the newest ` +
          "message, from which the numbers count",
      );
    }
    return (buffer?.entries ?? []).flatMap((entry) =>
      entry.kind === "message" && entry.message.deleted !== true ? [entry.message] : []
    ).reverse();
  }
}
