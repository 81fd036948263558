/** The tokens with which a client gets in again without a password: a file of mode 600. */
import { foldUsername } from "../../protocol/names.ts";
import { PrivateFile } from "../base/private_file.ts";
import { normalPlace } from "../net/host.ts";

/** Name of the file inside the config folder. */
const TOKENS_FILE = "tokens";

/** Most tokens that are kept; the one that was kept longest ago goes. */
const MAX_TOKENS = 100;

const TOKEN = /^[\x21-\x7e]{1,512}$/;

/** Where a token is valid. What was got with encryption is never sent without it. */
export interface TokenPlace {
  /** `host:port`. */
  readonly place: string;
  /** Whether the connection is encrypted. */
  readonly isEncrypted: boolean;
}

/** A token and whose it is. */
export interface ResumeToken {
  readonly username: string;
  readonly token: string;
}

/** Keeps tokens in a folder; without one, nothing. Several clients may do so at once. */
export class ResumeTokens {
  readonly #file: PrivateFile | undefined;

  constructor(folder: string | undefined) {
    this.#file = folder === undefined ? undefined : new PrivateFile(folder, TOKENS_FILE);
  }

  /**
   * The token of `username`, or of whoever was there last.
   *
   * @throws {NotPrivate} when others can read the file: then a password has to do.
   */
  async find(place: TokenPlace, username?: string): Promise<ResumeToken | undefined> {
    if (this.#file === undefined) return undefined;
    const found = entriesIn(await this.#file.read()).find((entry) =>
      isAt(entry, place) && (username === undefined || isOf(entry, username))
    );
    return found && { username: found.username, token: found.token };
  }

  /** Keeps a token in the place of an older one. Throws as {@linkcode PrivateFile.update}. */
  async keep(place: TokenPlace, { token, username }: ResumeToken): Promise<void> {
    if (!TOKEN.test(token) || !/^\S+$/.test(username)) return;
    const kept: Entry = { ...place, username, token };
    await this.#file?.update((text) =>
      [kept, ...without(text, place, username)].slice(0, MAX_TOKENS).map(lineOf).join("")
    );
  }

  /** Forgets the token of `username`: it was revoked or refused. Throws as {@linkcode keep}. */
  async forget(place: TokenPlace, username: string): Promise<void> {
    await this.#file?.update((text) => without(text, place, username).map(lineOf).join(""));
  }
}

type Entry = TokenPlace & ResumeToken;

/** The words with which a line begins. */
const ENCRYPTED = "tls";
const OPEN = "plain";

function lineOf({ isEncrypted, place, token, username }: Entry): string {
  return `${isEncrypted ? ENCRYPTED : OPEN} ${place} ${username} ${token}\n`;
}

/** Lines that are damaged are left out: then a password has to do. */
function entriesIn(text: string): Entry[] {
  const entries: Entry[] = [];
  for (const line of text.split("\n")) {
    const [kind, place, username, token, ...more] = line.trim().split(/\s+/);
    if (place === undefined || username === undefined || token === undefined) continue;
    if (more.length > 0 || (kind !== ENCRYPTED && kind !== OPEN) || !TOKEN.test(token)) continue;
    entries.push({ place, isEncrypted: kind === ENCRYPTED, username, token });
  }
  return entries.slice(0, MAX_TOKENS);
}

function without(text: string, place: TokenPlace, username: string): Entry[] {
  return entriesIn(text).filter((entry) => !(isAt(entry, place) && isOf(entry, username)));
}

function isAt(entry: Entry, { isEncrypted, place }: TokenPlace): boolean {
  // Older versions wrote places as people typed them.
  return entry.isEncrypted === isEncrypted &&
    (entry.place === place || normalPlace(entry.place) === place);
}

function isOf(entry: Entry, username: string): boolean {
  return foldUsername(entry.username) === foldUsername(username);
}
