/** Which browsers are told of what was said, and when: not while their people read elsewhere. */
import { plainText } from "../../protocol/content/kinds.ts";
import type { PushPayload } from "../../protocol/push.ts";
import type { Committed, Journal } from "../journal/journal.ts";
import type { HookSaid } from "../journal/write/hooks/hook_messages.ts";
import type { PushTarget } from "../journal/read/push.ts";
import type { Hub } from "../live/hub.ts";
import { QueuedSink } from "../publish/queued_sink.ts";
import { Activity } from "./activity.ts";
import type { PushJob } from "./push_sender.ts";
import { QuietClock } from "./quiet_hours.ts";

/** Most commits that wait to be looked at. */
const MAX_WAITING_COMMITS = 20_000;

/** Most pushes that wait because somebody may read elsewhere; what waits longest goes out early. */
const MAX_WAITING_PUSHES = 20_000;

/** Messages that are asked about at once. */
const MESSAGES_AT_ONCE = 50;

/** How often what waits is looked at, in milliseconds. */
const LOOK_MS = 500;

/** Most characters of a text in a push. */
const MAX_TEXT_LENGTH = 500;

/** What a sink works with. */
export interface PushSinkOptions {
  journal: Pick<Journal, "query">;
  hub: Pick<Hub, "account">;
  now(): number;
  /** Milliseconds of a clock that only goes forward. */
  elapsed(): number;
  /** Names a conversation to a push service, which must not learn which one it is. */
  topicOf(target: PushTarget): Promise<string>;
  send(job: PushJob): void;
  onFailure(message: string): void;
}

/** A message as it is pushed. */
interface Said {
  id: number;
  from: string;
  room: string | undefined;
  /** Undefined for what is encrypted. */
  text: string | undefined;
}

interface Waiting {
  target: PushTarget;
  said: Said;
  dueMs: number;
}

/** Looks at commits beside the server; nobody waits for it. */
export class PushSink extends QueuedSink {
  readonly #sinkOptions: PushSinkOptions;
  readonly #activity: Activity;
  readonly #clock: QuietClock;
  readonly #waiting = new Set<Waiting>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  /** Whether anybody wants to be told of anything; undefined until that was asked. */
  #isWanted: boolean | undefined;

  constructor(options: PushSinkOptions) {
    const { onFailure } = options;
    super({
      name: "push",
      maxWaiting: MAX_WAITING_COMMITS,
      work: (committed) => this.#work(committed),
      onLeftOut: (count) => onFailure(`${count} commits were not looked at for pushes`),
      onFailure,
    });
    this.#sinkOptions = options;
    this.#activity = new Activity(options.elapsed);
    this.#clock = new QuietClock(options.now);
  }

  override take(committed: readonly Committed[]): void {
    for (const item of committed) {
      this.#activity.note(item);
      if (item.kind === "subscribe_push") this.#isWanted = true;
    }
    // Of what other nodes append they push themselves.
    // Most of what is committed is not said by anybody, and on most servers nobody wants a push.
    const said = this.#isWanted === false
      ? []
      : committed.filter((item) => item.isOwn && isSaid(item));
    if (said.length > 0) super.take(said);
  }

