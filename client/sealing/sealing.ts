/** What an encrypted link does about keys; loaded when the first of it is needed. */
import type { Content } from "../../protocol/encryption/content.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import { ChatError } from "../../protocol/errors.ts";
import { isRoomKey } from "../encryption/session/room_logs.ts";
import { foldUsername } from "../../protocol/names.ts";
import type { LogEnd, OwnKeys } from "../../protocol/records.ts";
import { ConnectionLost, PerhapsStored } from "../base/failure.ts";
import type { SealedPlace } from "../encryption/message.ts";
import {
  isRefusedWith,
  type KeyRequest,
  type WireSealed,
} from "../encryption/session/key_requests.ts";
import type { KeyStore } from "../encryption/session/key_store.ts";
import { PrivateTalk, type TalkStanding } from "../encryption/session/private_talk.ts";
import {
  isVerificationNumber,
  verificationLink,
  verificationQrText,
} from "../encryption/verification_number.ts";
import type { RequestOptions } from "../link/connection.ts";
import type { FileStanding } from "../link/file_standing.ts";
import type { KeyNews } from "../link/key_news.ts";
import type { KeyPowers, OwnState, Verification } from "../link/key_powers.ts";
import type { Outgoing, Stored } from "../link/unacknowledged.ts";
import type { StateEvent } from "../wording/event_text.ts";
import { DeviceKeys } from "./device_keys.ts";
import { DeviceLinks } from "./device_links.ts";
import { type EncryptedRooms, roomKey } from "./encrypted_rooms.ts";
import { HeldBack } from "./held_back.ts";
import { DamagedKeys } from "./damaged_keys.ts";
import { contactNews, type KeyWords } from "./key_words.ts";
import { deviceNumbered, ownState, removeDevicesById } from "./own_devices.ts";
import { deviceUses } from "./device_uses.ts";
import { deviceLines } from "../wording/device_use.ts";
import { SealedReading } from "./sealed_reading.ts";
import { type PostOptions, SealedWriting } from "./sealed_writing.ts";

/** What sealing works with. */
export interface SealingOptions {
  /** The name, in the form in which names are compared. */
  account: string;
  /** What this device keeps of its keys. */
  store: KeyStore;
  words: KeyWords;
  /** Whether somebody looks, who can be shown a recovery code and be asked. */
  isForPeople: boolean;
  /** Whether the first login of somebody makes keys unasked. */
  beginsUnasked: boolean;
  /** Whether the code of keys that were made unasked waits until somebody wants to see it. */
  holdsCode: boolean;
  request: KeyRequest;
  /** Sends a message as it is, again and again until it is stored. */
  post: (message: Outgoing, options?: RequestOptions) => Promise<Stored>;
  newNonce: () => string;
  /** Resolves when there is a connection; false when there will be none any more. */
  whenLive: () => Promise<boolean>;
  tell: (news: KeyNews) => void;
  /** How the conversation with somebody stands has been found out. */
  stands: (other: string, text: string) => void;
  /** From now on this device has keys. */
  begun: () => void;
  /** This device was taken in: what could not be opened can be. */
  linked: () => void;
  /** The server's time of day, as far as it is known. */
  serverTimeMs: () => number | undefined;
  /** Somebody has taken a room as it is now, which is not encrypted. */
  isOpen: (room: string) => void;
  /** The rooms that are known to be encrypted. */
  rooms: Pick<EncryptedRooms, "all">;
}

/** Of a room that is not there, or is another one now, nothing is lost. */
const NOTHING_TO_LOSE = new Set<string>(["no_such_room", "not_a_member", "room_replaced"]);

const MAX_LOOKED = 1_000;

/** Seals and opens for one account, and does what people want of their devices. */
export class Sealing implements KeyPowers {
  readonly #options: SealingOptions;
  readonly talk: PrivateTalk;
  readonly #keys: DeviceKeys;
  readonly #writing: SealedWriting;
  readonly #reading: SealedReading;
  readonly #links: DeviceLinks;
  /** Whose conversations somebody has looked at, to be told when they stand otherwise. */
  readonly #looked = new Set<string>();

