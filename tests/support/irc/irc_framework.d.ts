/** The part of irc-framework that tests use; the library has no types of its own. */

/** What of its events is looked at here. */
export interface Said {
  nick: string;
  /** The room of a `join`. */
  channel?: string;
  target: string;
  message: string;
  time?: number;
  tags: Record<string, string>;
}

/** A connection. */
export class Client {
  connect(options: Record<string, unknown>): void;
  on(event: string, listener: (event: Said) => void): void;
  join(room: string): void;
  say(target: string, text: string): void;
  quit(reason: string): void;
  user: { nick: string };
  network: { cap: { enabled: string[] } };
}
