/** Encodes what was published once for each audience and format, and gives everybody the same bytes. */
import { joinBytes } from "../../protocol/join_bytes.ts";
import type { Listener } from "./listener.ts";
import type { Turn } from "./out/turn.ts";
import type { HubEvent, Perspective, WireFormat } from "./wire_format.ts";

/** Most text, in characters, that is encoded into one chunk, so that it fits into an outbox. */
const MAX_RUN_CHARACTERS = 64 * 1_024;

/** Those who see an event: everybody who is among them when it is delivered. */
export interface Audience {
  readonly listeners: Iterable<Listener>;
}

interface Publication {
  audience: Audience;
  event: HubEvent;
  /** The connection whose request caused it; undefined where none did. */
  cause: unknown;
  id: number;
  characters: number;
}

/** Gathers events until the end of a turn. Bounded by what one turn publishes. */
export class Delivery {
  readonly #turn: Pick<Turn, "schedule">;
  #published: Publication[] = [];
  #cause: unknown;
  #lastId: number;

  /** `lastId` is the greatest id of an event so far. */
  constructor(turn: Pick<Turn, "schedule">, lastId: number) {
    this.#turn = turn;
    this.#lastId = lastId;
  }

  /** The greatest id of what was delivered or is about to be, or would be if somebody were there. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Says of everything that `publish` publishes that a request of the connection `cause` caused it. */
  causedBy(cause: unknown, publish: () => void): void {
    this.#cause = cause;
    try {
      publish();
    } finally {
      this.#cause = undefined;
    }
  }

  /** Has an event delivered to `audience` with the next {@linkcode deliver}. */
  publish(audience: Audience, event: HubEvent): void {
    const characters = "text" in event ? event.text.length : 0;
    const cause = this.#cause;
    this.#published.push({ audience, event, cause, id: idOfEvent(event), characters });
    this.#turn.schedule();
  }

  /** Notes that everything up to this id was published; what is no event by now becomes none. */
  reached(id: number): void {
    this.#advance(id);
  }

  /** Notes an event that nobody is there to see. */
  skip(event: HubEvent): void {
    this.#advance(idOfEvent(event));
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
    this.#advance(lastId);
    let format: WireFormat | undefined;
    let bytes: Uint8Array | undefined;
    const encoded = new Map<WireFormat, Uint8Array>();
    const seen = new RunAsSeen(run, events);
    for (const listener of first.audience.listeners) {
      const { perspective } = listener;
      const isAsked = perspective !== undefined && !seen.isUsual(listener, perspective);
      if (isAsked && showTo(listener, { perspective, run, lastId })) continue;
      if (bytes === undefined || listener.format !== format) {
        format = listener.format;
        bytes = encoded.get(format) ?? format.encodeEvents(events);
        encoded.set(format, bytes);
      }
      listener.outbox.pushEvents(bytes, events.length, lastId);
    }
  }

  #advance(id: number): void {
    if (id > this.#lastId) this.#lastId = id;
  }
}

/** Knows whose perspective of a run need not be asked for: to ask costs more than to deliver. */
class RunAsSeen {
  readonly #events: readonly HubEvent[];
  readonly #causes: ReadonlySet<unknown>;
  #format: WireFormat | undefined;
  #looksAlike = false;

  constructor(run: readonly Publication[], events: readonly HubEvent[]) {
    this.#events = events;
    this.#causes = new Set(run.map(({ cause }) => cause));
  }

  isUsual(listener: Listener, perspective: Perspective): boolean {
    const { format } = listener;
    if (format !== this.#format) {
      this.#format = format;
      this.#looksAlike = format.looksAlike !== undefined &&
        this.#events.every((event) => format.looksAlike?.(event));
    }
    return this.#looksAlike && perspective.isUsual === true && !this.#causes.has(listener);
  }
}

/** Gives a reader what it is to see of a run; false when that is what everybody sees. */
function showTo(
  listener: Listener,
  { perspective, run, lastId }: {
    perspective: Perspective;
    run: readonly Publication[];
    lastId: number;
  },
): boolean {
  const shown = run.map(({ event, cause }) => perspective(event, { isOwn: cause === listener }));
  if (shown.every((what) => what === "like_everybody")) return false;
  const parts: Uint8Array[] = [];
  for (const [index, { event }] of run.entries()) {
    const what = shown[index] ?? "like_everybody";
    if (what === "nothing") continue;
    parts.push(what === "like_everybody" ? listener.format.encodeEvents([event]) : what);
  }
  listener.outbox.pushEvents(joinBytes(parts), parts.length, lastId);
  return true;
}

/** The id by which an event advances a connection; 0 for those that are not stored. */
export function idOfEvent(event: HubEvent): number {
  switch (event.event) {
    case "message":
    case "edited":
    case "deleted":
    case "reacted":
      return event.id;
    default:
      return 0;
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
