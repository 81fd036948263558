/** Tells the state what comes over a link, in its order and without what is ignored. */
import { printable } from "../../../protocol/text/printable.ts";
import type { Message, Place } from "../../../protocol/records.ts";
import type { Clock } from "../../base/clock.ts";
import { InOrder } from "../../base/in_order.ts";
import type { Quotable } from "../../conversation/quotable.ts";
import { Quotes } from "../../conversation/quotes.ts";
import type { KeyNews } from "../../link/key_news.ts";
import type { Link } from "../../link/link.ts";
import type { Restored } from "../../link/lineage.ts";
import type { LinkObserver } from "../../link/link_observer.ts";
import type { ChangeEvent } from "../../wording/change_text.ts";
import type { StateEvent } from "../../wording/event_text.ts";
import { isSame } from "../../wording/message_text.ts";
import type { ScreenConversation } from "./screen_conversation.ts";
import type { ServerNews } from "../state/action.ts";

/** What it works with. */
export interface LinkNewsOptions {
  /** Makes the link that tells `observer`. */
  newLink: (observer: LinkObserver) => Link;
  conversation: ScreenConversation;
  quotable: Quotable;
  clock: Clock;
  /** The time of day, Unix milliseconds. */
  timeMs: () => number;
  tell: (news: ServerNews) => void;
  /** The account is in one more room. */
  joined: () => void;
  /** The server says how far the reader has read, on whichever device. */
  read: (place: Place, id: number) => void;
  /** The link is back after a loss. */
  back: () => void;
  /** Messages with greater ids than this are gone. */
  restored: (lastId: number) => void;
  /** What is known of rooms and people may be old; `rooms` are those of the account, where known. */
  stale: (rooms: readonly string[] | undefined) => void;
}

/** Owns the link that it listens to. */
export class LinkNews implements LinkObserver {
  readonly #options: LinkNewsOptions;
  readonly isPerson = true;
  readonly link: Link;
  readonly #quotes: Quotes;
  readonly #order = new InOrder();
  #isLost = false;
  /** Whether the link has begun: only then can it be lost. */
  hasBegun = false;

  constructor(options: LinkNewsOptions) {
    const { clock, conversation, newLink } = options;
    this.#options = options;
    this.link = newLink(this);
    this.#quotes = new Quotes({ link: this.link, conversation, clock });
  }

  /** Resolves when everything that has come was told. */
  get whenTold(): Promise<void> {
    return this.#order.settled;
  }

  message(message: Message): void {
    const isReplayed = this.link.state !== "live";
    this.#order.run(() => {
      if (this.#options.conversation.isIgnored(message.from)) return;
      const quoted = this.#options.conversation.quoted(message.reply_to);
      this.#options.tell({ kind: "message", message, quoted, isReplayed });
    }, this.#quotes.before(message));
  }

  change(event: ChangeEvent): void {
    this.#order.run(() => {
      this.#options.quotable.forget(event.message);
      if (!this.#options.conversation.isIgnored(event.by)) {
        this.#options.tell({ kind: "change", event });
      }
    });
  }

  amend(message: Message): void {
    this.#order.run(() => {
      this.#options.quotable.forget(message.id);
      const { conversation, tell } = this.#options;
      if (conversation.isIgnored(message.from)) return;
      // What could not be read before may be an answer to something.
      tell({ kind: "amend", message, quoted: conversation.quoted(message.reply_to) });
    }, this.#quotes.before(message));
  }

  event(event: StateEvent): void {
    this.#order.run(() => {
      const { conversation, tell } = this.#options;
      const isInvitation = event.event === "invited" || event.event === "invitation";
      const actor = isInvitation ? event.by : "username" in event && event.username;
      if (actor && conversation.isIgnored(actor)) return;
      if (event.event === "read") this.#options.read(placeOfRead(event), event.id);
      tell({ kind: "event", event });
      const isOwnRoom = event.event === "joined" && isSame(event.username, conversation.username);
      if (isOwnRoom) this.#options.joined();
    });
  }

  lost(reason: string, pauseMs: number): void {
    this.#isLost = true;
    const retryAtMs = this.#options.timeMs() + pauseMs;
    this.#options.tell({
      kind: "connection",
      connection: { kind: "offline", reason: printable(reason), retryAtMs },
    });
  }

  back(missed: number): void {
    this.#isLost = false;
    this.#order.run(() => this.#options.tell({ kind: "back", missed }));
    this.#options.back();
  }

  restored({ hasLost, lastId }: Restored): void {
    this.#order.run(() => {
      this.#options.quotable.forgetAll(({ id }) => id > lastId);
      this.#options.restored(lastId);
      this.#options.tell({ kind: "restored", lastId, hasLost });
    });
  }

  caughtUp(missed: number): void {
    this.#order.run(() => this.#options.tell({ kind: "caught-up", missed }));
  }

  stale(rooms: readonly string[] | undefined): void {
    this.#options.stale(rooms);
  }

  keys({ isLoud, lines }: KeyNews): void {
    this.#order.run(() =>
      this.#options.tell({
        kind: "lines",
        lines: lines.map(printable),
        tone: isLoud ? "warning" : "event",
      })
    );
  }

  standing(other: string, text: string): void {
    this.#options.tell({ kind: "standing", other, text: printable(text) });
  }

  unknown(): void {}

  changed(): void {
    if (!this.hasBegun || this.#isLost || this.link.state !== "offline") return;
    this.lost("", 0); // why is not known
  }

  settled(): Promise<void> {
    return Promise.resolve();
  }
}

function placeOfRead(event: Place): Place {
  return event.room === undefined ? { with: event.with } : { room: event.room };
}
