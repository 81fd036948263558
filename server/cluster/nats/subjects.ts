/** What the things of one cluster are called on the servers of NATS. */

/** Names of one cluster. */
export interface Subjects {
  /** The stream that keeps the log. */
  stream: string;
  /** What goes into the stream. */
  log: string;
  /** What was just given a place, for whoever follows. */
  placed: string;
  /** Tells all nodes something. */
  announced(topic: string): string;
  /** Asks a node for something. */
  ask(node: string): string;
}

/** The names of a cluster. */
export function subjectsOf(cluster: string): Subjects {
  return {
    stream: `chat_${cluster}`,
    log: `chat.${cluster}.log`,
    placed: `chat.${cluster}.placed`,
    announced: (topic) => `chat.${cluster}.${topic}`,
    ask: (node) => `chat.${cluster}.ask.${node}`,
  };
}
