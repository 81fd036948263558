/**
 * Who is reached by what people write, by chance and on paper: conversations of all sizes, people who
 * are anywhere among the nodes, messages that come when they like.
 */

/** Conversations of one kind. */
export interface ConversationKind {
  /** Which part of all messages is written into such. */
  share: number;
  /** How many others are there and online, on the average. */
  audience: number;
  /**
   * How unequal they are: the exponent of a Pareto distribution, greater than 1; undefined where all are
   * of one size.
   */
  exponent: number | undefined;
}

/** A second on several nodes. */
export interface Second {
  messages: number;
  deliveries: number;
  /** Deliveries at the node that has most of them. */
  most: number;
  /** Nodes that have somebody to deliver to or have taken the message, over all messages. */
  reached: number;
}

/** Options of {@linkcode FanOut}. */
export interface FanOutOptions {
  /** Numbers from 0 to 1, evenly. */
  random(): number;
  /** Their shares make 1. */
  kinds: readonly ConversationKind[];
  /** How many people are online: nobody has a larger audience. */
  online: number;
  nodes: number;
}

/** From how many on people are not placed one by one, but by how many of them a node has. */
const MANY = 64;

/** One system at one size. */
export class FanOut {
  readonly #options: FanOutOptions;
  /** In which message a node was reached last. */
  readonly #reachedIn: Int32Array;
  #message = 0;

  constructor(options: FanOutOptions) {
    this.#options = options;
    this.#reachedIn = new Int32Array(options.nodes);
  }

  /** A second in which so many messages come, on the average. */
  second(messagesPerSecond: number): Second {
    const { random, nodes } = this.#options;
    const at = new Float64Array(nodes);
    const messages = poisson(messagesPerSecond, random);
    let reached = 0;
    for (let message = 0; message < messages; message++) reached += this.message(at);
    const deliveries = at.reduce((sum, count) => sum + count, 0);
    return { messages, deliveries, most: at.reduce((a, b) => Math.max(a, b), 0), reached };
  }

  /** One message: adds to `at` how many each node delivers; how many nodes are reached, the author's too. */
  message(at: Float64Array): number {
    const { random, nodes } = this.#options;
    this.#message += 1;
    let reached = 0;
    const reach = (node: number, count: number) => {
      at[node] = (at[node] ?? 0) + count;
      if (this.#reachedIn[node] === this.#message) return;
      this.#reachedIn[node] = this.#message;
      reached += 1;
    };
    reach(Math.floor(random() * nodes), 0);
    const audience = this.#audience();
    if (audience < MANY || nodes === 1) {
      if (nodes === 1) reach(0, audience);
      else for (let one = 0; one < audience; one++) reach(Math.floor(random() * nodes), 1);
      return reached;
    }
    for (let node = 0; node < nodes; node++) {
      const count = poisson(audience / nodes, random);
      if (count > 0) reach(node, count);
    }
    return reached;
  }

  #audience(): number {
    const { random, kinds, online } = this.#options;
    let rest = random();
    const kind = kinds.find(({ share }) => (rest -= share) < 0) ?? kinds.at(-1);
    if (kind === undefined) return 0;
    const { audience, exponent } = kind;
    if (exponent === undefined) return Math.min(audience, online);
    const least = audience * (exponent - 1) / exponent;
    return Math.min(Math.round(least / (1 - random()) ** (1 / exponent)), online);
  }
}

/** How often something happens by chance that happens `mean` times on the average. */
export function poisson(mean: number, random: () => number): number {
  if (mean > MANY) {
    // So close to a normal distribution that nobody sees the difference.
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(0, Math.round(mean + normal * Math.sqrt(mean)));
  }
  let count = 0;
  for (let left = random(), limit = Math.exp(-mean); left > limit; left *= random()) count += 1;
  return count;
}
