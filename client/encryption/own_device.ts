/** The keys of a device of one's own: made from a seed, kept by whoever calls. */
import { type Bytes } from "../../protocol/encryption/bytes.ts";
import {
  type Device,
  deviceId,
  type DeviceKind,
  joinMessage,
} from "../../protocol/encryption/device.ts";
import {
  derivationKey,
  derived,
  labelled,
  signature,
} from "../../protocol/encryption/primitives.ts";
import type { SealingKeyPair } from "./hpke_seal.ts";
import { sealingKeyPair, signingKeyPair } from "./key_pairs.ts";

/** A device with its private keys, which cannot be exported: a browser keeps them as they are. */
export interface OwnDevice extends Device {
  id: Bytes;
  /** Signs entries, statements and messages. */
  privateSigningKey: CryptoKey;
  /** Opens what was sealed to the device. */
  sealingPair: SealingKeyPair;
}

/** 32 random bytes, from which a terminal makes the keys of its device again whenever it starts. */
export function newSeed(): Bytes {
  return crypto.getRandomValues(new Uint8Array(32));
}

/** What a device is made from. */
export interface DeviceOrigin {
  seed: Bytes;
  kind: DeviceKind;
  /** The account that the device belongs to, in the form in which names are compared. */
  account: string;
}

/** The device of a seed: always the same one. */
export async function deviceFromSeed({ seed, kind, account }: DeviceOrigin): Promise<OwnDevice> {
  const secret = await derivationKey(seed);
  const signing = await signingKeyPair(
    await derived(secret, { info: labelled("device signing key") }),
  );
  const sealing = await sealingKeyPair(
    await derived(secret, { info: labelled("device sealing key") }),
  );
  const keys = { kind, signingKey: signing.publicBytes, sealingKey: sealing.publicBytes };
  return {
    ...keys,
    joinSignature: await signature(signing.privateKey, joinMessage(account, keys)),
    id: await deviceId(keys),
    privateSigningKey: signing.privateKey,
    sealingPair: { publicKey: sealing.publicKey, privateKey: sealing.privateKey },
  };
}
