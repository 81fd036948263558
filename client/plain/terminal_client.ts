/** The client for people: a prompt on the last row, the conversation above it. */
import { bytesText } from "../../protocol/text/bytes_text.ts";
import { printable } from "../../protocol/text/printable.ts";
import type { Message, Place } from "../../protocol/records.ts";
import type { Clock } from "../base/clock.ts";
import { InOrder } from "../base/in_order.ts";
import { type Aliases, withAliases } from "../commands/aliases.ts";
import { type CommandContext, contextOn, type Goodbye } from "../commands/parts/context.ts";
import type { SettingPowers } from "../commands/parts/setting_powers.ts";
import { addressee } from "../commands/addressing.ts";
import { parseIntent } from "../commands/intent.ts";
import { Speaker, type Told, TooLong } from "../commands/speaker.ts";
import type { Conversation } from "../conversation/conversation.ts";
import { Quotes } from "../conversation/quotes.ts";
import { ReadTracker } from "../conversation/read_tracker.ts";
import { refresh } from "../conversation/refresh.ts";
import { tellRead, tellTyping } from "../conversation/tell.ts";
import { TypingTeller, Typists } from "../conversation/typing.ts";
import type { MessageView } from "../conversation/view.ts";
import type { LocalFiles } from "../files/local_files.ts";
import type { PathRoots } from "../files/local_paths.ts";
import { offerFor } from "../files/offer.ts";
import { transfersText } from "../files/transfer_text.ts";
import type { KeyNews } from "../link/key_news.ts";
import type { Link } from "../link/link.ts";
import type { Restored } from "../link/lineage.ts";
import type { LinkObserver } from "../link/link_observer.ts";
import { ownMessagesBack } from "../link/link_waits.ts";
import { HeldBack } from "../sealing/held_back.ts";
import type { Key } from "../terminal/input/key.ts";
import type { Screen } from "../terminal/screen.ts";
import type { EmojiTable } from "../text/emoji.ts";
import type { ChangeEvent } from "../wording/change_text.ts";
import { describe } from "../wording/describe.ts";
import type { StateEvent } from "../wording/event_text.ts";
import { excerpt, isSame } from "../wording/message_text.ts";
import { placeName, placeOf } from "../wording/place.ts";
import { restoredText } from "../wording/restored_text.ts";
import { Completer } from "./completer.ts";
import { openPlace } from "./open_place.ts";
import type { TerminalDisplay } from "./terminal_display.ts";
import { type Entered, TerminalInput } from "./terminal_input.ts";
import { UnreadNews } from "./unread_news.ts";

/** Only what takes longer than this is shown as on its way. */
const SLOW_SEND_MS = 1_000;

/** What a terminal client works with. */
export interface TerminalClientOptions {
  link: Link;
  screen: Screen;
  display: TerminalDisplay;
  conversation: Conversation;
  clock: Clock;
  loadEmoji: () => Promise<EmojiTable>;
  /** Longest text of a message, in bytes. */
  maxTextBytes: number;
  /** Where paths begin; without it none are understood. */
  roots?: PathRoots;
  /** What commands do about settings. */
  settings?: () => Promise<SettingPowers>;
  /** What people type after a slash, and what it stands for. @default nothing */
  aliases?: () => Aliases;
  /** Hears of what is said for the first time, and of what becomes of it. */
  heard?: (said: Message | ChangeEvent) => void;
}

/** Shows what the link tells, and does what the keys say. */
export class TerminalClient implements Omit<LinkObserver, "line" | "unknown" | "settled"> {
  readonly #options: TerminalClientOptions;
  readonly #input: TerminalInput;
  readonly #typists: Typists;
  readonly #teller: TypingTeller;
  /** What the reader has read. */
  readonly reading: ReadTracker;
  /** What the reader has not read. */
  readonly unread: UnreadNews;
  #context: CommandContext;
  #files: LocalFiles | undefined;
  readonly #speaker: Speaker;
  readonly #quotes: Quotes;
  readonly #order = new InOrder();
  readonly #left = Promise.withResolvers<Goodbye>();
  #goodbye: Goodbye = "exit";
  #isSlow = false;
  #isLost = false;
  #cancelSlow: (() => void) | undefined;

