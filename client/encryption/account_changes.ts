/** Makes the entries by which an account begins, takes devices in, removes them, renews or ends. */
import { type Bytes } from "../../protocol/encryption/bytes.ts";
import type { Device } from "../../protocol/encryption/device.ts";
import {
  encodeEntry,
  type EntryBody,
  type EntryKind,
  entryMessage,
  noHead,
} from "../../protocol/encryption/entry.ts";
import {
  type AccountLog,
  activeDevices,
  endOf,
  follow,
  seqOf,
} from "../../protocol/encryption/log.ts";
import { signature } from "../../protocol/encryption/primitives.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import {
  type AccountSecret,
  newSecret,
  type SealedSecret,
  sealSecret,
  wrapOlder,
} from "./account_secret.ts";
import type { OwnDevice } from "./own_device.ts";

/** A change that the server has to take as a whole, or not at all. */
export interface AccountChange {
  entry: Bytes;
  /** The newest secret for those who have to get it: everybody after a new one, else who came. */
  secrets: SealedSecret[];
  /** The secret of the generation before, under the new one. */
  older: Bytes | undefined;
  /** The log with the entry. */
  log: AccountLog;
  /** The newest secret; `undefined` for whoever does not have it, because it has left. */
  secret: AccountSecret | undefined;
}

/** Who makes a change. */
export interface ChangeAuthor {
  log: AccountLog;
  device: OwnDevice;
  /** The newest secret, {@linkcode openSecret}. */
  secret: AccountSecret;
  timeMs: number;
}

/** How an account begins. */
export interface AccountStart {
  /** The name, in the form in which names are compared. */
  account: string;
  /** The device that makes it, and the one that a recovery code stands for. */
  devices: readonly [OwnDevice, ...Device[]];
  timeMs: number;
  /** The head of the log that is given up, which is a reset: nothing older can be read. */
  replaces?: Bytes | undefined;
}

/** The first entry of an account, or the first after a reset. */
export async function startAccount(start: AccountStart): Promise<AccountChange> {
  const [device] = start.devices;
  const secret = await newSecret(1);
  const body: EntryBody = {
    kind: "start",
    account: start.account,
    seq: 1,
    previous: start.replaces ?? noHead(),
    timeMs: start.timeMs,
    signer: device.id,
    added: start.devices,
    removed: [],
    secretKey: secret.publicBytes,
  };
  const { entry, log } = await signed(undefined, body, device);
  return { entry, log, secret, secrets: await sealedTo(log, secret), older: undefined };
}

/** Takes devices in. They read everything from the beginning. */
export async function addDevices(
  author: ChangeAuthor,
  added: readonly Device[],
): Promise<AccountChange> {
  const { entry, log } = await next(author, { kind: "add", added });
  const seq = seqOf(log);
  const secrets = await sealedTo(log, author.secret, (device) => device.addedSeq === seq);
  return { entry, log, secret: author.secret, secrets, older: undefined };
}

/**
 * Removes devices, which read nothing any more that is sealed from here on. A new recovery code may
 * come in at the same time.
 */
export async function removeDevices(
  author: ChangeAuthor,
  removed: readonly Bytes[],
  added: readonly Device[] = [],
): Promise<AccountChange> {
  return await renewed(author, { kind: "remove", removed, added });
}

/** Takes a new recovery code in, and every other one out. */
export async function replaceRecoveryCode(
  author: ChangeAuthor,
  recovery: Device,
): Promise<AccountChange> {
  const old = activeDevices(author.log).filter(({ kind }) => kind === "recovery");
  if (old.length === 0) return await addDevices(author, [recovery]);
  return await removeDevices(author, old.map(({ id }) => id), [recovery]);
}

/** Makes a new secret: after a device has left by itself, or whenever somebody wants one. Ends `off`. */
export async function renew(author: ChangeAuthor): Promise<AccountChange> {
  return await renewed(author, { kind: "renew" });
}

/** The device leaves by itself. It knows no new secret, so another device has to {@linkcode renew}. */
export async function leave(author: Omit<ChangeAuthor, "secret">): Promise<AccountChange> {
  const { entry, log } = await next(author, { kind: "remove", removed: [author.device.id] });
  return { entry, log, secret: undefined, secrets: [], older: undefined };
}

/** Says that the account does not use encryption any more. */
export async function turnOff(author: ChangeAuthor): Promise<AccountChange> {
  const { entry, log } = await next(author, { kind: "off" });
  return { entry, log, secret: author.secret, secrets: [], older: undefined };
}

/**
 * A change that the account has made already, for a server that was restored and has lost it: the
 * same entry, with the secrets sealed and wrapped anew. `before` is the log that the server has.
 *
 * @throws {EncryptionError} `no_key` when this device does not have the secrets that belong to it.
 */
export async function changeAgain(
  before: AccountLog | undefined,
  { entry, secrets }: { entry: Bytes; secrets: ReadonlyMap<number, AccountSecret> },
): Promise<AccountChange> {
  const log = await follow(before, entry);
  const generation = log.secretKeys.length;
  const isNew = generation !== before?.secretKeys.length;
  const secret = secrets.get(generation);
  const older = secrets.get(generation - 1);
  if (secret === undefined || (isNew && generation > 1 && older === undefined)) {
    throw new EncryptionError("no_key");
  }
  const seq = seqOf(log);
  return {
    entry,
    log,
    secret,
    secrets: await sealedTo(log, secret, (device) => isNew || device.addedSeq === seq),
    older: isNew && older !== undefined
      ? await wrapOlder(secret, { root: log.root, older })
      : undefined,
  };
}

interface ChangeOptions {
  kind: EntryKind;
  added?: readonly Device[];
  removed?: readonly Bytes[];
  secretKey?: Bytes;
}

async function renewed(author: ChangeAuthor, options: ChangeOptions): Promise<AccountChange> {
  const secret = await newSecret(author.secret.generation + 1);
  const { entry, log } = await next(author, { ...options, secretKey: secret.publicBytes });
  if (log.secretKeys.length !== secret.generation) throw new EncryptionError("bad_secret");
  const older = await wrapOlder(secret, { root: log.root, older: author.secret });
  return { entry, log, secret, secrets: await sealedTo(log, secret), older };
}

async function next(
  { log, device, timeMs }: Omit<ChangeAuthor, "secret">,
  { kind, added = [], removed = [], secretKey }: ChangeOptions,
) {
  const body: EntryBody = {
    kind,
    account: log.account,
    seq: seqOf(log) + 1,
    previous: endOf(log).head,
    timeMs,
    signer: device.id,
    added,
    removed,
    secretKey,
  };
  return await signed(log, body, device);
}

/** Following what one has made oneself refuses what the others would refuse. */
async function signed(before: AccountLog | undefined, body: EntryBody, device: OwnDevice) {
  const sign = await signature(device.privateSigningKey, entryMessage(body));
  const entry = encodeEntry({ ...body, signature: sign });
  return { entry, log: await follow(before, entry) };
}

async function sealedTo(
  log: AccountLog,
  secret: AccountSecret,
  isFor: (device: ReturnType<typeof activeDevices>[number]) => boolean = () => true,
): Promise<SealedSecret[]> {
  const devices = activeDevices(log).filter(isFor);
  return await Promise.all(
    devices.map((device) => sealSecret(secret, { root: log.root, device })),
  );
}