  /** Gives up what waits. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  async #work(committed: readonly Committed[]): Promise<void> {
    const { journal } = this.#sinkOptions;
    this.#isWanted ??= await journal.query("push_any", {});
    if (!this.#isWanted) return;
    for (let at = 0; at < committed.length && !this.#isClosed; at += MESSAGES_AT_ONCE) {
      const said = new Map(
        committed.slice(at, at + MESSAGES_AT_ONCE).flatMap((item) => saidIn(item))
          .map((each) => [each.id, each]),
      );
      const targets = await journal.query("push_targets", { messages: [...said.keys()] });
      for (const target of targets) {
        const each = said.get(target.message);
        if (each !== undefined) await this.#decide(target, each);
      }
    }
  }

  async #decide(target: PushTarget, said: Said): Promise<void> {
    // What comes in quiet hours is not told later: it is among what is unread.
    if (this.#clock.isQuiet(target.quiet)) return;
    const { elapsed, hub } = this.#sinkOptions;
    const pauseMs = this.#activity.pauseMs(hub.account(target.account), target.session);
    if (pauseMs === 0 || this.#waiting.size >= MAX_WAITING_PUSHES) {
      return await this.#send(target, said);
    }
    this.#waiting.add({ target, said, dueMs: elapsed() + pauseMs });
    this.#lookLater();
  }

  #lookLater(): void {
    if (this.#isClosed || this.#waiting.size === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#look().catch((error: unknown) =>
        this.#sinkOptions.onFailure(`Pushes that waited were lost: ${String(error)}`)
      ).finally(() => this.#lookLater());
    }, LOOK_MS);
  }

  /** Sends what has waited long enough and was not read meanwhile. */
  async #look(): Promise<void> {
    const { elapsed, journal } = this.#sinkOptions;
    const nowMs = elapsed();
    const due = [...this.#waiting].filter(({ dueMs }) => dueMs <= nowMs).slice(0, 1_000);
    for (const each of due) this.#waiting.delete(each);
    if (due.length === 0) return;
    const still = await journal.query("push_due", {
      waiting: due.map(({ target: { message, session } }) => ({ message, session })),
    });
    const wanted = new Set(still.map(({ message, session }) => `${message} ${session}`));
    for (const { said, target } of due) {
      if (this.#isClosed) return;
      const isWanted = wanted.has(`${target.message} ${target.session}`);
      // The quiet hours may have begun while it waited.
      if (isWanted && !this.#clock.isQuiet(target.quiet)) await this.#send(target, said);
    }
  }

  async #send(target: PushTarget, said: Said): Promise<void> {
    const { send, topicOf } = this.#sinkOptions;
    const { endpoint, isMention, session } = target;
    send({
      session,
      endpoint,
      publicKey: new Uint8Array(target.publicKey),
      secret: new Uint8Array(target.secret),
      payload: new TextEncoder().encode(JSON.stringify(payloadOf(said, target))),
      urgency: isMention || said.room === undefined ? "high" : "normal",
      topic: await topicOf(target),
    });
  }
}

const SAID: ReadonlySet<Committed["kind"]> = new Set([
  "say_room",
  "say_direct",
  "say_sealed",
  "say_sealed_room",
]);

function isSaid({ kind, result }: Committed): boolean {
  if (kind === "say_hook") {
    const said = result as HookSaid;
    return said.as === "message" && !said.duplicate;
  }
  return SAID.has(kind) &&
    !(result as { duplicate: boolean }).duplicate;
}

function saidIn(item: Committed): Said[] {
  if (item.kind === "say_sealed") {
    const { entry, result: { id } } = item;
    return [{ id, from: entry.authorName, room: undefined, text: undefined }];
  }
  if (item.kind === "say_sealed_room") {
    const { entry, result: { id, room } } = item;
    return [{ id, from: entry.authorName, room: room.name, text: undefined }];
  }
  if (item.kind === "say_hook") {
    const said = item.result;
    if (said.as !== "message") return [];
    const { id, from, room, content, masked } = said;
    return [{ id, from, room: room.name, text: plainText(masked ?? content) }];
  }
  if (item.kind !== "say_room" && item.kind !== "say_direct") return [];
  const { entry, result: { id, masked } } = item;
  return [{
    id,
    from: entry.authorName,
    room: item.kind === "say_room" ? item.result.room.name : undefined,
    text: plainText(masked ?? entry.content),
  }];
}

function payloadOf(
  { from, id, room, text }: Said,
  { hidesText, isMention }: PushTarget,
): PushPayload {
  return {
    id,
    from,
    ...(room === undefined ? {} : { room }),
    ...(hidesText || text === undefined ? {} : { text: shortened(text) }),
    ...(isMention ? { mention: true as const } : {}),
  };
}

function shortened(text: string): string {
  if (text.length <= MAX_TEXT_LENGTH) return text;
  // No half of a character is left at the end.
  return `${text.slice(0, MAX_TEXT_LENGTH).replace(/[\uD800-\uDBFF]$/, "")} …`;
}
