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
import type { OwnState } from "../link/key_powers.ts";
import { HeldBack } from "./held_back.ts";
import type { KeyWords } from "./key_words.ts";

/** The devices of the account, each in a line; the one that this is, is said. */
export async function deviceLines(own: OwnAccount): Promise<string[]> {
  const { device, log } = await own.now();
  const line = (one: LogDevice) => {
    const since = new Date(one.addedTimeMs).toISOString().slice(0, 10);
    return `${nameOf(one)}, since ${since}${sameBytes(one.id, device.id) ? " (this one)" : ""}`;
  };
  return [
    ...[...numbered(log)].filter(([, { removedSeq }]) => removedSeq === undefined)
      .map(([number, one]) => `${number}  ${line(one)}`),
    ...activeDevices(log).filter(isCode).map((one) => `-  ${line(one)}`),
  ];
}

/**
 * The devices that there ever were, by the numbers that they are removed by. Whoever comes or goes
 * meanwhile changes none: what was shown under a number is what is removed.
 */
function numbered({ devices }: AccountLog): Map<number, LogDevice> {
  const all = [...devices.values()].filter((one) => !isCode(one));
  return new Map(all.map((one, index) => [index + 1, one]));
}

function isCode({ kind }: LogDevice): boolean {
  return kind === "recovery";
}

/** Removes the device with this number. Returns what it is called. @throws {HeldBack} */
export async function removeDevice(
  own: OwnAccount,
  { number, words }: { number: number; words: KeyWords },
): Promise<string> {
  let name = "";
  await own.change(async (author) => {
    const chosen = numbered(author.log).get(number);
    if (chosen?.removedSeq !== undefined) throw new HeldBack(words.deviceGone);
    if (chosen === undefined) throw new HeldBack(words.noDevice(number));
    if (sameBytes(chosen.id, author.device.id)) {
      throw new HeldBack(words.thisDevice);
    }
    name = nameOf(chosen);
    return await removeDevices(author, [chosen.id]);
  });
  return name;
}

/** How this device stands to its account, and what devices that has. */
export async function ownState(own: OwnAccount): Promise<OwnState> {
  const standing = await own.standing();
  if (standing !== "ready") return { standing, isOff: false, devices: [] };
  const { device, log } = await own.now();
  return {
    standing,
    isOff: log.isOff,
    devices: activeDevices(log).map(({ addedTimeMs, id, kind, ordinal }) => ({
      id: toBase64url(id),
      kind,
      ordinal,
      addedTimeMs,
      isThis: sameBytes(id, device.id),
    })),
  };
}

/** Removes a device by its id. @throws {HeldBack} when it is not there, or the one that is used. */
export async function removeDeviceById(
  own: OwnAccount,
  { id, words }: { id: string; words: KeyWords },
): Promise<void> {
  await own.change(async (author) => {
    const chosen = activeDevices(author.log).find((device) => toBase64url(device.id) === id);
    if (chosen === undefined) throw new HeldBack(words.deviceGone);
    if (isCode(chosen)) throw new HeldBack(words.isRecoveryCode);
    if (sameBytes(chosen.id, author.device.id)) throw new HeldBack(words.thisDevice);
    return await removeDevices(author, [chosen.id]);
  });
}

function nameOf(device: LogDevice): string {
  return device.kind === "recovery" ? "the recovery code" : deviceName(device);
}