  constructor(options: TerminalClientOptions) {
    const { clock, conversation, display, link, loadEmoji, maxTextBytes } = options;
    this.#options = options;
    this.#quotes = new Quotes({ link, conversation, clock });
    const completer = new Completer({
      conversation,
      loadEmoji,
      list: (choices) => display.local([choices]),
      loaded: (before) => {
        if (this.#input.before !== before) return; // somebody typed on
        this.#input.setBefore(completer.complete(before));
        this.draw();
      },
      roots: options.roots,
      aliases: () => Object.keys(options.aliases?.() ?? {}),
      pathFound: (before, completed) => {
        if (this.#input.before !== before) return; // somebody typed on
        this.#input.setBefore(completed);
        this.draw();
      },
    });
    this.#input = new TerminalInput({
      enter: (text) => this.#enter(text),
      complete: (before) => completer.complete(before),
      typed: (text) => this.#teller.typed(text, conversation.place),
      isTooLong: (block) => {
        const bytes = new TextEncoder().encode(block).length;
        if (bytes <= maxTextBytes) return false;
        const lines = `These ${block.split("\n").length} lines have ${bytesText(bytes)}`;
        const most = `and a message has at most ${bytesText(maxTextBytes)}`;
        display.warn(`${lines}, ${most}; nothing was sent. /send sends a file`);
        return true;
      },
      declined: () => display.local(["not sent"]),
      pasted: (text) => void this.#lookAtPaste(text),
    });
    this.#typists = new Typists(clock, () => this.draw());
    this.#teller = new TypingTeller(clock, (place) => tellTyping(link, place));
    this.reading = new ReadTracker({
      clock,
      conversation,
      tell: (mark) => tellRead(link, mark),
    });
    this.unread = new UnreadNews({ link, reading: this.reading, display });
    this.#speaker = new Speaker({
      link,
      loadEmoji,
      echoed: async () => {
        await ownMessagesBack(link, clock);
        await this.#order.settled;
      },
    });
    this.#speaker.maxTextBytes = maxTextBytes;
    this.#context = {
      ...contextOn(link, loadEmoji),
      conversation,
      view: display,
      ...(options.settings === undefined ? {} : { settings: options.settings }),
      terminal: {
        ask: (prompt, askOptions) => {
          const answer = this.#input.ask(prompt, askOptions);
          this.draw();
          return answer;
        },
        type: (text) => this.#input.set(text),
        keepUnread: (place) => this.reading.keepUnread(place),
      },
      say: (message) => this.#speaker.sayNow(message, this.#told()),
      help: (lines) => display.local(lines),
      goTo: (place) => {
        conversation.goTo(place);
        return openPlace({ link, conversation, reading: this.reading }, place);
      },
      past: (messages) => conversation.past(messages),
      leave: (goodbye) => this.#left.resolve(goodbye),
    };
  }

  /** Files can be sent and fetched from now on. */
  set files(files: LocalFiles) {
    this.#files = files;
    this.#context = { ...this.#context, files };
  }

  /** Resolves when a command has ended the client. */
  get left(): Promise<Goodbye> {
    return this.#left.promise;
  }

  /** Resolves when everything that was entered is on its way. */
  get settled(): Promise<void> {
    return this.#speaker.settled;
  }

  message(message: Message): void {
    const { conversation } = this.#options;
    this.#options.heard?.(message);
    this.#order.run(() => conversation.message(message), this.#quotes.before(message));
  }

  /** A message was shown. */
  shown({ isNews, message }: MessageView): void {
    if (!isNews) return;
    const where = placeOf(message, this.#options.conversation.username);
    this.#typists.sent(message.from, where);
    this.reading.shown(message);
  }

  change(event: ChangeEvent): void {
    this.#options.heard?.(event);
    this.#order.run(() => this.#options.conversation.change(event));
  }

  amend(message: Message): void {
    this.#order.run(() => this.#options.conversation.amend(message));
  }

  event(event: StateEvent): void {
    this.#order.run(() => this.#event(event));
  }

  #event(event: StateEvent): void {
    const { conversation } = this.#options;
    if (event.event === "typing") {
      const { username } = event;
      if (conversation.isIgnored(username) || isSame(username, conversation.username)) return;
      this.#typists.saw(username, placeOfTyping(event));
    }
    conversation.event(event);
  }

  stale(rooms: readonly string[] | undefined): void {
    const { conversation, link } = this.#options;
    void refresh(link, conversation, rooms).then(() => this.unread.refresh());
  }

  lost(reason: string): void {
    if (!this.#isLost) this.#print(`connection lost (${reason}); reconnecting …`);
    this.#isLost = true;
    this.#typists.clear();
    this.draw();
  }

  back(missed: number): void {
    this.#isLost = false;
    // What was missed has been printed already, one by one, when it was fetched.
    this.#print("connected again");
    if (missed > 0) this.#print(`caught up: ${missed} ${missed === 1 ? "message" : "messages"}`);
    this.draw();
  }

  restored({ hasLost, lastId }: Restored): void {
    this.#order.run(() => {
      this.#options.conversation.restored(lastId);
      this.reading.restored(lastId);
      this.#print(restoredText(hasLost));
      this.draw();
    });
  }

  caughtUp(missed: number): void {
    if (missed === 0) return;
    this.#print(`caught up after a gap: ${missed} ${missed === 1 ? "message" : "messages"}`);
    this.draw();
  }

  keys({ isLoud, lines }: KeyNews): void {
    const { display } = this.#options;
    for (const line of lines) {
      if (isLoud) display.warn(printable(line));
      else this.#print(printable(line));
    }
    this.draw();
  }

  changed(): void {
    const isWaiting = this.#options.link.unacknowledged > 0;
    if (!isWaiting) {
      this.#cancelSlow?.();
      this.#cancelSlow = undefined;
      if (this.#isSlow) {
        this.#isSlow = false;
        this.draw();
      }
    } else {
      this.#cancelSlow ??= this.#options.clock.setTimer(SLOW_SEND_MS, () => {
        this.#isSlow = true;
        this.draw();
      });
    }
  }

  /** Draws the prompt and what is typed. */
  draw(): void {
    const { conversation: { isInPlace, place }, display, link, screen } = this.#options;
    if (link.state === "new" || link.state === "ended") return;
    // Whom alone the line is for is said before it is sent, and how that stands.
    const only = addressee(this.#input.text, false);
    const state = link.state === "offline"
      ? "(offline) "
      : this.#isSlow
      ? "(sending) "
      : isInPlace || only !== undefined
      ? ""
      : "(not in) ";
    const typing = this.#typists.textFor(place);
    display.passing(typing === "" ? transfersText(this.#files?.transfers.all ?? []) : typing);
    const standing = link.standingOf(only === undefined ? place : { with: only });
    const mark = standing === "" ? "" : ` [${printable(standing)}]`;
    const goal = only === undefined ? placeName(place) : `private to ${printable(only)}`;
    this.#input.draw(screen, `${state}${goal}${mark}> `);
  }

  /** Takes one key; returns how to leave when it means that. */
  press(key: Key): Goodbye | undefined {
    if (this.#input.press(key)) return this.#goodbye;
    this.draw();
    return undefined;
  }

  /** Tells the person about their files. */
  told(line: string, isWarning: boolean): void {
    const { display } = this.#options;
    if (isWarning) display.warn(line);
    else display.local([line]);
  }

  async #lookAtPaste(text: string): Promise<void> {
    const { roots } = this.#options;
    const offer = roots && await offerFor(text, roots);
    if (offer === undefined) return;
    this.#input.offer(text, offer);
    this.draw();
  }

  /** Calls all timers off. */
  close(): void {
    this.reading.close();
    this.#typists.clear();
    this.#cancelSlow?.();
  }

  #enter(text: string): Entered {
    try {
      const context = this.#context;
      const line = withAliases(text, this.#options.aliases?.() ?? {});
      const entered = this.#speaker.enter(parseIntent(line), { context, told: this.#told(text) });
      this.#teller.sent();
      if (entered.kind === "leaves") {
        this.#goodbye = entered.goodbye;
        return "leaves";
      }
      void entered.done.then(() => this.draw());
      return "taken";
    } catch (error) {
      // The text stays on the line, to be corrected.
      this.#options.display.warn(describe(error));
      return "kept";
    }
  }

  /** Hears what became of `typed`, or of what a command has said. */
  #told(typed?: string): Told {
    const { display } = this.#options;
    return {
      failed: (error, message) => {
        const reason = describe(error);
        display.warn(
          message === undefined ? reason : `Not sent: ${reason}: "${excerpt(message.text)}"`,
        );
        // Nothing that was typed is thrown away.
        const isOneLine = typed !== undefined && !typed.includes("\n");
        const isKept = error instanceof TooLong || error instanceof HeldBack;
        if (isKept && isOneLine && this.#input.text === "") {
          this.#input.set(typed);
        }
      },
    };
  }

  #print(text: string): void {
    this.#options.display.event([text]);
  }
}

function placeOfTyping(event: Place): Place {
  return event.room === undefined ? { with: event.with } : { room: event.room };
}
