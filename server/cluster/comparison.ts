/** Has all nodes look at what their databases hold at one position of the log, and gathers what they see. */
import { plainReason } from "../base/plain_reason.ts";
import { decodeAnswer, encodeRequest, isRefusal, type NodeRequest } from "./node_requests.ts";
import type { NodeBus } from "./node_bus.ts";
import type { Peers } from "./peers.ts";
import type { Seen, Verification } from "./verification.ts";

/** How long a node may take to answer, in milliseconds. */
const ANSWER_WITHIN_MS = 5_000;

/**
 * How long a node may take to come to the position, in milliseconds: whoever is further behind, or stands
 * still, has to be waited for before nodes are compared.
 */
const REACH_WITHIN_MS = 60_000;

/** How long one may read its database, in milliseconds: a little more than it gives itself. */
const READ_WITHIN_MS = 11 * 60_000;

/**
 * By how many batches the position lies ahead of the furthest node, tried one after the other: where much
 * is written, nodes have passed a near one before they can be told.
 */
const AHEAD = [2, 32, 512];

/** What it works with. */
export interface ComparisonOptions {
  bus: Pick<NodeBus, "ask">;
  peers: Pick<Peers, "others" | "heard">;
  /** This node. */
  node: string;
  own: Verification;
  /** How far this node has come. */
  position(): number;
  /** Has the log go on by one batch. */
  push(): Promise<unknown>;
  /** Milliseconds that only ever grow, with the time that passes. */
  elapsed(): number;
}

/** What became of one node. */
export interface Looked {
  node: string;
  /** What it holds at the position; undefined as long as that is not known. */
  seen?: Seen;
  /** Why it is not known at all. */
  trouble?: string;
}

/** One comparison, from its beginning until all have answered. */
export class Comparison {
  readonly #options: ComparisonOptions;
  readonly #asked = new Map<string, Looked>();
  #begunMs = 0;
  /** Where the databases are compared. */
  readonly position: number;

  private constructor(options: ComparisonOptions, position: number) {
    this.#options = options;
    this.position = position;
  }

  /**
   * Has all nodes that live look at their databases.
   *
   * @throws when that cannot be begun, with the reason.
   */
  static async begin(options: ComparisonOptions): Promise<Comparison> {
    let failure: unknown;
    for (const ahead of AHEAD) {
      const furthest = Math.max(
        options.position(),
        ...options.peers.others.map(({ position }) => position),
      );
      const comparison = new Comparison(options, furthest + ahead);
      try {
        await comparison.#prepare(ahead === AHEAD.at(-1));
        while (options.position() < comparison.position) await options.push();
        comparison.#begunMs = options.elapsed();
        return comparison;
      } catch (error) {
        if (!isRefusal(error, "passed")) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  /** What is known by now, by the names of the nodes. */
  async looked(): Promise<Looked[]> {
    const waiting = [...this.#asked.values()]
      .filter(({ seen, trouble }) => seen === undefined && trouble === undefined);
    await Promise.all(waiting.map((looked) => this.#look(looked)));
    return [...this.#asked.values()].toSorted((first, second) => first.node < second.node ? -1 : 1);
  }

  /** Throws when one of them has passed the position, unless it `isLast`: then that is its trouble. */
  async #prepare(isLast: boolean): Promise<void> {
    const { node, own, peers } = this.#options;
    const { position } = this;
    await own.prepare(position);
    this.#asked.set(node, { node });
    await Promise.all(peers.others.map(async ({ node: other, isServing }) => {
      const looked: Looked = { node: other };
      this.#asked.set(other, looked);
      try {
        if (!isServing) throw new Error("it does not serve yet");
        await this.#ask(other, { ask: "verify", position });
      } catch (error) {
        if (!isLast && isRefusal(error, "passed")) throw error;
        looked.trouble = this.#troubleWith(other, error);
      }
    }));
  }

  async #look(looked: Looked): Promise<void> {
    const { node, own } = this.#options;
    try {
      const state = looked.node === node
        ? own.lookedAt(this.position)
        : stateIn(await this.#ask(looked.node, { ask: "verified", position: this.position }));
      if ("digest" in state) looked.seen = state;
      else this.#checkInTime(looked.node, state);
    } catch (error) {
      looked.trouble = this.#troubleWith(looked.node, error);
    }
  }

  /** Whatever a node says, nobody waits for it without end. */
  #checkInTime(node: string, { at, reading }: Coming): void {
    const withinMs = reading ? READ_WITHIN_MS : REACH_WITHIN_MS;
    if (this.#options.elapsed() - this.#begunMs < withinMs) return;
    if (reading) throw new Error("it does not get done with reading its database");
    const position = at ?? this.#options.peers.heard(node)?.position ?? 0;
    throw new Error(
      `it has not come to position ${this.position} within ${
        withinMs / 1_000
      } s; it is at ${position}`,
    );
  }

  /** Why nothing is known of a node, with where it was where it does not say so itself. */
  #troubleWith(node: string, error: unknown): string {
    const reason = plainReason(error);
    const position = error instanceof NoAnswer
      ? this.#options.peers.heard(node)?.position
      : undefined;
    return position === undefined
      ? reason
      : `${reason}; it was at ${position} when it was heard of last`;
  }

  async #ask(node: string, request: NodeRequest): Promise<Record<string, unknown>> {
    let answer: Uint8Array;
    try {
      answer = await this.#options.bus.ask(node, encodeRequest(request), ANSWER_WITHIN_MS);
    } catch {
      throw new NoAnswer("it does not answer");
    }
    return decodeAnswer(answer).head;
  }
}

/** A node says nothing. */
class NoAnswer extends Error {}

/** How far a node is that has not found anything yet; older programs do not say where. */
interface Coming {
  at: number | undefined;
  reading: boolean;
}

/** How far another node says that it has come; throws for what makes no sense. */
function stateIn(answer: Record<string, unknown>): Seen | Coming {
  const { at, digest, reading, schema, tables } = answer;
  if (digest === undefined) {
    return { at: Number.isSafeInteger(at) ? Number(at) : undefined, reading: reading === true };
  }
  const isSeen = typeof digest === "string" && typeof schema === "number" &&
    typeof tables === "object" && tables !== null &&
    Object.values(tables).every((hash) => typeof hash === "string");
  if (!isSeen) throw new Error("another node answers what makes no sense");
  return { digest, schema, tables: tables as Record<string, string> };
}
