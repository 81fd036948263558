/** A process that writes and reads end-to-end encrypted, with what its device keeps. */
import {
  type AccountChange,
  addDevices,
  type ChangeAuthor,
  leave,
  removeDevices,
  renew,
  replaceRecoveryCode,
} from "../../../client/encryption/account_changes.ts";
import {
  type AccountSecret,
  openAllSecrets,
  openSecret,
} from "../../../client/encryption/account_secret.ts";
import {
  type ConversationKey,
  isKeyDue,
  type NewConversationKey,
  newConversationKey,
  openConversationKey,
} from "../../../client/encryption/conversation_key.ts";
import {
  type AuthoredMessage,
  openMessage,
  type SealedPlace,
  sealMessage,
} from "../../../client/encryption/message.ts";
import type { OwnDevice } from "../../../client/encryption/own_device.ts";
import { newRecoveryCode, recoveryDevice } from "../../../client/encryption/recovery_code.ts";
import { type Bytes, sameBytes, toHex } from "../../../protocol/encryption/bytes.ts";
import {
  checkStatement,
  comparedWithPin,
  type ConversationPin,
  type TrueStatement,
} from "../../../protocol/encryption/check_statement.ts";
import type { Content } from "../../../protocol/encryption/content.ts";
import type { Device } from "../../../protocol/encryption/device.ts";
import { followLog } from "../../../protocol/encryption/follow_log.ts";
import {
  type AccountLog,
  activeDevices,
  type LogDevice,
  type LogPin,
  pinOf,
} from "../../../protocol/encryption/log.ts";
import { EncryptionError } from "../../../protocol/encryption/problem.ts";
import { decodeStatement } from "../../../protocol/encryption/statement.ts";
import { type KeyService, Refused, type Series, type StoredKey } from "./key_server.ts";

/** What a device keeps on its disk; processes of one device share it. */
export interface DeviceStore {
  device: OwnDevice;
  pins: Map<string, LogPin>;
  /** The newest key of each conversation, by who is on the other side. */
  conversations: Map<string, ConversationPin>;
}

/** One's own account at one moment. */
interface OwnAccount {
  log: AccountLog;
  secrets: ReadonlyMap<number, AccountSecret>;
}

/** The process was killed after it had sent something and before the answer came. */
export class Killed extends Error {}

const TRIES = 40;

export class KeyTerminal {
  readonly server: KeyService;
  readonly account: string;
  readonly store: DeviceStore;
  /** Followed already, by root. */
  readonly #logs = new Map<string, AccountLog>();
  readonly #keys = new Map<string, ConversationKey>();
  #timeMs = 1_800_000_000_000;

  constructor(server: KeyService, account: string, store: DeviceStore) {
    this.server = server;
    this.account = account;
    this.store = store;
  }

  /** One's own log and secrets. @throws {EncryptionError} `device_removed`. */
  async own(): Promise<OwnAccount> {
    const series = await this.server.current(this.account, this.store.device.id);
    if (series === undefined) throw new EncryptionError("log_missing");
    // All of one moment, as one answer of a server would be.
    const generation = series.log.secretKeys.length;
    const sealed = series.secrets.get(generation)?.get(toHex(this.store.device.id));
    const older = new Map(series.older);
    const log = await this.#follow(this.account, series);
    const own = log.devices.get(toHex(this.store.device.id));
    if (own === undefined || own.removedSeq !== undefined || sealed === undefined) {
      throw new EncryptionError("device_removed");
    }
    const newest = await openSecret(log, this.store.device, { generation, sealed });
    return { log, secrets: await openAllSecrets(log, newest, older) };
  }

  /** The newest log of an account; another root than before is taken, as somebody would who was asked. */
  async log(account: string): Promise<AccountLog> {
    const series = await this.server.current(account);
    if (series === undefined) throw new EncryptionError("log_missing");
    return await this.#follow(account, series);
  }

