/** Who else is there: every node tells the others once a second how it is. */
import type { NodeFigures } from "../../protocol/nodes.ts";
import { figuresIn } from "./node_figures.ts";
import { CLUSTER_NAME } from "./settings.ts";
import type { NodeBus } from "./node_bus.ts";

/** How often a node says that it lives, in milliseconds. */
export const ANNOUNCE_EVERY_MS = 1_000;

/** After how many milliseconds without a word a node counts as gone. */
export const GONE_AFTER_MS = 5_000;

/** How long a node listens before it takes itself for the only one, in milliseconds. */
const LISTEN_MS = 2 * ANNOUNCE_EVERY_MS;

/** Nodes that are remembered, and bytes of what one says. */
const MAX_NODES = 64;
const MAX_ANNOUNCEMENT_BYTES = 4_096;

/** How a node is. */
export interface NodeState {
  node: string;
  /** By chance, for each start of it. */
  run: string;
  /** The cluster that its folder is of; empty where it has none yet. */
  cluster: string;
  /** How far it has come in the log, and what became of everything up to there. */
  position: number;
  digest: string;
  /** Whether it takes clients; before that it only says where it stands. */
  isServing: boolean;
  /**
   * Whether it still listens for others under its name, as RFC 6762, 8.1 calls it; undefined where its
   * program does not say it, or the node has let go of its name.
   */
  isProbing?: boolean | undefined;
  /** What its clock shows, in milliseconds since 1970. */
  nowMs: number;
  /** Where clients reach it, `host:port`; empty where they are not told. */
  address: string;
  /** Which program it runs, and what that can (journal/log/levels.ts). */
  program: string;
  level: number;
  /** What it does; undefined where its program does not say it, or it does not serve yet. */
  figures?: NodeFigures | undefined;
}

/** A node that was heard of, and when. */
export interface Peer extends NodeState {
  heardMs: number;
  /** How much later its clock is than the one here, in milliseconds, the way of the message included. */
  aheadMs: number;
}

/** Options of {@linkcode Peers}. */
export interface PeersOptions {
  bus: NodeBus;
  /** How this node is now. */
  self(): NodeState;
  now(): number;
  /** Milliseconds that only ever grow, with the time that passes. */
  elapsed(): number;
}

/** Knows the other nodes, by what they said last. */
export class Peers {
  readonly #options: PeersOptions;
  readonly #heard = new Map<string, Peer>();
  readonly #listeners: (() => void)[] = [];
  #begunMs = Infinity;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: PeersOptions) {
    this.#options = options;
    options.bus.onAnnounced("alive", (bytes) => this.#take(bytes));
  }

  /** Tells the others of this node from now on. */
  begin(): void {
    this.#begunMs = this.#options.elapsed();
    this.announce();
    this.#timer = setInterval(() => {
      this.announce();
      for (const tell of this.#listeners) tell();
    }, ANNOUNCE_EVERY_MS);
  }

  /** Tells the others now: something about this node is otherwise. */
  announce(): void {
    const { bus, self } = this.#options;
    bus.announce("alive", new TextEncoder().encode(JSON.stringify(self())));
  }

  /** Has somebody look at it again, once a second and when a node is heard of. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** The others that live, by name. */
  get others(): Peer[] {
    const sinceMs = this.#options.elapsed() - GONE_AFTER_MS;
    return [...this.#heard.values()].filter(({ heardMs }) => heardMs > sinceMs)
      .sort((first, second) => first.node < second.node ? -1 : 1);
  }

  /** When a node was heard of last, on the clock that only goes forward; undefined when it never was. */
  heard(node: string): Peer | undefined {
    return this.#heard.get(node);
  }

  /**
   * The node that does what one of them has to do for all: the first by name that serves. Undefined
   * where this one serves alone, as far as it knows, and has not listened for long enough to know.
   */
  get keeper(): string | undefined {
    const { elapsed, self } = this.#options;
    const serving = this.others.filter(({ isServing }) => isServing).map(({ node }) => node);
    const { isServing, node } = self();
    if (isServing && elapsed() - this.#begunMs >= LISTEN_MS) serving.push(node);
    return serving.toSorted()[0];
  }

  /** Whether it is this node. */
  get isKeeper(): boolean {
    return this.keeper === this.#options.self().node;
  }

  /** Stops telling others; the next node need not wait until it counts as gone. */
  close(): void {
    clearInterval(this.#timer);
  }

  #take(bytes: Uint8Array): void {
    const state = stateOf(bytes);
    const { now, elapsed, self } = this.#options;
    if (state === undefined || state.run === self().run) return;
    if (!this.#heard.has(state.node) && this.#heard.size >= MAX_NODES) return;
    const isNew = this.#heard.get(state.node)?.run !== state.run;
    const aheadMs = state.nowMs - now();
    this.#heard.set(state.node, { ...state, heardMs: elapsed(), aheadMs });
    if (!isNew) return;
    // Whoever has just come need not wait for the next round to hear of this one.
    this.announce();
    for (const tell of this.#listeners) tell();
  }
}

/** What a node has said; undefined for what is no such thing. */
function stateOf(bytes: Uint8Array): NodeState | undefined {
  if (bytes.length > MAX_ANNOUNCEMENT_BYTES) return undefined;
  try {
    const said = JSON.parse(new TextDecoder().decode(bytes));
    const { node, run, cluster, position, digest, isServing, nowMs, address, program } = said;
    // Programs that do not say it have the first.
    const { level = 1, isProbing } = said;
    const isWhole = [node, run, cluster, digest, address, program]
      .every((text) => typeof text === "string") &&
      CLUSTER_NAME.test(node) &&
      Number.isSafeInteger(position) && typeof isServing === "boolean" && Number.isFinite(nowMs) &&
      Number.isSafeInteger(level) && ["boolean", "undefined"].includes(typeof isProbing);
    if (!isWhole) return undefined;
    const figures = figuresIn(said.figures);
    const place = { cluster, position, digest };
    return { node, run, ...place, isServing, isProbing, nowMs, address, program, level, figures };
  } catch {
    return undefined;
  }
}
