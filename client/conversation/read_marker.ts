/** Tells the server how far the reader has read, at most once a second. */
import type { Place } from "../../protocol/records.ts";
import { BoundedMap } from "../../protocol/bounded_map.ts";
import type { Clock } from "../base/clock.ts";
import { ConnectionLost } from "../base/failure.ts";
import { placeKey } from "../wording/place.ts";

const INTERVAL_MS = 1_000;

/** So many places are remembered: what is forgotten is told once more, or stays unread. */
const MAX_PLACES = 1_000;
/** So many marks may be on their way: a server that does not answer gets no more. */
const MAX_ON_THEIR_WAY = 100;

/** What the server is told. */
export interface ReadMark {
  place: Place;
  id: number;
}

/** Tells the server; throws {ConnectionLost} when nobody knows whether it has heard. */
export type TellRead = (mark: ReadMark) => Promise<void>;

/** Collects what was shown; the server is told the last of it for each place that has changed. */
export class ReadMarker {
  readonly #clock: Clock;
  readonly #tell: TellRead;
  /** By place: the newest that was told, what is being told, and what waits to be. */
  readonly #told = new BoundedMap<string, number>(MAX_PLACES);
  readonly #telling = new Map<string, ReadMark>();
  readonly #waiting = new BoundedMap<string, ReadMark>(MAX_PLACES);
  #onTheirWay = 0;
  #cancel: (() => void) | undefined;
  #lastAtMs = -Infinity;

  constructor(clock: Clock, tell: TellRead) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** How much it keeps: never more than about two thousand entries, whoever writes. */
  get size(): number {
    return this.#told.size + this.#telling.size + this.#waiting.size;
  }

  /** The message `id` was shown where the reader is. */
  shown(place: Place, id: number): void {
    const key = placeKey(place);
    const known = this.#waiting.get(key)?.id ?? this.#told.get(key) ?? 0;
    if (id <= known) return;
    this.#waiting.set(key, { place, id });
    this.#tellLater();
  }

  #tellLater(): void {
    if (this.#onTheirWay >= MAX_ON_THEIR_WAY) return; // an answer makes room
    const pauseMs = this.#lastAtMs + INTERVAL_MS - this.#clock.nowMs();
    this.#cancel ??= this.#clock.setTimer(Math.max(0, pauseMs), () => void this.flush());
  }

  /** The server says how far a place is read: what is shown there again is told again. */
  heard(place: Place, id: number): void {
    const key = placeKey(place);
    if (!this.#telling.has(key) && !this.#waiting.has(key)) this.#told.set(key, id);
  }

  /** The reader wants a place to be unread again; it stays so until something new is shown. */
  forget(place: Place): void {
    this.#waiting.delete(placeKey(place));
    this.#telling.delete(placeKey(place));
  }

  /** Messages with greater ids than this are gone: marks there say nothing of what comes instead. */
  restored(lastId: number): void {
    for (const [key, id] of [...this.#told.entries()]) this.#told.set(key, Math.min(id, lastId));
    for (const [key, { id }] of this.#waiting.entries()) if (id > lastId) this.#waiting.delete(key);
    for (const [key, { id }] of this.#telling) if (id > lastId) this.#telling.delete(key);
  }

  /** Calls the timer off. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /**
   * Tells at once what is still to be told, a hundred places at the most; resolves when the server
   * has heard it. What was lost with the connection waits for the next time.
   */
  async flush(): Promise<void> {
    this.close();
    this.#lastAtMs = this.#clock.nowMs();
    const marks = [...this.#waiting.entries()].slice(0, MAX_ON_THEIR_WAY - this.#onTheirWay);
    for (const [key] of marks) this.#waiting.delete(key);
    await Promise.all(marks.map(([key, mark]) => this.#send(key, mark)));
  }

  async #send(key: string, mark: ReadMark): Promise<void> {
    this.#told.set(key, mark.id);
    this.#telling.set(key, mark);
    this.#onTheirWay++;
    let isHeard = false;
    try {
      await this.#tell(mark);
      isHeard = true;
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      const isWanted = this.#telling.get(key) === mark;
      if (isWanted && !this.#waiting.has(key)) this.#waiting.set(key, mark);
    } finally {
      if (this.#telling.get(key) === mark) this.#telling.delete(key);
      this.#onTheirWay--;
      if (isHeard && this.#waiting.size > 0) this.#tellLater();
    }
  }
}