  async #follow(account: string, { entries, log: { root } }: Series): Promise<AccountLog> {
    const known = this.#logs.get(toHex(root));
    const pin = this.store.pins.get(toHex(root));
    if (entries.length < (known?.points.length ?? 0)) throw new EncryptionError("log_missing");
    const rest = entries.slice(known?.points.length ?? 0);
    const log = await followLog(rest, { account, pin, known });
    const newest = this.store.pins.get(toHex(root));
    if (newest === undefined || newest.seq < log.points.length) {
      this.store.pins.set(toHex(root), pinOf(log));
    }
    this.#logs.set(toHex(root), log);
    return log;
  }

  /** Changes the account; whoever is too late looks anew and tries again. */
  async change(
    make: (author: ChangeAuthor) => Promise<AccountChange | undefined>,
  ): Promise<AccountChange | undefined> {
    return await retried(async () => {
      const { log, secrets } = await this.own();
      const secret = secrets.get(log.secretKeys.length);
      if (secret === undefined) throw new EncryptionError("bad_secret");
      const { device } = this.store;
      const change = await make({ log, device, secret, timeMs: this.#timeMs++ });
      if (change !== undefined) await this.server.change(this.account, change, device);
      return change;
    });
  }

  async add(device: Device): Promise<void> {
    await this.change((author) => addDevices(author, [device]));
  }

  async renewIfNeeded(): Promise<void> {
    await this.change(async (author) => author.log.needsRenewal ? await renew(author) : undefined);
  }

  async leave(): Promise<void> {
    await this.change(async (author) => await leave(author));
  }

  /** Removes whatever `choose` chooses among the others. */
  async remove(choose: (others: LogDevice[]) => LogDevice | undefined): Promise<void> {
    await this.change(async (author) => {
      const others = activeDevices(author.log).filter((device) =>
        device.kind !== "recovery" && !sameBytes(device.id, this.store.device.id)
      );
      const device = choose(others);
      return device === undefined ? undefined : await removeDevices(author, [device.id]);
    });
  }

  /** Replaces the recovery code. */
  async newRecoveryCode(): Promise<string> {
    const code = newRecoveryCode();
    const device = await recoveryDevice(code, this.account);
    await this.change((author) => replaceRecoveryCode(author, device));
    return code;
  }

  /** Sends something; whoever is too late seals it anew, with the same nonce. */
  async say(
    to: string,
    content: Content,
    options: SealedPlace & { nonce: string; dies?: boolean },
  ) {
    const { nonce, kind, target, dies = false } = options;
    return await retried(async () => {
      const own = await this.own();
      const logs = to === this.account ? [own.log] : [own.log, await this.log(to)];
      const { key, made } = await this.#keyToWrite(to, logs, own);
      const { device } = this.store;
      const timeMs = this.#timeMs++;
      const sealed = await sealMessage(key, device, { content, timeMs, kind, target });
      const id = await this.server.say({
        from: this.account,
        to,
        device: device.id,
        sealed,
        nonce,
        kind,
        target,
        key: made,
      });
      if (dies) throw new Killed();
      this.#pin(to, key);
      return id;
    });
  }

  async #keyToWrite(
    to: string,
    logs: readonly AccountLog[],
    own: OwnAccount,
  ): Promise<{ key: ConversationKey; made: NewConversationKey | undefined }> {
    const { keys } = await this.server.place(this.account, to);
    const newest = keys.at(-1);
    const before = newest === undefined ? undefined : await this.#found(to, newest);
    const pin = this.store.conversations.get(to);
    const isOld = pin !== undefined &&
      (before === undefined || ["older", "forked"].includes(comparedWithPin(before, pin)));
    const isUsable = newest !== undefined && before !== undefined && !isOld &&
      !isKeyDue(before, { logs, ageMs: 0 });
    if (isUsable) return { key: await this.#opened(newest, before, own), made: undefined };
    const { device } = this.store;
    const minEpoch = (pin?.epoch ?? 0) + 1;
    const timeMs = this.#timeMs++;
    const made = await newConversationKey({ logs, device, before, timeMs, minEpoch });
    return { key: made.key, made };
  }

  #pin(to: string, { statement: { epoch }, hash }: TrueStatement): void {
    const pin = this.store.conversations.get(to);
    if (pin === undefined || pin.epoch < epoch) this.store.conversations.set(to, { epoch, hash });
  }

  async #found(other: string, { bytes }: StoredKey): Promise<TrueStatement> {
    const logs: AccountLog[] = [];
    for (const { root } of decodeStatement(bytes).participants) {
      logs.push(await this.#logOfRoot([this.account, other], root));
    }
    return await checkStatement(bytes, logs);
  }

  async #logOfRoot(accounts: readonly string[], root: Bytes): Promise<AccountLog> {
    for (const account of accounts) {
      const series = await this.server.series(account, root);
      if (series !== undefined) return await this.#follow(account, series);
    }
    throw new EncryptionError("log_missing");
  }

  async #opened(
    { seals }: StoredKey,
    found: TrueStatement,
    { log: { root }, secrets }: OwnAccount,
  ): Promise<ConversationKey> {
    const known = this.#keys.get(toHex(found.hash));
    if (known !== undefined) return known;
    const sealed = seals.get(toHex(root));
    if (sealed === undefined) throw new EncryptionError("no_key");
    const key = await openConversationKey({ found, root, sealed, secrets });
    this.#keys.set(toHex(found.hash), key);
    return key;
  }

  /** Everything that was said between two, newest first, as far as the account of today can read it. */
  async read(other: string): Promise<Map<string, AuthoredMessage>> {
    const own = await this.own();
    const place = await this.server.place(this.account, other);
    const read = new Map<string, AuthoredMessage>();
    for (const message of place.messages.toReversed()) {
      const stored = place.keys.find(({ found }) => found.statement.epoch === message.epoch);
      if (stored === undefined || !stored.seals.has(toHex(own.log.root))) continue;
      const found = await this.#found(other, stored);
      const key = await this.#opened(stored, found, own);
      const logs = await Promise.all(
        found.statement.participants.map(({ root }) =>
          this.#logOfRoot([this.account, other], root)
        ),
      );
      const author = logs.find(({ account }) => account === message.from)?.root;
      if (author === undefined) throw new EncryptionError("not_a_participant");
      const { sealed, kind, target, nonce } = message;
      read.set(nonce, await openMessage(key, logs, { sealed, author, kind, target }));
    }
    return read;
  }
}

async function retried<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tries = 1;; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const isLate = error instanceof Refused && error.code !== "device_removed";
      // What was read in two steps may be of two moments.
      const isBetween = error instanceof EncryptionError && error.code === "log_missing";
      if ((!isLate && !isBetween) || tries === TRIES) throw error;
    }
  }
}
