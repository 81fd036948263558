/** One's own account on one of its devices: the log, the secrets, and every change of them. */
import { type Bytes, sameBytes, toBase64url, toHex } from "../../../protocol/encryption/bytes.ts";
import type { Device } from "../../../protocol/encryption/device.ts";
import { decodeEntry, noHead } from "../../../protocol/encryption/entry.ts";
import { checkPin } from "../../../protocol/encryption/follow_log.ts";
import {
  type AccountLog,
  activeDevices,
  endOf,
  type LogDevice,
  type LogPin,
  seqOf,
} from "../../../protocol/encryption/log.ts";
import { ENCRYPTION_SENTENCES, EncryptionError } from "../../../protocol/encryption/problem.ts";
import { ChatError } from "../../../protocol/errors.ts";
import type { LogEnd } from "../../../protocol/records.ts";
import {
  type AccountChange,
  addDevices,
  type ChangeAuthor,
  leave,
  renew,
  replaceRecoveryCode,
  startAccount,
  turnOff,
} from "../account_changes.ts";
import type { AccountSecret } from "../account_secret.ts";
import type { OwnDevice } from "../own_device.ts";
import { findRecoveryDevice, newRecoveryCode, recoveryDevice } from "../recovery_code.ts";
import { giveBack, type LostLog } from "./give_back.ts";
import { type JoinedDevice, joinedSince } from "./joined_devices.ts";
import { isRefusedWith, type KeyRequest, wireChange } from "./key_requests.ts";
import type { KeptKeys, KeyStore } from "./key_store.ts";
import { type FollowedLog, followEntries, type Logs } from "./logs.ts";
import { fetchSecrets, secretsNow } from "./own_secrets.ts";

/** Everything that this device has of its account at one moment. */
export interface OwnKeysNow {
  log: AccountLog;
  device: OwnDevice;
  /** By generation, all of them. */
  secrets: ReadonlyMap<number, AccountSecret>;
}

/**
 * How this device stands to its account: `ready`; the account has no log (`none`); it has one that
 * this device is not in (`unlinked`), or not any more (`removed`).
 */
export type OwnStanding = "ready" | "none" | "unlinked" | "removed";

/** When a device was removed, by that one's clock, and by which; `undefined` where the log does not say. */
export interface Removal {
  timeMs: number;
  by: Pick<LogDevice, "kind" | "ordinal"> | undefined;
}

/** What an own account works with. */
export interface OwnAccountOptions {
  /** The name, in the form in which names are compared. */
  account: string;
  request: KeyRequest;
  store: KeyStore;
  logs: Logs;
  /** The time of day, Unix milliseconds. */
  timeMs: () => number;
  /** Hears of devices that others have taken in; those of the time before this one came are not told. */
  joined?: ((devices: readonly JoinedDevice[]) => void) | undefined;
}

/** So often a change is made anew that comes too late. */
const TRIES = 40;
/** So often everything is asked for anew when it turns out to be of two moments. */
const LOAD_TRIES = 5;

/** Asks only when something may have changed; several who ask at once share one answer. */
export class OwnAccount {
  readonly #options: OwnAccountOptions;
  #now: OwnKeysNow | undefined;
  #loading: Promise<OwnKeysNow> | undefined;
  /** The end of the log that a login or an event has told, base64url. */
  #told: LogEnd | undefined;

  constructor(options: OwnAccountOptions) {
    this.#options = options;
  }

  get account(): string {
    return this.#options.account;
  }

  /** The log may have another end by now; `end` is where the server says that it ends. */
  stale(end?: LogEnd): void {
    this.#told = end;
    const { log } = this.#now ?? {};
    if (log !== undefined && end !== undefined && endsThere(log, end)) return;
    this.#forgetNow();
    this.#options.logs.stale(this.account);
  }

