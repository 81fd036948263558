/**
 * Talks to the servers of etcd through their JSON gateway (etcd 3.4 and newer, paths under `/v3`): one
 * of them at a time, and another one when it is out of reach.
 */
import { printable } from "../../../protocol/text/printable.ts";
import { delay } from "../../base/delay.ts";
import { plainReason } from "../../base/plain_reason.ts";
import { responsePieces, responseText } from "../../base/response_pieces.ts";
import {
  EtcdError,
  type Json,
  type KeyRange,
  type KeyValue,
  keyValueIn,
  listIn,
  numberIn,
  objectIn,
  only,
  revisionIn,
  toWire,
} from "./wire.ts";

/** How long an answer may take, in milliseconds. */
const ANSWER_WITHIN_MS = 3_000;

/**
 * The same of a server that is asked whether it is there. What was handed to a leader that has died is
 * never answered, and another one is there after a second or two: it is asked again soon.
 */
const PROBE_WITHIN_MS = 750;

/**
 * After how many milliseconds without a word a watch begins anew where it was: a connection may have died
 * without anybody being told.
 */
const SILENT_MS = 10_000;

/** How long it is waited before the next server is tried, in milliseconds. */
const AGAIN_AFTER_MS = 250;

/** Most bytes of one answer, or of one piece of news: some batches at once, in base64. */
const MAX_ANSWER_BYTES = 64 * 1_024 * 1_024;

/** Longest sentence of a server that is repeated. */
const MAX_REASON_LENGTH = 300;

/** Codes of gRPC for a server that cannot do anything now: it has no leader, or is about to have another. */
const OUT_OF_REACH: ReadonlySet<number> = new Set([4, 14]);

/** The code of gRPC for who is not known, or not any more. */
const UNAUTHENTICATED = 16;

/** Options of an {@linkcode EtcdClient}. */
export interface EtcdClientOptions {
  /** Addresses like `https://a.example:2379`. */
  servers: readonly string[];
  /** Who it is to them; undefined where they ask nobody. */
  user: { name: string; password: string } | undefined;
  /** A key that this node may read: it is read to see whether they are there. */
  probe: string;
  /** After how many milliseconds a silent watch begins anew. @default ten seconds */
  silentMs?: number | undefined;
  /** Called with what went wrong and hinders nothing else. */
  onFailure(message: string): void;
}

/** One node's way to etcd. */
export class EtcdClient {
  readonly #options: EtcdClientOptions;
  readonly #listeners: ((isThere: boolean) => void)[] = [];
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #at = 0;
  /** Aborted when another server is taken. */
  #session = new AbortController();
  #token: string | undefined;
  #isThere = true;

  constructor(options: EtcdClientOptions) {
    this.#options = options;
  }

  /** Whether the servers were within reach when they were asked last. */
  get isThere(): boolean {
    return this.#isThere;
  }

