/** A node among its cluster while it runs: what the others are told and asked, and whether it may go on. */
import { type BucketSize, TokenBucket } from "../base/token_bucket.ts";
import type { Journal } from "../journal/journal.ts";
import type { Levels } from "../journal/log/levels.ts";
import { withElsewhere } from "./farewell.ts";
import type { NodeFigures } from "../../protocol/nodes.ts";
import type { LogFigures } from "./log_figures.ts";
import { Digests } from "./digests.ts";
import type { NodeBus } from "./node_bus.ts";
import { Comparison } from "./comparison.ts";
import { answerNode, type Giving } from "./node_answers.ts";
import { type NodeChange, NodeWatch } from "./node_watch.ts";
import { GONE_AFTER_MS, type NodeState, Peers } from "./peers.ts";
import type { SharedPlace } from "../journal/write/cluster/shared_log.ts";
import { CLUSTER_NAME } from "./settings.ts";
import type { SharedBlobs } from "./shared_blobs.ts";

/** How far the clocks of two nodes may be apart, in milliseconds. */
const MAX_APART_MS = 2_000;

/** After how many milliseconds without the log clients are sent to other nodes. */
const CUT_OFF_MS = 15_000;

/**
 * Batches that a node which was cut off may be behind the others when it takes clients again: what
 * somebody writes there waits until it has applied them.
 */
const MAX_BEHIND = 500;

/** Batches that the log keeps at least, so that a node that was away can follow again. */
const LOG_KEEPS = 100_000;

/** Bytes of the longest thing that is relayed. */
const MAX_RELAYED_BYTES = 32 * 1_024;

/** How much is relayed that this node looks at: more than people do, whatever other nodes do. */
const RELAYED_RATE: BucketSize = { burst: 20_000, perSecond: 10_000 };

/** What a node is made of. */
export interface ClusterOptions {
  node: string;
  run: string;
  /** Where clients reach it; empty where they are not told. */
  address: string;
  program: string;
  levels: Levels;
  bus: NodeBus;
  /** What it does with the log. */
  figures: LogFigures;
  /** Whether the engine is connected now. */
  isConnected(): boolean;
  now(): number;
  /** Milliseconds that only ever grow, with the time that passes. */
  elapsed(): number;
}

/** What a node has when it serves. */
export interface Serving extends Giving {
  journal: Journal;
  /** How many there are here now. */
  people(): { connections: number; accounts: number };
  /** Called when another node comes, serves or goes. */
  onNode(change: NodeChange): void;
  /** Called with what whoever runs the server should know. */
  onTrouble(message: string): void;
  /** Called when this node must not go on. */
  onFatal(message: string): void;
  /** Has all clients go to other nodes. */
  sendAway(message: string): void;
}

/** One node, from before it has a database until it ends. */
export class Cluster {
  readonly #options: ClusterOptions;
  readonly peers: Peers;
  readonly #digests = new Digests();
  readonly #watch = new NodeWatch();
  #place: SharedPlace = { cluster: "", position: 0, digest: "", level: 1 };
  #serving: Serving | undefined;
  #blobs: SharedBlobs | undefined;
  #comparison: Comparison | undefined;
  #relayed: (message: object, node: string) => void = () => {};
  readonly #relayedRate: TokenBucket;
  readonly #begunMs: number;
  /** Since when the log has not been heard of; undefined while it is. */
  #cutOffMs: number | undefined;
  #hasSentAway = false;
  /** Where clients reached the others when they were heard of last. */
  #lastElsewhere: readonly string[] = [];
  #isClockWrong = false;
  #isClosed = false;
  #isProbing = true;
  #healed = 0;