  /** What is being loaded may be older than what was heard: nobody who asks from now on gets it. */
  #forgetNow(): void {
    this.#now = undefined;
    this.#loading = undefined;
  }

  /**
   * Log, device and secrets as they are now.
   *
   * @throws {EncryptionError} `no_key` when there is no log or this device is not in it,
   * `device_removed` when it is not any more; what is wrong with the log.
   */
  async now(): Promise<OwnKeysNow> {
    if (this.#now !== undefined) return this.#now;
    if (this.#loading !== undefined) return await this.#loading;
    const loading = this.#load();
    this.#loading = loading;
    try {
      const now = await loading;
      if (this.#loading === loading) this.#now = now;
      return now;
    } finally {
      if (this.#loading === loading) this.#loading = undefined;
    }
  }

  /** How this device stands to its account. @throws {EncryptionError} when the log is not valid. */
  async standing(): Promise<OwnStanding> {
    try {
      await this.now();
      return "ready";
    } catch (error) {
      if (!(error instanceof EncryptionError)) throw error;
      if (error.code === "device_removed") return "removed";
      if (error.code !== "no_key") throw error;
      return await this.#options.logs.newest(this.account) === undefined ? "none" : "unlinked";
    }
  }

  /** How this device was removed; `undefined` where it was not, or where that cannot be asked. */
  async removal(): Promise<Removal | undefined> {
    const { logs, store } = this.#options;
    const device = await store.device();
    const log = await logs.newest(this.account).then((found) => found?.log, () => undefined);
    const gone = device && log?.devices.get(toHex(device.id));
    if (gone?.removedTimeMs === undefined) return undefined;
    const { removedBy: by, removedTimeMs: timeMs } = gone;
    return { timeMs, by: by && log?.devices.get(toHex(by)) };
  }

  async #load(): Promise<OwnKeysNow> {
    for (let tries = 1;; tries++) {
      try {
        return await this.#loadOnce();
      } catch (error) {
        const isBetween = error instanceof EncryptionError && error.code === "log_missing";
        if (!isBetween || tries === LOAD_TRIES) throw error;
        this.#told = undefined;
        this.#options.logs.stale(this.account);
      }
    }
  }

  async #loadOnce(): Promise<OwnKeysNow> {
    const { store } = this.#options;
    const kept = await store.read();
    const device = await store.device();
    const { log } = await this.#followed(kept, device);
    const found = device === undefined ? undefined : log.devices.get(toHex(device.id));
    if (device === undefined || found === undefined) throw new EncryptionError("no_key");
    if (found.removedSeq !== undefined) throw new EncryptionError("device_removed");
    const { request } = this.#options;
    return { log, device, secrets: await secretsNow({ log, device, kept }, { request, store }) };
  }

  /** The newest log, held against what is kept; a server that has lost some of it gets that back. */
  async #followed(kept: KeptKeys, device: OwnDevice | undefined): Promise<FollowedLog> {
    const { logs } = this.#options;
    const known = await followEntries(kept.entries);
    if (known !== undefined) {
      if (this.#told !== undefined && endsThere(known.log, this.#told)) logs.isNewest(known);
      else logs.know(known);
    }
    let newest: FollowedLog | undefined;
    try {
      newest = await logs.newest(this.account);
    } catch (error) {
      const isShorter = error instanceof EncryptionError && error.code === "log_missing";
      if (!isShorter || known === undefined || device === undefined) throw error;
      return await this.#givenBack({ known, device, kept });
    }
    if (newest === undefined) {
      if (known === undefined || device === undefined) throw new EncryptionError("no_key");
      return await this.#givenBack({ known, device, kept });
    }
    // Another log, which this device is not in, does not take the place of its own.
    const isIn = device !== undefined && newest.log.devices.has(toHex(device.id));
    if (isIn && newest.entries.length !== kept.entries.length) {
      await this.#storeLog(newest);
      if (known !== undefined && sameBytes(known.log.root, newest.log.root)) {
        const since = { known: kept.entries.length, self: device.id };
        const joined = joinedSince(newest, since);
        if (joined.length > 0) this.#options.joined?.(joined);
      }
    }
    return newest;
  }

  /** A server that has lost some of the log gets that back. */
  async #givenBack(lost: LostLog): Promise<FollowedLog> {
    const { account, logs, request } = this.#options;
    await giveBack(lost, { account, request });
    logs.isNewest(lost.known);
    return lost.known;
  }

  /**
   * Begins the account, with a device of its own and a recovery code, which is returned: it is kept
   * nowhere. Where there is a log already this is a reset, which takes the password.
   */
  async start(reset?: { password: string; code?: string | undefined }): Promise<string> {
    const { account, logs, request, store, timeMs } = this.#options;
    const code = newRecoveryCode();
    const before = await store.device();
    const device = before === undefined || reset !== undefined
      ? await store.newDevice(before)
      : before;
    logs.stale(account);
    const replaced = reset === undefined ? undefined : await logs.newest(account);
    const change = await startAccount({
      account,
      devices: [device, await recoveryDevice(code, account)],
      timeMs: timeMs(),
      replaces: replaced === undefined ? undefined : endOf(replaced.log).head,
    });
    // Whoever is killed in between has an account without a code, and is to be told so.
    await store.update((kept) => ({ ...kept, isCodeShown: false, isReminded: false }));
    await request("keys_change", { ...wireChange(change, device.id), ...reset });
    await this.#took(change, device, []);
    return code;
  }

  /** Whether a recovery code is of use still; another device may have replaced it. */
  async isOfUse(code: string): Promise<boolean> {
    const { log } = await this.now();
    try {
      await findRecoveryDevice(code, log);
      return true;
    } catch (error) {
      if (error instanceof EncryptionError) return false;
      throw error;
    }
  }

  /** Whether the recovery code of now was made by another device: whoever wanted it has seen it there. */
  async isCodeOfAnother(): Promise<boolean> {
    const { device, log } = await this.now();
    const code = activeDevices(log).find(({ kind }) => kind === "recovery");
    const { entries = [] } = await this.#options.logs.newest(this.account) ?? {};
    const entry = code && entries[code.addedSeq - 1];
    return entry !== undefined && !sameBytes(decodeEntry(entry).signer, device.id);
  }

  /** Somebody has seen the recovery code. */
  async codeShown(): Promise<void> {
    await this.#options.store.update((kept) => ({ ...kept, isCodeShown: true }));
  }

  /** Changes the account; whoever is too late looks anew and tries again. */
  async change(
    make: (author: ChangeAuthor) => Promise<AccountChange | undefined>,
  ): Promise<AccountChange | undefined> {
    return await this.#retried(async () => {
      const { device, log, secrets } = await this.now();
      const secret = secrets.get(log.secretKeys.length);
      if (secret === undefined) throw new EncryptionError("bad_secret");
      const change = await make({ log, device, secret, timeMs: this.#options.timeMs() });
      if (change === undefined) return undefined;
      await this.#options.request("keys_change", wireChange(change));
      const entries = (await this.#options.logs.newest(this.account))?.entries ?? [];
      await this.#took(change, device, entries.slice(0, seqOf(log)));
      return change;
    });
  }

  /** Takes a device in, which was shown to be one's own. */
  async add(device: Device): Promise<void> {
    await this.change((author) => addDevices(author, [device]));
  }

  /** Makes a new secret when a device has left by itself. */
  async renewIfNeeded(): Promise<void> {
    await this.change(async (author) =>
      author.log.needsRenewal && !author.log.isOff ? await renew(author) : undefined
    );
  }

  /** Says to everybody that the account does not use encryption any more. */
  async turnOff(): Promise<void> {
    await this.change(async (author) => author.log.isOff ? undefined : await turnOff(author));
  }

  /** Takes that back. */
  async turnOnAgain(): Promise<void> {
    await this.change(async (author) => author.log.isOff ? await renew(author) : undefined);
  }

  /** This device leaves the account. */
  async leave(): Promise<void> {
    await this.change((author) => leave(author));
  }

  /** A new recovery code in the place of the one before; it is kept nowhere. */
  async newRecoveryCode(): Promise<string> {
    const { store } = this.#options;
    const code = newRecoveryCode();
    const device = await recoveryDevice(code, this.account);
    const { isCodeShown, isReminded = false } = await store.read();
    // As above: once the code of before is replaced, there must be no time at which nobody is told.
    await store.update((kept) => ({ ...kept, isCodeShown: false, isReminded: false }));
    try {
      await this.change((author) => replaceRecoveryCode(author, device));
    } catch (error) {
      // Nothing was replaced.
      if (error instanceof ChatError || error instanceof EncryptionError) {
        await store.update((kept) => ({ ...kept, isCodeShown, isReminded }));
      }
      throw error;
    }
    return code;
  }

  /**
   * Takes this device in with a recovery code that somebody typed.
   *
   * @throws {EncryptionError} `bad_code`; `code_replaced`; `bad_code_anew` when the account was reset at any time.
   */
  async recover(code: string): Promise<void> {
    const { logs, request, store, timeMs } = this.#options;
    let device: OwnDevice | undefined;
    await this.#retried(async () => {
      const found = await logs.newest(this.account);
      if (found === undefined) throw new EncryptionError("log_missing");
      const paper = await findRecoveryDevice(code, found.log).catch((error) => {
        throw isBadCode(error) && wasReset(found) ? new EncryptionError("bad_code_anew") : error;
      });
      // Nothing that is kept here goes for a code that is not right.
      device ??= await this.freshDevice();
      const { secrets } = await fetchSecrets({ log: found.log, device: paper }, request);
      const secret = secrets.get(found.log.secretKeys.length);
      if (secret === undefined) throw new EncryptionError("bad_secret");
      const author = { log: found.log, device: paper, secret, timeMs: timeMs() };
      const change = await addDevices(author, [device]);
      await request("keys_change", wireChange(change, device.id));
      await store.update((kept) => ({ ...kept, secret: undefined, older: new Map() }));
      await this.#keepLog({ log: change.log, entries: [...found.entries, change.entry] });
    });
  }

  /** This device's keys, new ones where the ones before were removed or there were none. */
  async freshDevice(): Promise<OwnDevice> {
    const { logs, store } = this.#options;
    const device = await store.device();
    const log = (await logs.newest(this.account))?.log;
    const known = device === undefined ? undefined : log?.devices.get(toHex(device.id));
    const isGone = device === undefined || known?.removedSeq !== undefined;
    return isGone ? await store.newDevice(device) : device;
  }

  /** Another device has shown where the true log ends: the server must show that one. */
  async linked(pin: LogPin): Promise<void> {
    this.stale();
    const newest = await this.#options.logs.newest(this.account);
    if (newest === undefined) throw new EncryptionError("log_missing");
    checkPin(newest.log, pin);
    const device = await this.#options.store.device();
    if (device === undefined) throw new EncryptionError("no_key");
    await this.#options.request("keys_device", { device: toBase64url(device.id) });
    await this.now();
  }

  async #took(change: AccountChange, device: OwnDevice, before: readonly Bytes[]): Promise<void> {
    const followed = { log: change.log, entries: [...before, change.entry] };
    const sealed = change.secrets.find(({ device: id }) => sameBytes(id, device.id))?.sealed;
    const generation = change.log.secretKeys.length;
    await this.#options.store.update((kept) => ({
      ...kept,
      ...(sealed === undefined ? {} : { secret: { generation, sealed } }),
      older: change.older === undefined
        ? (generation === 1 ? new Map() : kept.older)
        : new Map([...kept.older, [generation, change.older]]),
    }));
    await this.#keepLog(followed);
  }

  /** The log goes on, or begins, with an entry of one's own. */
  async #keepLog(followed: FollowedLog): Promise<void> {
    this.#forgetNow();
    this.#told = undefined;
    this.#options.logs.isNewest(followed);
    await this.#storeLog(followed);
  }

  async #storeLog(followed: FollowedLog): Promise<void> {
    await this.#options.store.update((kept) => {
      const isShorter = kept.entries.length > followed.entries.length &&
        sameBytes(kept.entries[0] ?? new Uint8Array(), followed.entries[0] ?? new Uint8Array());
      return isShorter ? kept : { ...kept, entries: followed.entries };
    });
  }

  async #retried<Result>(attempt: () => Promise<Result>): Promise<Result> {
    for (let tries = 1;; tries++) {
      try {
        return await attempt();
      } catch (error) {
        // What was read in two steps may be of two moments.
        const isBetween = error instanceof EncryptionError && error.code === "log_missing";
        const isLate = isRefusedWith(error, "keys_moved");
        if ((!isLate && !isBetween) || tries === TRIES) throw error;
        this.stale();
      }
    }
  }
}

/** Whether a code is one that the account does not know; one of another form can be told from that. */
function isBadCode(error: unknown): boolean {
  return error instanceof EncryptionError && error.message === ENCRYPTION_SENTENCES.bad_code;
}

/** Whether a log takes the place of another one, whose recovery codes nobody can tell from wrong ones. */
function wasReset({ entries: [first] }: FollowedLog): boolean {
  return first !== undefined && !sameBytes(decodeEntry(first).previous, noHead());
}

function endsThere(log: AccountLog, { head, root, seq }: LogEnd): boolean {
  return seqOf(log) === seq && toBase64url(log.root) === root &&
    toBase64url(endOf(log).head) === head;
}