  /** Has a listener told whenever none of them can do anything (false), and when one can again (true). */
  onReach(listener: (isThere: boolean) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Asks each server in turn until one answers.
   *
   * @throws what the last one failed with.
   */
  async reach(): Promise<void> {
    let failure: unknown;
    for (const _ of this.#options.servers) {
      try {
        await this.#post("kv/range", only(this.#options.probe), PROBE_WITHIN_MS);
        return;
      } catch (error) {
        if (error instanceof EtcdError && !OUT_OF_REACH.has(error.code)) throw error;
        failure = error;
        this.#next();
      }
    }
    throw failure;
  }

  /**
   * Calls one method, by its path; the answer may take so many milliseconds.
   *
   * @throws {EtcdError} for what was refused, and other errors where it is not known what became of it.
   */
  async call(path: string, body: object, withinMs = ANSWER_WITHIN_MS): Promise<Json> {
    const session = this.#session;
    try {
      return await this.#post(path, body, withinMs);
    } catch (error) {
      const isAway = !(error instanceof EtcdError) || OUT_OF_REACH.has(error.code);
      if (isAway && session === this.#session) this.#away();
      throw error;
    }
  }

  /** Has a listener told what is put under keys from now on; resolves once that has begun. */
  watch(range: KeyRange, listener: (put: KeyValue) => void): Promise<void> {
    const begun = Promise.withResolvers<void>();
    this.#run(this.#watch(range, listener, begun));
    // Who does not wait for it hears of it in other ways.
    begun.promise.catch(() => {});
    return begun.promise;
  }

  /** Ends all watches. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#session.abort();
    await Promise.all(this.#running);
  }

  get #server(): string {
    return this.#options.servers[this.#at] ?? "";
  }

  #next(): void {
    this.#at = (this.#at + 1) % this.#options.servers.length;
    this.#session.abort();
    this.#session = new AbortController();
    if (this.#closing.signal.aborted) this.#session.abort();
  }

  #away(): void {
    this.#next();
    if (!this.#isThere || this.#closing.signal.aborted) return;
    this.#isThere = false;
    for (const tell of this.#listeners) tell(false);
    this.#run(this.#comeBack());
  }

  async #comeBack(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      try {
        await this.reach();
        this.#isThere = true;
        for (const tell of this.#listeners) tell(true);
        return;
      } catch {
        await this.#pause();
      }
    }
  }

  async #watch(
    range: KeyRange,
    listener: (put: KeyValue) => void,
    begun: PromiseWithResolvers<void>,
  ): Promise<void> {
    let from: number | undefined;
    while (!this.#closing.signal.aborted) {
      const session = this.#session;
      const silence = new Silence(this.#options.silentMs ?? SILENT_MS);
      try {
        // In pieces, however much has come since.
        const request = {
          ...range,
          fragment: true,
          ...(from === undefined ? {} : { start_revision: `${from}` }),
        };
        for await (
          const { result, error } of this.#lines("watch", {
            body: { create_request: request },
            silence,
          })
        ) {
          if (error !== undefined) throw new Error("the watch was ended");
          const told = objectIn(result);
          if (told["canceled"] === true) {
            // What was put before this revision is not known any more.
            from = numberIn(told["compact_revision"]) || undefined;
            if (from === undefined) begun.reject(refused(String(told["cancel_reason"] ?? ""), 0));
            throw new Error("the watch was ended");
          }
          const events = listIn(told["events"]);
          if (told["created"] === true) from ??= revisionIn(told) + 1;
          // The answer names the revision of the server, which may be far ahead of what is in it; and a
          // piece may have more of its last revision behind it.
          const last = numberIn(objectIn(events.at(-1)?.["kv"])["mod_revision"]);
          if (told["fragment"] !== true && last > 0) from = last + 1;
          begun.resolve();
          for (const { type, kv } of events) {
            if (type === "DELETE") continue;
            try {
              listener(keyValueIn(objectIn(kv)));
            } catch (cause) {
              // Whoever listens has to see to that; the next one is told all the same.
              this.#options.onFailure(`What came over etcd was not taken: ${plainReason(cause)}`);
            }
          }
        }
      } catch {
        // It goes on from where it was, with whichever server is taken by then.
      }
      silence.end();
      if (silence.isOver) {
        // One that was told of things is only begun anew; a server that confirms nothing is none.
        if (!silence.wasBroken && session === this.#session) this.#away();
        continue;
      }
      await this.#pause();
    }
  }

  async *#lines(
    path: string,
    { body, silence }: { body: object; silence: Silence },
  ): AsyncGenerator<Json> {
    const signal = AbortSignal.any([this.#session.signal, silence.signal]);
    const response = await this.#fetch(path, body, signal);
    if (!response.ok || response.body === null) throw await refusalOf(response, signal);
    const decoder = new TextDecoder();
    let begun: string[] = [];
    let length = 0;
    for await (const piece of responsePieces(response, signal)) {
      const [first = "", ...others] = decoder.decode(piece, { stream: true }).split("\n");
      begun.push(first);
      length += first.length;
      if (length > MAX_ANSWER_BYTES) throw new Error("the answer is too long");
      for (const next of others) {
        silence.broken();
        yield objectIn(JSON.parse(begun.join("")));
        begun = [next];
        length = next.length;
      }
    }
  }

  async #post(path: string, body: object, withinMs: number): Promise<Json> {
    const deadline = new AbortController();
    const timer = setTimeout(
      () => deadline.abort(new Error(`${this.#server} does not answer`)),
      withinMs,
    );
    try {
      const signal = AbortSignal.any([deadline.signal, this.#session.signal]);
      const response = await this.#fetch(path, body, signal);
      if (!response.ok) throw await refusalOf(response, signal);
      return objectIn(JSON.parse(await textOf(response, signal)));
    } finally {
      clearTimeout(timer);
    }
  }

  async #fetch(path: string, body: object, signal: AbortSignal): Promise<Response> {
    const { user } = this.#options;
    if (user === undefined) return await this.#send(path, body, signal);
    this.#token ??= await this.#authenticate(user, signal);
    const response = await this.#send(path, body, signal, this.#token);
    if (response.ok) return response;
    const refusal = await refusalOf(response, signal);
    // A token is known for some minutes, and to servers that were there when it was given.
    if (refusal.code !== UNAUTHENTICATED) throw refusal;
    this.#token = await this.#authenticate(user, signal);
    return await this.#send(path, body, signal, this.#token);
  }

  async #authenticate(
    user: { name: string; password: string },
    signal: AbortSignal,
  ): Promise<string> {
    const response = await this.#send("auth/authenticate", user, signal);
    if (!response.ok) throw await refusalOf(response, signal);
    return String(objectIn(JSON.parse(await textOf(response, signal)))["token"] ?? "");
  }

  #send(path: string, body: object, signal: AbortSignal, token?: string): Promise<Response> {
    return fetch(`${this.#server}/v3/${path}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: token }),
      },
      redirect: "error",
      signal,
    });
  }

  #run(work: Promise<void>): void {
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }

  async #pause(): Promise<void> {
    await delay(AGAIN_AFTER_MS, this.#closing.signal).catch(() => {});
  }
}

/** How long nothing was heard on a watch: first its confirmation is waited for, and then for anything. */
class Silence {
  readonly #ending = new AbortController();
  readonly #silentMs: number;
  #timer: ReturnType<typeof setTimeout>;
  #wasBroken = false;

  constructor(silentMs: number) {
    this.#silentMs = silentMs;
    this.#timer = this.#waiting(ANSWER_WITHIN_MS);
  }

  /** Aborted when it has lasted for too long. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  get isOver(): boolean {
    return this.#ending.signal.aborted;
  }

  /** Whether anything was heard at all. */
  get wasBroken(): boolean {
    return this.#wasBroken;
  }

  /** Something was heard. */
  broken(): void {
    this.#wasBroken = true;
    clearTimeout(this.#timer);
    this.#timer = this.#waiting(this.#silentMs);
  }

  /** Nobody listens any more. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #waiting(milliseconds: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#ending.abort(), milliseconds);
  }
}

/** What a server has refused, in its words. */
async function refusalOf(response: Response, signal: AbortSignal): Promise<EtcdError> {
  const text = await textOf(response, signal);
  try {
    const { error, message, code } = objectIn(JSON.parse(text));
    return refused(String(message ?? error ?? ""), numberIn(code));
  } catch (error) {
    return new EtcdError(plainReason(error), 0);
  }
}

/** Words of a server, cut and made harmless. */
function refused(message: string, code: number): EtcdError {
  return new EtcdError(printable(message.slice(0, MAX_REASON_LENGTH)), code);
}

function textOf(response: Response, signal: AbortSignal): Promise<string> {
  return responseText(response, { maxBytes: MAX_ANSWER_BYTES, signal });
}

/** The condition of a transaction that a key has a value. */
export function has(key: string, value: string): object {
  return { key: toWire(key), target: "VALUE", result: "EQUAL", value: toWire(value) };
}

/** The condition of a transaction that a key is there, or that it is not. */
export function exists(key: string, isThere: boolean): object {
  const result = isThere ? "GREATER" : "EQUAL";
  return { key: toWire(key), target: "CREATE", result, create_revision: "0" };
}

/** The part of a transaction that puts a value under a key, for as long as a lease holds where there is one. */
export function put(key: string, value: Uint8Array | string, lease?: string): object {
  const bytes = typeof value === "string" ? toWire(value) : value.toBase64();
  const kept = lease === undefined ? {} : { lease };
  return { request_put: { key: toWire(key), value: bytes, ...kept } };
}
