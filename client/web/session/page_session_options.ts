/** What the page's conversation with its server works with. */
import type { Place } from "../../../protocol/records.ts";
import type { Clock } from "../../base/clock.ts";
import type { Link, LinkOptions } from "../../link/link.ts";
import type { EmojiTable } from "../../text/emoji.ts";

/** With what somebody logs in. */
export interface LoginFields {
  readonly username: string;
  readonly password: string;
  /** A code of the second factor, or one that replaces it. */
  readonly code?: string;
  /** Another password, when the server asks for one. */
  readonly newPassword?: string;
}

/** With what somebody makes an account. */
export interface RegisterFields {
  readonly username: string;
  readonly password: string;
  readonly invite?: string;
}

/** Makes the link of a session. */
export type MakeLink = (options: LinkOptions) => Link;

/** What a session works with. */
export interface PageSessionOptions {
  /** `https://chat.example`. */
  origin: string;
  /** What the server shall call this browser. */
  device: string;
  clock: Clock;
  timeMs: () => number;
  random: () => number;
  loadEmoji: () => Promise<EmojiTable>;
  /** Says why something did not work, in the language of the page. */
  describe: (error: unknown) => string;
  /** What is said of a message that is too old to be sent by itself. */
  tooOld: () => string;
  /** Loads the commands; the store is told then. */
  loadCommands: () => void;
  /** Somebody has logged out here. */
  left: () => void;
  /** The place that the address of the page names. */
  wantedPlace: () => Place | undefined;
  /** There is no connection yet: shows what is kept. */
  cannotConnect: () => Promise<void>;
  /** Somebody is in: what an earlier page has left can go out. */
  isIn: () => void;
  /** Loads what makes links that encrypt: accounts without keys have no need of it. */
  loadSealing: () => Promise<MakeLink>;
  /** Whether this browser may have keys of somebody. */
  mayHaveKeys: () => boolean;
  /** Forgets what this browser has kept: of the messages, or everything. */
  forget: (what: "messages" | "all") => Promise<void>;
}