  constructor(options: ClusterOptions) {
    this.#options = options;
    this.#begunMs = options.elapsed();
    this.#relayedRate = new TokenBucket(RELAYED_RATE, this.#begunMs);
    this.peers = new Peers({
      bus: options.bus,
      self: () => this.state,
      now: () => options.now(),
      elapsed: () => options.elapsed(),
    });
    options.bus.onAnnounced("relayed", (bytes) => this.#takeRelayed(bytes));
    options.bus.answer((request) =>
      answerNode(request, { serving: this.#serving, blobs: this.#blobs })
    );
    this.peers.onChange(() => this.#look());
  }

  /** Nobody else has its name: whoever comes under that name from now on has to take another one. */
  hasName(): void {
    this.#isProbing = false;
    this.peers.announce();
  }

  /** Where the folder stands that this node begins with, as far as it is known. */
  standsAt(place: SharedPlace): void {
    this.#place = place;
  }

  /** The folder is one of this cluster's from now on. */
  isOf(cluster: string): void {
    this.#place = { ...this.#place, cluster };
  }

  /** How this node is. */
  get state(): NodeState {
    const { node, run, address, program, levels, now } = this.#options;
    const place = this.#serving?.journal.place ?? this.#place;
    return {
      node,
      run,
      cluster: this.#place.cluster,
      position: place.position,
      digest: place.digest,
      isServing: this.#serving !== undefined && !this.#isClosed,
      isProbing: this.#isClosed ? undefined : this.#isProbing,
      nowMs: now(),
      address,
      program,
      level: levels.program,
      figures: this.#figures,
    };
  }

  get #figures(): NodeFigures | undefined {
    const people = this.#serving?.people();
    return people && { ...people, ...this.#options.figures.now, healed: this.#healed };
  }

  /** Has other nodes given the bytes of files. */
  gives(blobs: SharedBlobs): void {
    this.#blobs = blobs;
  }

  /** Tells the other nodes something that is not stored. */
  relay(message: object): void {
    const { node } = this.#options;
    const bytes = new TextEncoder().encode(JSON.stringify({ node, message }));
    if (bytes.length <= MAX_RELAYED_BYTES) this.#options.bus.announce("relayed", bytes);
  }

  /** Has somebody told what other nodes relay, and which of them. */
  onRelayed(listener: (message: object, node: string) => void): void {
    this.#relayed = listener;
  }

  /** Whether nothing was heard of a node for so long that it counts as gone. */
  isGone(node: string): boolean {
    const { elapsed } = this.#options;
    const heardMs = this.peers.heard(node)?.heardMs ?? this.#begunMs;
    return elapsed() - heardMs > GONE_AFTER_MS;
  }

  /** Takes clients from now on. */
  serves(serving: Serving): void {
    this.#serving = serving;
    this.peers.announce();
  }

  /** Where clients reach the nodes that serve, this one first; those that do not say so are left out. */
  get addresses(): string[] {
    const { address } = this.#options;
    return [...(address === "" ? [] : [address]), ...this.#elsewhere];
  }

  /** A sentence for those who have to leave this node, with where they can go on, as far as was heard. */
  farewell(sentence: string): string {
    this.#noteElsewhere();
    return withElsewhere(sentence, this.#lastElsewhere);
  }

  /** Whoever is cut off hears of nobody any more. */
  #noteElsewhere(): void {
    if (this.peers.others.length > 0) this.#lastElsewhere = this.#elsewhere;
  }

  get #elsewhere(): string[] {
    const others = this.peers.others.filter(({ isServing }) => isServing);
    return others.map(({ address }) => address).filter((address) => address !== "");
  }

  /** Whether this node does what one has to do for all. */
  get isKeeper(): boolean {
    return this.peers.isKeeper;
  }

  /** What may be proposed, of all that the programs of the nodes can. */
  get level(): number {
    return this.#serving?.journal.place.level ?? this.#place.level;
  }

  /** What the program of this node can. */
  get levels(): Levels {
    return this.#options.levels;
  }

  /** Whether it has been without the log for so long that nobody should begin anything here. */
  get isCutOff(): boolean {
    return this.#hasSentAway;
  }

  /** Whether the clock here is so far from the others' that nothing may be appended. */
  get isClockWrong(): boolean {
    return this.#isClockWrong;
  }

  /** Whether whoever can choose had better use another node. */
  get isOff(): boolean {
    return this.isCutOff || this.#isClockWrong || this.#isClosed;
  }

  /** How many batches this node has put back that the log had lost, since it was started. */
  get healed(): number {
    return this.#healed;
  }

  hasHealed(batches: number): void {
    this.#healed += batches;
  }

  /** Whether the servers of the log are within reach now. */
  get isLogThere(): boolean {
    return this.#options.isConnected() && this.#serving?.journal.isCutOff !== true;
  }

  /** The nodes whose database was another one than that of this node at the same position. */
  get differing(): string[] {
    return this.#digests.differing;
  }

  /** This node's database has come to a place. */
  reached(place: { position: number; digest: string }): void {
    this.#digests.reached(place);
  }

  /** Everything up to a position was applied; nothing more is before this has resolved. */
  async taken(position: number): Promise<void> {
    await this.#serving?.verification.reached(position);
  }

  /** What nodes have found in their databases when they were compared last; undefined before that. */
  get comparison(): Comparison | undefined {
    return this.#comparison;
  }

  /**
   * Has all nodes look at what their databases hold, with the log going on by what `push` does; resolves
   * with the position of the log at which they do.
   *
   * @throws when that cannot be begun.
   */
  async compare(push: () => Promise<unknown>): Promise<number> {
    const { bus, node } = this.#options;
    const serving = this.#serving;
    if (serving === undefined) throw new Error("this node does not serve yet");
    const { journal, verification: own } = serving;
    const position = () => journal.place.position;
    const { elapsed } = this.#options;
    const options = { bus, peers: this.peers, node, own, position, push, elapsed };
    this.#comparison = await Comparison.begin(options);
    return this.#comparison.position;
  }

  /** The position before which the log may forget everything; 0 for nowhere. */
  get trimmable(): number {
    const { position } = this.state;
    const least = Math.min(position, ...this.peers.others.map((other) => other.position));
    return Math.max(0, Math.min(least, position - LOG_KEEPS));
  }

  /** Says nothing any more. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.peers.announce();
    this.peers.close();
    this.#serving?.snapshots.close();
    this.#serving?.verification.close();
    this.#blobs?.close();
  }

  #look(): void {
    if (this.#serving === undefined || this.#isClosed) return;
    this.#noteElsewhere();
    for (const change of this.#watch.changes(this.peers)) this.#serving.onNode(change);
    this.#lookAtClocks(this.#serving);
    this.#lookAtDigests(this.#serving);
    this.#lookAtLog(this.#serving);
    this.#serving.snapshots.tidy();
    this.#serving.verification.tidy();
  }

  /** Whoever is outvoted with its time has the wrong one; of as many on both sides, the first by name is right. */
  #lookAtClocks({ onTrouble }: Serving): void {
    const { others } = this.peers;
    const apart = others.filter(({ aheadMs }) => Math.abs(aheadMs) > MAX_APART_MS);
    const agreeing = others.length - apart.length + 1;
    const isFirst = others.every(({ node }) => this.#options.node < node);
    const isWrong = apart.length > agreeing || apart.length === agreeing && !isFirst;
    if (isWrong && !this.#isClockWrong) {
      const seconds = Math.round((apart[0]?.aheadMs ?? 0) / 1_000);
      onTrouble(
        `The clock of this machine is ${Math.abs(seconds)} s ${
          seconds < 0 ? "ahead of" : "behind"
        } ` +
          `that of ${
            apart.map(({ node }) => node).join(", ")
          }: nothing is taken here until it is right`,
      );
    }
    this.#isClockWrong = isWrong;
  }

  #lookAtDigests({ onFatal }: Serving): void {
    const { cluster } = this.#place;
    this.#digests.heard(this.peers.others.filter((other) => other.cluster === cluster));
    const against = this.#digests.outvotedBy;
    if (against.length === 0) return;
    onFatal(
      `The database here is not the one of ${
        against.join(", ")
      }. Nothing more is served from it: ` +
        "keep this data folder aside, start with an empty one, and it takes everything from the others",
    );
  }

  #lookAtLog({ onTrouble, sendAway }: Serving): void {
    const { elapsed } = this.#options;
    if (this.isLogThere && !(this.#hasSentAway && this.#isBehind)) {
      if (this.#hasSentAway) onTrouble("The log is back, and this node takes clients again");
      this.#cutOffMs = undefined;
      this.#hasSentAway = false;
      return;
    }
    this.#cutOffMs ??= elapsed();
    if (this.#hasSentAway || elapsed() - this.#cutOffMs < CUT_OFF_MS) return;
    this.#hasSentAway = true;
    onTrouble(
      `The log has not been reached for ${CUT_OFF_MS / 1_000} s: clients are sent to other nodes`,
    );
    sendAway(
      this.farewell("This server has lost the others of its cluster, use another one of them"),
    );
  }

  /** Whether others have come so much further that whoever writes here would wait for long. */
  get #isBehind(): boolean {
    const { cluster, position } = this.state;
    return this.peers.others.some((other) =>
      other.cluster === cluster && other.position > position + MAX_BEHIND
    );
  }

  #takeRelayed(bytes: Uint8Array): void {
    if (bytes.length > MAX_RELAYED_BYTES || this.#serving === undefined) return;
    if (this.#relayedRate.tryTake(this.#options.elapsed()) > 0) return;
    try {
      const { node, message } = JSON.parse(new TextDecoder().decode(bytes));
      const isOther = typeof node === "string" && CLUSTER_NAME.test(node) &&
        node !== this.#options.node;
      if (!isOther) return;
      if (typeof message === "object" && message !== null) this.#relayed(message, node);
    } catch {
      // It is nothing that this program understands, and nothing that anybody misses.
    }
  }
}