  constructor(options: SealingOptions) {
    this.#options = options;
    const { account, request, serverTimeMs, store, tell, words } = options;
    this.talk = new PrivateTalk({
      account,
      request,
      store,
      timeMs: () => Date.now(),
      serverTimeMs,
      tell: (change) => {
        const news = contactNews(change, words);
        // Another recovery code is news of nobody.
        if (news.lines.length > 0) tell(news);
      },
      joined: (devices) => tell({ kind: "joined", lines: words.joined(devices), isLoud: true }),
      tellRoom: (news) => tell({ kind: news.kind, lines: words.room(news), isLoud: false }),
    });
    const { talk } = this;
    const whileLive = <Result>(run: () => Promise<Result>) => this.#whileLive(run);
    this.#keys = new DeviceKeys({ ...options, talk });
    this.#writing = new SealedWriting({ ...options, talk, whileLive });
    this.#reading = new SealedReading({ talk, whileLive, words, tell });
    this.#links = new DeviceLinks({
      own: talk.own,
      request,
      tell,
      words,
      linked: () => this.#linked(),
    });
  }

  async #linked(): Promise<void> {
    await this.#keys.linked();
    this.#options.linked();
    await this.#lookAgain();
  }

  /** After a login: makes the keys where there are none yet, and says what stands in the way. */
  async arrive(ownKeys: OwnKeys | undefined): Promise<void> {
    await this.#keys.arrive(ownKeys);
  }

  /** Makes the keys of the account, or has them used again; does nothing where they are. */
  async begin(): Promise<void> {
    await this.#keys.begin();
    await this.#lookAgain();
  }

  /** Has nothing more encrypted, and says so to those who write. */
  async end(): Promise<void> {
    await this.#keys.demandLinked();
    await this.talk.own.turnOff();
    await this.#lookAgain();
  }

  /** The connection is back, and much may have happened; also to the conversations with `others`. */
  async back(others: readonly string[]): Promise<void> {
    this.talk.stale();
    await this.#keys.back();
    await this.#quietly(() => this.talk.contacts.shareUnshared());
    for (const other of others) await this.look(other);
  }

  /** A log has another end. */
  async keysChanged(account: string, end: LogEnd): Promise<void> {
    if (account !== this.#options.account) {
      this.talk.keysChanged(account);
      await this.look(account);
      return;
    }
    this.talk.own.stale(end);
    await this.#quietly(() => this.#keys.changed());
    // What another device has agreed to, or compared, goes for this one as well.
    await this.#quietly(() => this.#keys.shareContacts());
    // Another device may have begun anew, turned it off, or removed this one.
    await this.#lookAgain();
  }

  /** Something happened that may be about keys. */
  async heard(event: StateEvent): Promise<void> {
    switch (event.event) {
      case "keys_changed": {
        const { head, root, seq, username } = event;
        return await this.keysChanged(foldUsername(username), { root, seq, head });
      }
      case "room_signed":
      case "left": {
        const room = roomKey(event.room);
        this.talk.rooms.stale(room);
        if (this.#looked.has(room)) await this.look(room);
        return;
      }
      case "link_request":
        return await this.#quietly(() => this.#links.requested(event));
      case "link_answer":
        return await this.#quietly(() => this.#links.answered(event));
    }
  }

  /** Finds out how the conversation with somebody stands, and says it. */
  async look(other: string): Promise<void> {
    if (this.#looked.size < MAX_LOOKED) this.#looked.add(other);
    await this.#quietly(async () => {
      try {
        this.#options.stands(other, await this.standingWords(other));
        if (isRoomKey(other)) await this.tidy(other);
      } catch (error) {
        if (!isRoomKey(other) || !isRefusedWith(error, "no_such_room", "not_a_member")) throw error;
        // Whoever has left a room, or was put out of it, need not be told how it stands.
        this.#looked.delete(other);
        this.#options.stands(other, "");
      }
    });
  }

  async #lookAgain(): Promise<void> {
    for (const other of this.#looked) await this.look(other);
  }

  /** How the conversation with somebody stands, in words. */
  async standingWords(other: string): Promise<string> {
    const standing = await this.#writing.standing(other);
    return standing === undefined ? "" : this.#options.words.standing(standing, other);
  }

  /** Sends a message: sealed, or as it is where the other one cannot read sealed ones. */
  async say(message: Outgoing, options?: PostOptions): Promise<Stored> {
    return await this.#writing.say(message, options);
  }

  /** Sends an edit or a reaction. */
  async change<Result>(
    other: string,
    change: SealedPlace & { content: Content },
    post: (sealed: WireSealed) => Promise<Result>,
  ): Promise<Result> {
    return await this.#writing.change(other, change, post);
  }

  /** Whether what is written to somebody is sealed. @throws {HeldBack} when somebody has to decide. */
  async maySeal(other: string): Promise<boolean> {
    return await this.#writing.maySeal(other);
  }

  /** How a file goes to somebody. */
  async fileStanding(other: string): Promise<FileStanding> {
    return await this.#writing.fileStanding(other);
  }

  /** What opens messages and their changes. */
  get reading(): SealedReading {
    return this.#reading;
  }

  async state(): Promise<OwnState> {
    const { own } = this.talk;
    const isReady = await own.standing() === "ready";
    return await ownState(own, {
      uses: isReady ? await deviceUses(this.#options.request) : new Map(),
      isCodeKnown: isReady && await this.#keys.isCodeSettled(),
    });
  }

  async standing(other: string): Promise<TalkStanding | undefined> {
    return await this.#writing.standing(other);
  }

  async deviceLines(): Promise<string[]> {
    await this.#keys.demandLinked();
    return deviceLines((await this.state()).devices, Date.now());
  }

  async removeDevices(ids: readonly string[]): Promise<string[]> {
    await this.#keys.demandLinked();
    return await removeDevicesById(this.talk.own, { ids, words: this.#options.words });
  }

  async removeDevice(number: number): Promise<string> {
    await this.#keys.demandLinked();
    const { words } = this.#options;
    const id = await deviceNumbered(this.talk.own, { number, words });
    const [name = ""] = await removeDevicesById(this.talk.own, { ids: [id], words });
    return name;
  }

  /** Takes this device in with a recovery code. */
  async recover(code: string): Promise<void> {
    await this.#keys.demandUnlinked();
    await this.talk.own.recover(code);
    await this.#linked();
  }

  /** A new recovery code in the place of the one before. */
  async newCode(): Promise<void> {
    await this.#keys.demandLinked();
    await this.#keys.newCode();
  }

  async waitingCode(isWanted: boolean): Promise<void> {
    await this.#keys.waitingCode(isWanted);
  }

  /** The encrypted rooms to which nobody could let this account in again after a reset. */
  async roomsLostByReset(): Promise<{ lost: string[]; unknown: string[] }> {
    const lost: string[] = [];
    const unknown: string[] = [];
    for (const room of this.#options.rooms.all) {
      try {
        if (await this.talk.rooms.isLostByReset(room)) lost.push(room);
      } catch (error) {
        if (!(error instanceof EncryptionError || error instanceof ChatError)) throw error;
        if (!NOTHING_TO_LOSE.has(error.code)) unknown.push(room);
      }
    }
    return { lost, unknown };
  }

  /** Begins anew: what was written before cannot be read any more. */
  async reset(password: string, code: string | undefined): Promise<void> {
    this.talk.stale();
    const reset = { password, ...(code === undefined ? {} : { code }) };
    await this.#keys.showCode(await this.talk.own.start(reset));
    // What is known here of others goes to the devices that are linked from now on.
    await this.#quietly(() => this.talk.contacts.share());
    await this.#lookAgain();
  }

  /** A code to be typed on a new device within ten minutes. */
  async showLink(): Promise<string> {
    await this.#keys.demandLinked();
    return await this.#links.show();
  }

  /** Asks the other devices to take this one in, with the code that one of them shows. */
  async askLink(code: string): Promise<void> {
    await this.#keys.demandUnlinked();
    await this.#links.ask(code);
  }

  async verify(other: string, isVerified: boolean): Promise<void> {
    await this.#keys.demandLinked();
    await this.talk.contacts.verify(other, isVerified);
    await this.look(other);
  }

  /** With whom, and in which rooms, something may be encrypted, as far as this device knows. */
  async conversations(): Promise<string[]> {
    const { contacts, conversations, rooms = new Map() } = await this.#options.store.read();
    return [...contacts.keys(), ...conversations.keys(), ...rooms.keys()];
  }

  /** The encrypted rooms that this device has seen. */
  async roomsSeen(): Promise<Iterable<string>> {
    return (await this.#options.store.read()).rooms?.keys() ?? [];
  }

  /** Signs the removal of those whom the server has put out of a room. */
  async tidy(room: string): Promise<void> {
    if ((await this.talk.rooms.now(room))?.gone.length === 0) return;
    await this.talk.rooms.tidy(room);
  }

  async trust(other: string): Promise<void> {
    await this.#keys.demandLinked();
    if (!isRoomKey(other)) await this.talk.contacts.trust(other);
    else if (!await this.talk.rooms.trust(other)) {
      this.#options.isOpen(other);
      return;
    }
    await this.look(other);
  }

  /** The number to be compared with somebody. */
  async verification(other: string): Promise<Verification> {
    await this.#keys.demandLinked();
    const number = await this.talk.contacts.number(other);
    const { account } = this.#options;
    return {
      number,
      qr: verificationQrText(number),
      linkAt: (origin) => verificationLink(origin, { account, number }),
      isSame: (typed) => isVerificationNumber(typed, { account: other, number }),
    };
  }

  /** This device leaves the account and forgets its keys. */
  async forget(): Promise<void> {
    if (await this.talk.own.standing() === "ready") await this.talk.own.leave();
    await this.#options.store.forget();
    await this.#lookAgain();
  }

  /** Goes on over lost connections. */
  async #whileLive<Result>(run: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await run();
      } catch (error) {
        // Whether that message is there already, only a person can tell.
        if (error instanceof PerhapsStored || !(error instanceof ConnectionLost)) throw error;
        if (!await this.#options.whenLive()) throw error;
        this.talk.stale();
      }
    }
  }

  /** What goes wrong by itself is told; what is only lost comes again. */
  async #quietly(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (error instanceof ConnectionLost) return;
      const isOurs = error instanceof EncryptionError || error instanceof DamagedKeys ||
        error instanceof HeldBack || isRefusedWith(error, "keys_moved", "slow_down", "busy");
      const lines = [this.#options.words.problem(error)];
      this.#options.tell({ kind: isOurs ? "failed" : "internal", lines, isLoud: true });
    }
  }
}
