/** The recovery code: 32 letters on paper that are a device of the account, for when all others are lost. */
import { type Bytes, sameBytes } from "../../protocol/encryption/bytes.ts";
import { type AccountLog, activeDevices, type LogDevice } from "../../protocol/encryption/log.ts";
import { derivationKey, derived, labelled } from "../../protocol/encryption/primitives.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import { cleanLetters, fromLetters, nearLetters, toLetters } from "./crockford.ts";
import { signingKeyPair } from "./key_pairs.ts";
import { deviceFromSeed, type OwnDevice } from "./own_device.ts";

const LETTERS = 32;

/** A new code, 160 bits by chance: 8 groups of 4 letters. It is shown once and kept nowhere. */
export function newRecoveryCode(): string {
  return toLetters(crypto.getRandomValues(new Uint8Array(LETTERS * 5 / 8)));
}

/**
 * The device that a code stands for.
 *
 * @throws {EncryptionError} `bad_code` when it cannot be a code.
 */
export async function recoveryDevice(code: string, account: string): Promise<OwnDevice> {
  const seed = await seedOf(cleanLetters(code, LETTERS));
  return await deviceFromSeed({ seed, kind: "recovery", account });
}

async function seedOf(clean: string): Promise<Bytes> {
  return await derived(await derivationKey(fromLetters(clean)), {
    info: labelled("recovery code"),
  });
}

/**
 * The device of a typed code that belongs to the account. One wrong letter, or two that were
 * exchanged, are put right.
 *
 * @throws {EncryptionError} `bad_code` when no recovery code of the account is like it;
 * `code_replaced` when it is one that was replaced.
 */
export async function findRecoveryDevice(code: string, log: AccountLog): Promise<OwnDevice> {
  const typed = cleanLetters(code, LETTERS);
  const known = [...log.devices.values()].filter(({ kind }) => kind === "recovery");
  if (await isOneOf(typed, known)) {
    const device = await recoveryDevice(typed, log.account);
    const isActive = activeDevices(log).some(({ id }) => sameBytes(id, device.id));
    if (!isActive) throw new EncryptionError("code_replaced");
    return device;
  }
  const active = activeDevices(log).filter(({ kind }) => kind === "recovery");
  for (const near of active.length === 0 ? [] : nearLetters(typed)) {
    if (await isOneOf(near, active)) return await recoveryDevice(near, log.account);
  }
  throw new EncryptionError("bad_code");
}

async function isOneOf(clean: string, devices: readonly LogDevice[]): Promise<boolean> {
  // The signing key alone tells them apart, and takes half the time.
  const secret = await derivationKey(await seedOf(clean));
  const { publicBytes } = await signingKeyPair(
    await derived(secret, { info: labelled("device signing key") }),
  );
  return devices.some(({ signingKey }) => sameBytes(signingKey, publicBytes));
}
