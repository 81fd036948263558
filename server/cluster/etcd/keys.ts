/** What the things of one cluster are called in etcd. */

/** Digits of a position: keys are in the order of their bytes. */
const POSITION_DIGITS = 16;

/** Names of one cluster. */
export interface Keys {
  /** Which cluster the log is of, and who has made it. */
  made: string;
  /** The position of the newest batch. */
  head: string;
  /** What all batches begin with, and one of them. */
  log: string;
  batch(position: number): string;
  /** What announcements about something begin with. */
  announced(topic: string): string;
  /** What requests to a node begin with, and answers to it. */
  asked(node: string): string;
  answered(node: string): string;
}

/** The names of a cluster. */
export function keysOf(cluster: string): Keys {
  const all = `chat/${cluster}`;
  return {
    made: `${all}/made`,
    head: `${all}/head`,
    log: `${all}/log/`,
    batch: (position) => `${all}/log/${String(position).padStart(POSITION_DIGITS, "0")}`,
    announced: (topic) => `${all}/announced/${topic}/`,
    asked: (node) => `${all}/asked/${node}/`,
    answered: (node) => `${all}/answered/${node}/`,
  };
}

/** The last part of a key. */
export function lastPart(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}
