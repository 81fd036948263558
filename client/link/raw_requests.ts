/** Follows the requests that a script writes itself, until each has had its answer. */
import type { Ref } from "../../protocol/requests.ts";
import { parseObject } from "../net/incoming.ts";
import { mayBeForgotten } from "./nonce_age.ts";
import { isRepeatable } from "./repeatable.ts";

interface RawRequest {
  line: string;
  action: unknown;
  ref: Ref | undefined;
  isRepeatable: boolean;
  /** Whether it is a message that only its nonce keeps from being posted twice. */
  hasNonce: boolean;
  isSent: boolean;
  /** When it was first sent, a time of day; `undefined` before. */
  firstSentMs: number | undefined;
}

/**
 * The lines that go out as they are and have no answer yet, oldest first. Whoever adds lines bounds
 * their number.
 */
export class RawRequests {
  #waiting: RawRequest[] = [];

  /** How many answers are missing. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Takes a line that is to be sent; returns the action it asks for. */
  add(line: string): unknown {
    const fields = parseObject(line) ?? {};
    const { action, nonce, ref } = fields;
    const hasNonce = action === "say" && typeof nonce === "string";
    this.#waiting.push({
      line,
      action,
      ref: typeof ref === "string" || typeof ref === "number" ? ref : undefined,
      // A `say` may only be repeated when its nonce keeps it from being posted twice.
      isRepeatable: typeof action !== "string" || isRepeatable(action) || hasNonce,
      hasNonce,
      isSent: false,
      firstSentMs: undefined,
    });
    return action;
  }

  /**
   * Returns and forgets the lines about which nobody knows any more whether they arrived: the server
   * may have forgotten their nonces.
   */
  takeForgotten(nowMs: number): string[] {
    const forgotten = this.#waiting.filter(({ firstSentMs, hasNonce, isSent }) =>
      !isSent && hasNonce && firstSentMs !== undefined &&
      mayBeForgotten({ nowMs, sinceMs: firstSentMs })
    );
    this.#waiting = this.#waiting.filter((request) => !forgotten.includes(request));
    return forgotten.map(({ line }) => line);
  }

  /** Returns the lines that have to be sent on the present connection, and counts them as sent. */
  takeUnsent(nowMs: number): string[] {
    const unsent = this.#waiting.filter((request) => !request.isSent);
    for (const request of unsent) {
      request.isSent = true;
      request.firstSentMs ??= nowMs;
    }
    return unsent.map(({ line }) => line);
  }

  /** Takes an answer; returns the action it answers, or `undefined` when nobody asked. */
  answered(ref: Ref | undefined): unknown {
    let index = this.#waiting.findIndex((request) => request.isSent && request.ref === ref);
    // A `ref` that the server could not accept comes back as none.
    if (index < 0 && ref === undefined) index = 0;
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0]?.action;
  }

  /**
   * The connection is gone: what may be repeated will be sent again. Returns and forgets the lines
   * about which nobody knows whether they arrived.
   */
  connectionLost(): string[] {
    const unknown = this.#waiting.filter((request) => request.isSent && !request.isRepeatable);
    this.#waiting = this.#waiting.filter((request) => !unknown.includes(request));
    for (const request of this.#waiting) request.isSent = false;
    return unknown.map(({ line }) => line);
  }
}
