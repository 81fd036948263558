/** The devices of one's own account, as people see them. */
import { sameBytes } from "../../protocol/encryption/bytes.ts";
import { activeDevices, deviceName, type LogDevice } from "../../protocol/encryption/log.ts";
import { removeDevices } from "../encryption/account_changes.ts";
import type { OwnAccount } from "../encryption/session/own_account.ts";
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
    if (sameBytes(chosen.id, author.device.id)) {
      throw new HeldBack(words.thisDevice);
    }
    name = nameOf(chosen);
    return await removeDevices(author, [chosen.id]);
  });
  return name;
}

function nameOf(device: LogDevice): string {
  return device.kind === "recovery" ? "the recovery code" : deviceName(device);
}
