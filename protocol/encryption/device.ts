/** A device as others know it: what kind it is, its public keys and the id that follows from them. */
import { DEVICE_ID_BYTES, KEY_BYTES, SIGNATURE_BYTES } from "./bounds.ts";
import { type Bytes, concatenated, toHex } from "./bytes.ts";
import { hashed, isSigned, labelled } from "./primitives.ts";
import { EncryptionError } from "./problem.ts";
import { type ByteReader, shortText, u8 } from "./fields.ts";

/** `recovery` is what a recovery code stands for: nothing that runs, but keys as good as a device's. */
export const DEVICE_KINDS = ["terminal", "web", "recovery"] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** A device with the proof that whoever has its private keys wants to belong to one account. */
export interface Device {
  kind: DeviceKind;
  /** The Ed25519 key that checks what it signs. */
  signingKey: Bytes;
  /** The X25519 key that secrets are sealed to. */
  sealingKey: Bytes;
  /** Its signature of {@linkcode joinMessage}. */
  joinSignature: Bytes;
}

/** What {@linkcode deviceId} and {@linkcode joinMessage} are made of. */
export type DeviceKeys = Omit<Device, "joinSignature">;

/** The id of a device: the first 16 bytes of the hash of both keys. */
export async function deviceId(device: DeviceKeys): Promise<Bytes> {
  const hash = await hashed("device", device.signingKey, device.sealingKey);
  return hash.slice(0, DEVICE_ID_BYTES);
}

/** What a device signs to belong to `account`. */
export function joinMessage(account: string, device: DeviceKeys): Bytes {
  return labelled("device joins", shortText(account), encodeDeviceKeys(device));
}

/** @throws {EncryptionError} `bad_signature` when the device did not agree to belong to `account`. */
export async function checkJoin(account: string, device: Device): Promise<void> {
  if (isOfSmallOrder(device.signingKey)) throw new EncryptionError("bad_signature");
  const message = joinMessage(account, device);
  if (!await isSigned(device.signingKey, device.joinSignature, message)) {
    throw new EncryptionError("bad_signature");
  }
}

/** `kind | signing key | sealing key`. */
export function encodeDeviceKeys(device: DeviceKeys): Bytes {
  return concatenated(
    u8(DEVICE_KINDS.indexOf(device.kind) + 1),
    device.signingKey,
    device.sealingKey,
  );
}

/** `kind | signing key | sealing key | join signature`: 129 bytes. */
export function encodeDevice(device: Device): Bytes {
  return concatenated(encodeDeviceKeys(device), device.joinSignature);
}

/** @throws {EncryptionError} `bad_format`. */
export function readDevice(reader: ByteReader): Device {
  const kind = DEVICE_KINDS[reader.u8() - 1];
  if (kind === undefined) throw new EncryptionError("bad_format");
  return {
    kind,
    signingKey: reader.take(KEY_BYTES),
    sealingKey: reader.take(KEY_BYTES),
    joinSignature: reader.take(SIGNATURE_BYTES),
  };
}

/**
 * The y coordinates of points of small order on Curve25519 in Edwards form, and those that stand
 * for them when they are reduced. Signatures of such keys are valid for many messages, and libraries
 * do not agree about which.
 */
const SMALL_ORDER = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]);

function isOfSmallOrder(signingKey: Bytes): boolean {
  const unsigned = signingKey.slice();
  // The highest bit is the sign of x.
  unsigned[KEY_BYTES - 1] = (unsigned[KEY_BYTES - 1] ?? 0) & 0x7f;
  return SMALL_ORDER.has(toHex(unsigned));
}
