/** Devices of one's own account that came into its log since this device looked last. */
import { type Bytes, sameBytes, toHex } from "../../../protocol/encryption/bytes.ts";
import { decodeEntry } from "../../../protocol/encryption/entry.ts";
import type { AccountLog, LogDevice } from "../../../protocol/encryption/log.ts";

/** A device, and which one has taken it in: with a recovery code that is the code itself. */
export interface JoinedDevice {
  device: LogDevice;
  by: LogDevice | undefined;
  /** It was removed since: it could read for a while. */
  isGone: boolean;
}

/** Those that another one than `self` has taken in after so many entries of the log were known. */
export function joinedSince(
  { entries, log }: { entries: readonly Bytes[]; log: AccountLog },
  { known, self }: { known: number; self: Bytes },
): JoinedDevice[] {
  return [...log.devices.values()]
    .filter(({ addedSeq, kind }) => addedSeq > known && kind !== "recovery")
    .flatMap((device) => {
      const entry = entries[device.addedSeq - 1];
      const signer = entry && decodeEntry(entry).signer;
      if (signer === undefined || sameBytes(signer, self)) return [];
      const isGone = device.removedSeq !== undefined;
      return [{ device, by: log.devices.get(toHex(signer)), isGone }];
    });
}
