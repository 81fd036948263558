/** New devices that wait to be taken in by one of their accounts' other devices. */
import { Buffer } from "node:buffer";
import { ChatError } from "../../protocol/errors.ts";
import type { LinkRequest } from "../../protocol/records.ts";
import { BoundedMap } from "../../protocol/bounded_map.ts";
import type { RandomBytes } from "../accounts/tokens.ts";

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

/** What was asked or answered at one node of a cluster, for the other ones. */
export type LinkNews =
  | { account: number; session: number; request: LinkRequest }
  | { account: number; link: number; answer: string };

/** Options of {@linkcode Links}. */
export interface LinksOptions {
  /** A number that no other request has, at any node. */
  newNumber(): number;
  /** Tells the other nodes. */
  tell(news: LinkNews): void;
}

/** Numbers in a row, for a server that gives them alone. */
export function countedNumbers(): () => number {
  let last = 0;
  return () => last += 1;
}

/** Numbers of 48 bits by chance, for nodes that give them without asking each other. */
export function numbersByChance(randomBytes: RandomBytes): () => number {
  return () => Buffer.from(randomBytes(new Uint8Array(6))).readUIntBE(0, 6);
}

/** Keeps requests in memory: who asks waits for an answer, and asks again when the server was stopped. */
export class Links {
  readonly #options: LinksOptions;
  readonly #asked = new BoundedMap<number, Asked[]>(MAX_ACCOUNTS);

  constructor(options: LinksOptions) {
    this.#options = options;
  }

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
    const kept = { link: this.#options.newNumber(), ...request };
    const news = { account, session, request: kept };
    this.#keep(news, nowMs);
    this.#options.tell(news);
    return kept;
  }

  /** Takes over what another node has told. */
  told(news: LinkNews, nowMs: number): void {
    if ("request" in news) return this.#keep(news, nowMs);
    const asked = this.#waiting(news.account, nowMs).find(({ request }) =>
      request.link === news.link
    );
    if (asked !== undefined) asked.answer = news.answer;
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
    this.#options.tell({ account, link, answer });
  }

  /** What waits, and the answer to what the session asked last. */
  seen({ account, session }: { account: number; session: number }, nowMs: number): SeenLinks {
    const own = this.#of(account, nowMs).findLast((asked) => asked.session === session);
    const requests = this.#waiting(account, nowMs).map(({ request }) => request);
    return { requests, answer: own?.answer };
  }

  #keep(
    { account, session, request }: { account: number; session: number; request: LinkRequest },
    nowMs: number,
  ): void {
    const asked = { session, atMs: nowMs, request, answer: undefined };
    // Two nodes may have let through as many as there may be; more than that comes from nobody.
    const made = [...this.#of(account, nowMs), asked].slice(-2 * MAX_MADE);
    this.#asked.set(account, made);
    this.#forgetOver(nowMs);
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
