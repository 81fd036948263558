/** The devices of one's own account, as people see them. */
import { sameBytes, toBase64url } from "../../protocol/encryption/bytes.ts";
import { activeDevices, deviceName, type LogDevice } from "../../protocol/encryption/log.ts";
import { removeDevices } from "../encryption/account_changes.ts";
import type { OwnAccount } from "../encryption/session/own_account.ts";
import type { OwnState } from "../link/key_powers.ts";
import { HeldBack } from "./held_back.ts";
import type { KeyWords } from "./key_words.ts";

/** The devices of the account, each in a line; the one that this is, is said. */
export async function deviceLines(own: OwnAccount): Promise<string[]> {
  const { device, log } = await own.now();
  return activeDevices(log).map((one, index) => {
    const since = new Date(one.addedTimeMs).toISOString().slice(0, 10);
    const isThis = sameBytes(one.id, device.id) ? " (this one)" : "";
    return `${index + 1}  ${nameOf(one)}, since ${since}${isThis}`;
  });
}

/** Removes the device with this number. Returns what it is called. @throws {HeldBack} */
export async function removeDevice(
  own: OwnAccount,
  { number, words }: { number: number; words: KeyWords },
): Promise<string> {
  let name = "";
  await own.change(async (author) => {
    const chosen = activeDevices(author.log)[number - 1];
    if (chosen === undefined) throw new HeldBack(words.noDevice(number));
    if (chosen.kind === "recovery") throw new HeldBack(words.isRecoveryCode);
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
    if (chosen.kind === "recovery") throw new HeldBack(words.isRecoveryCode);
    if (sameBytes(chosen.id, author.device.id)) throw new HeldBack(words.thisDevice);
    return await removeDevices(author, [chosen.id]);
  });
}

function nameOf(device: LogDevice): string {
  return device.kind === "recovery" ? "the recovery code" : deviceName(device);
}
