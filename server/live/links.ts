/** New devices that wait to be taken in by one of their accounts' other devices. */
import { ChatError } from "../../protocol/errors.ts";
import type { LinkRequest } from "../../protocol/records.ts";
import { BoundedMap } from "../../protocol/bounded_map.ts";

/** How long a request waits, and an answer is there to be asked for, in milliseconds. */
const LIFETIME_MS = 10 * 60 * 1_000;

/** Most requests of one account that wait at once, and that it makes within their lifetime. */
const MAX_WAITING = 4;
const MAX_MADE = 5;

/** Most accounts whose requests are kept; those of the one that asked longest ago are forgotten first. */
const MAX_ACCOUNTS = 10_000;

/** Something that a session of an account has asked. */
interface Asked {
  session: number;
  atMs: number;
  request: LinkRequest;
  answer: string | undefined;
}

/** What a session sees of them. */
export interface SeenLinks {
  requests: LinkRequest[];
  /** The answer to what the session itself asked. */
  answer: string | undefined;
}

/** Keeps requests in memory: who asks waits for an answer, and asks again when the server was stopped. */
export class Links {
  readonly #asked = new BoundedMap<number, Asked[]>(MAX_ACCOUNTS);
  #last = 0;

  /** How many accounts have asked something that is not over. */
  get size(): number {
    return this.#asked.size;
  }

  /**
   * Keeps a request, in the place of the one that the session had.
   *
   * @throws {ChatError} `slow_down`.
   */
  ask(
    { account, session, request }: {
      account: number;
      session: number;
      request: Omit<LinkRequest, "link">;
    },
    nowMs: number,
  ): LinkRequest {
    const made = this.#of(account, nowMs);
    const others = made.filter((asked) => asked.answer === undefined && asked.session !== session);
    if (made.length >= MAX_MADE || others.length >= MAX_WAITING) {
      const firstMs = made[0]?.atMs ?? nowMs;
      throw new ChatError("slow_down", "There were enough requests to link a device for now", {
        retryAfterSeconds: Math.max(1, Math.ceil((firstMs + LIFETIME_MS - nowMs) / 1_000)),
      });
    }
    this.#last += 1;
    const kept = { link: this.#last, ...request };
    const asked = { session, atMs: nowMs, request: kept, answer: undefined };
    this.#asked.set(account, [...made, asked]);
    this.#forgetOver(nowMs);
    return kept;
  }

  /**
   * Keeps the answer to a request of the account; each is answered once.
   *
   * @throws {ChatError} `no_such_link`.
   */
  answer(
    { account, link, answer }: { account: number; link: number; answer: string },
    nowMs: number,
  ) {
    const asked = this.#waiting(account, nowMs).find(({ request }) => request.link === link);
    if (asked === undefined) throw new ChatError("no_such_link");
    asked.answer = answer;
  }

  /** What waits, and the answer to what the session asked last. */
  seen({ account, session }: { account: number; session: number }, nowMs: number): SeenLinks {
    const own = this.#of(account, nowMs).findLast((asked) => asked.session === session);
    const requests = this.#waiting(account, nowMs).map(({ request }) => request);
    return { requests, answer: own?.answer };
  }

  /** Those that can be answered: of each session the last one. */
  #waiting(account: number, nowMs: number): Asked[] {
    const all = this.#of(account, nowMs);
    return all.filter((asked, index) =>
      asked.answer === undefined &&
      !all.slice(index + 1).some(({ session }) => session === asked.session)
    );
  }

  /** The account that asked longest ago comes first. */
  #forgetOver(nowMs: number): void {
    for (const [account] of this.#asked.entries()) {
      if (this.#of(account, nowMs).length > 0) return;
      this.#asked.delete(account);
    }
  }

  #of(account: number, nowMs: number): Asked[] {
    return this.#asked.get(account)?.filter(({ atMs }) => nowMs - atMs < LIFETIME_MS) ?? [];
  }
}
