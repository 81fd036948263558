/** Seals what is written to somebody, and decides when something may go out as it is. */
import { foldUsername } from "../../protocol/names.ts";
import type { Content, SealedFile } from "../../protocol/encryption/content.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import { isRefusedWith, type WireSealed } from "../encryption/session/key_requests.ts";
import type { PrivateTalk, TalkStanding } from "../encryption/session/private_talk.ts";
import type { SealedPlace } from "../encryption/message.ts";
import type { RequestOptions } from "../link/connection.ts";
import type { FileStanding } from "../link/file_standing.ts";
import type { Outgoing, Stored } from "../link/unacknowledged.ts";
import { isRoomKey } from "../encryption/session/room_logs.ts";
import { roomKey } from "./encrypted_rooms.ts";
import { HeldBack } from "./held_back.ts";
import type { KeyWords } from "./key_words.ts";
import { contentOf } from "./sealed_file.ts";

/** What sealed writing works with. */
export interface SealedWritingOptions {
  talk: PrivateTalk;
  /** Whether somebody looks, who can be asked. */
  isForPeople: boolean;
  words: KeyWords;
  /** Sends a message as it is, again and again until it is stored. */
  post: (message: Outgoing, options?: RequestOptions) => Promise<Stored>;
  newNonce: () => string;
  /** Does something again when the connection was lost meanwhile. */
  whileLive: <Result>(run: () => Promise<Result>) => Promise<Result>;
}

/** How something is sent. */
export interface PostOptions extends RequestOptions {
  /** It is on its way: what is to come behind it may be sent. */
  posted?: () => void;
  /** What opens the encrypted file that comes with it. */
  file?: SealedFile;
}

/** What goes to one person goes in its order. */
export class SealedWriting {
  readonly #options: SealedWritingOptions;
  /** Until when the next message to somebody may be sealed. */
  readonly #turns = new Map<string, Promise<void>>();
  /** Whose new keys somebody was warned of before sending. */
  readonly #warned = new Set<string>();

  constructor(options: SealedWritingOptions) {
    this.#options = options;
  }

  /**
   * Sends a private message, or one in an encrypted room: sealed, or as it is where the other one cannot
   * read sealed ones.
   *
   * @throws {HeldBack} when a file is encrypted and the message would not be, or the other way round.
   */
  async say(
    message: Outgoing,
    { file, posted, ...options }: PostOptions = {},
  ): Promise<Stored> {
    const { newNonce, post, talk, whileLive, words } = this.#options;
    const { room, to } = message;
    const place = to === undefined ? { room } : { to };
    const other = to === undefined ? roomKey(room) : foldUsername(to);
    const nonce = message.nonce ?? newNonce();
    const turn = this.#turns.get(other);
    const next = Promise.withResolvers<void>();
    this.#turns.set(other, next.promise);
    try {
      await turn;
      return await whileLive(async () => {
        const isSealed = await this.maySeal(other);
        const isFileSealed = file !== undefined;
        if (message.file !== undefined && isSealed !== isFileSealed) {
          throw new HeldBack(words.noFiles);
        }
        if (!isSealed) {
          const answer = post({ ...message, nonce }, options);
          next.resolve();
          posted?.();
          return await answer;
        }
        const content: Content = contentOf(message.text, file);
        if (message.me === true) content.me = true;
        if (message.reply_to !== undefined) content.reply_to = message.reply_to;
        const said: SealedPlace = { kind: "message", target: 0 };
        return await talk.send(other, { ...said, content }, async (sealed) => {
          const carried = message.file === undefined ? {} : { file: message.file };
          const answer = post(
            { ...place, text: "", nonce, ...carried, ...sealed } as Outgoing,
            options,
          );
          // What comes with a new key has to be there before anything that needs it.
          if (sealed.key === undefined) next.resolve();
          posted?.();
          return await answer;
        });
      });
    } finally {
      next.resolve();
      if (this.#turns.get(other) === next.promise) this.#turns.delete(other);
    }
  }

  /** Sends an edit or a reaction. */
  async change<Result>(
    other: string,
    change: SealedPlace & { content: Content },
    post: (sealed: WireSealed) => Promise<Result>,
  ): Promise<Result> {
    return await this.#options.talk.send(other, change, post);
  }

  /**
   * Whether what is written to somebody is sealed. Never says no where something was sealed before,
   * or where the keys of the other one are known, unless the other one has said so under their
   * signature and somebody here was told.
   *
   * @throws {HeldBack} when somebody has to decide first; what is wrong with logs.
   */
  async maySeal(other: string): Promise<boolean> {
    const { isForPeople, talk, words } = this.#options;
    const standing = await this.standing(other);
    if (isRoomKey(other)) {
      if (standing === "encrypted") return true;
      throw new HeldBack(words.neverPlain(words.standing(standing ?? "not_let_in", other)));
    }
    switch (standing) {
      case "encrypted":
      case "verified":
        return true;
      case "off_here":
        return false;
      case undefined:
      case "no_keys":
        return await this.#mustNotHaveBeen(other, "no_keys");
      case "locked":
        throw new HeldBack(words.standing(standing, other));
      case "not_linked":
      case "not_let_in":
      case "nobody_lets_in":
      case "not_begun":
        return await this.#mustNotHaveBeen(other, "not_linked");
      case "off":
        if (!await this.#wasMeantToBe(other)) return false;
        return this.#askOnce(other, standing, isForPeople);
      case "replaced": {
        const known = await talk.contacts.known(other);
        if (known?.isVerified === true) throw new HeldBack(words.standing(standing, other));
        this.#askOnce(other, standing, isForPeople);
        await talk.contacts.trust(other);
        return true;
      }
    }
  }

  /** How a file goes to somebody. */
  async fileStanding(other: string): Promise<FileStanding> {
    const { words } = this.#options;
    try {
      const standing = await this.standing(other);
      // A file is no answer to what has to be decided first.
      if (standing === "replaced" || standing === "off") {
        return { refused: words.standing(standing, other) };
      }
      return await this.maySeal(other) ? "sealed" : "plain";
    } catch (error) {
      if (error instanceof HeldBack || error instanceof EncryptionError) {
        return { refused: error.message };
      }
      throw error;
    }
  }

  /** How the conversation with somebody stands; `undefined` for who is not there. */
  async standing(other: string): Promise<TalkStanding | undefined> {
    try {
      return await this.#options.talk.standing(other);
    } catch (error) {
      if (isRefusedWith(error, "no_such_user")) return undefined;
      throw error;
    }
  }

  #askOnce(other: string, standing: TalkStanding, isForPeople: boolean): false {
    const mark = `${standing} ${other}`;
    if (isForPeople && this.#warned.delete(mark)) return false;
    this.#warned.add(mark);
    const { words } = this.#options;
    const stands = words.standing(standing, other);
    throw new HeldBack(isForPeople ? words.again(stands) : stands);
  }

  /** Merely to have seen the keys of somebody says nothing of messages; a decision does. */
  async #wasMeantToBe(other: string): Promise<boolean> {
    const { contacts, keys } = this.#options.talk;
    const { changedMs = 0 } = await contacts.known(other) ?? {};
    return changedMs > 0 || await keys.wasEncrypted(other);
  }

  /** What another device of one's own has seen comes with the contacts. */
  async #mustNotHaveBeen(other: string, standing: TalkStanding): Promise<false> {
    if (!await this.#options.talk.wasEncrypted(other)) return false;
    const { words } = this.#options;
    throw new HeldBack(words.neverPlain(words.standing(standing, other)));
  }
}
