/** What a browser is given to show that encryption works there; everything comes to it as one script. */
import { addDevices, startAccount } from "../../../client/encryption/account_changes.ts";
import { openSecret } from "../../../client/encryption/account_secret.ts";
import { deviceFromSeed, newSeed, type OwnDevice } from "../../../client/encryption/own_device.ts";
import { sameBytes } from "../../../protocol/encryption/bytes.ts";
import { makeVectors } from "./vectors.ts";

/** A device that `keep` has kept signs and opens as before, and its keys cannot be taken out. */
async function keptDeviceWorks(keep: (device: OwnDevice) => Promise<OwnDevice>): Promise<string> {
  const account = "alice";
  const made = await deviceFromSeed({ seed: newSeed(), kind: "web", account });
  const device = await keep(made);
  for (const key of [device.privateSigningKey, device.sealingPair.privateKey]) {
    if (key.extractable) return "a key can be taken out";
  }
  const { log, secret } = await startAccount({ account, devices: [device], timeMs: 1 });
  if (secret === undefined) return "there is no secret";
  const other = await deviceFromSeed({ seed: newSeed(), kind: "web", account });
  const again = await keep(other);
  const change = await addDevices({ log, device, secret, timeMs: 2 }, [again]);
  const sealed = change.secrets[0]?.sealed ?? new Uint8Array();
  const opened = await openSecret(change.log, again, { generation: 1, sealed });
  return sameBytes(opened.bytes, secret.bytes) ? "works" : "another secret";
}

Object.assign(globalThis, { encryption: { makeVectors, keptDeviceWorks } });
