/** The devices of one's own account, as people see them. */
import { sameBytes, toBase64url } from "../../protocol/encryption/bytes.ts";
import {
  type AccountLog,
  activeDevices,
  deviceName,
  type LogDevice,
} from "../../protocol/encryption/log.ts";
import { removeDevices } from "../encryption/account_changes.ts";
import type { OwnAccount } from "../encryption/session/own_account.ts";
import type { OwnDeviceState, OwnState } from "../link/key_powers.ts";
import type { DeviceUses } from "./device_uses.ts";
import { HeldBack } from "./held_back.ts";
import type { KeyWords } from "./key_words.ts";

/** What is known of the account beside its log. */
export interface KnownBeside {
  uses: DeviceUses;
  /** Whether somebody has seen a recovery code that is of use. */
  isCodeKnown: boolean;
}

/**
 * The devices that there ever were, by the numbers that they are removed by. Whoever comes or goes
 * meanwhile changes none: what was shown under a number is what is removed.
 */
function numbered({ devices }: AccountLog): Map<number, LogDevice> {
  const all = [...devices.values()].filter((one) => !isCode(one));
  return new Map(all.map((one, index) => [index + 1, one]));
}

function isCode({ kind }: Pick<LogDevice, "kind">): boolean {
  return kind === "recovery";
}

/** The device with this number, which is to be removed. @throws {HeldBack} */
export async function deviceNumbered(
  own: OwnAccount,
  { number, words }: { number: number; words: KeyWords },
): Promise<string> {
  const { device, log } = await own.now();
  const chosen = numbered(log).get(number);
  if (chosen?.removedSeq !== undefined) throw new HeldBack(words.deviceGone);
  if (chosen === undefined) throw new HeldBack(words.noDevice(number));
  if (sameBytes(chosen.id, device.id)) throw new HeldBack(words.thisDevice);
  return toBase64url(chosen.id);
}

/** How this device stands to its account, and what devices that has. */
export async function ownState(
  own: OwnAccount,
  { isCodeKnown, uses }: KnownBeside,
): Promise<OwnState> {
  const standing = await own.standing();
  if (standing !== "ready") return { standing, isOff: false, devices: [], isCodeKnown: false };
  const { device, log } = await own.now();
  const numbers = new Map([...numbered(log)].map(([number, one]) => [one, number]));
  const devices = activeDevices(log).map((one): OwnDeviceState => {
    const { addedTimeMs, kind, ordinal } = one;
    const id = toBase64url(one.id);
    const number = numbers.get(one);
    const isThis = sameBytes(one.id, device.id);
    const use = isThis ? undefined : uses.get(id);
    return {
      id,
      kind,
      ordinal,
      addedTimeMs,
      isThis,
      ...(number === undefined ? {} : { number }),
      ...(use === undefined ? {} : { use }),
    };
  });
  return {
    standing,
    isOff: log.isOff,
    devices,
    isCodeKnown: isCodeKnown && devices.some(isCode),
  };
}

/**
 * Removes devices by their ids, all in one step. Returns what they are called.
 *
 * @throws {HeldBack} when one of them is the one that is used, or the recovery code, or none is there.
 */
export async function removeDevicesById(
  own: OwnAccount,
  { ids, words }: { ids: readonly string[]; words: KeyWords },
): Promise<string[]> {
  let names: string[] = [];
  await own.change(async (author) => {
    const chosen = activeDevices(author.log).filter(({ id }) => ids.includes(toBase64url(id)));
    if (chosen.length === 0) throw new HeldBack(words.deviceGone);
    if (chosen.some(isCode)) throw new HeldBack(words.isRecoveryCode);
    if (chosen.some(({ id }) => sameBytes(id, author.device.id))) {
      throw new HeldBack(words.thisDevice);
    }
    names = chosen.map(deviceName);
    return await removeDevices(author, chosen.map(({ id }) => id));
  });
  return names;
}
