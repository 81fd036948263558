/** What commands do about keys, whatever keeps them. */
import type { DeviceKind } from "../../protocol/encryption/device.ts";
import type { OwnStanding } from "../encryption/session/own_account.ts";
import type { DeviceUse } from "../wording/device_use.ts";
import type { TalkStanding } from "../encryption/session/private_talk.ts";

/** A device of one's own. */
export interface OwnDeviceState {
  /** Base64url. */
  readonly id: string;
  readonly kind: DeviceKind;
  /** Which one of its kind. */
  readonly ordinal: number;
  readonly addedTimeMs: number;
  /** Whether it is the one that is used. */
  readonly isThis: boolean;
  /** The number by which people remove it, which it keeps; a recovery code has none. */
  readonly number?: number;
  /** How it is used, of another one, where the server says it. */
  readonly use?: DeviceUse;
}

/** How this device stands to its account; others are known once it is one of them. */
export interface OwnState {
  readonly standing: OwnStanding;
  /** Whether the account has turned encryption off. */
  readonly isOff: boolean;
  readonly devices: readonly OwnDeviceState[];
  /** Whether somebody has seen a recovery code that is of use. */
  readonly isCodeKnown: boolean;
}

/** A number to be compared with somebody. */
export interface Verification {
  /** Its groups of digits. */
  readonly number: readonly string[];
  /** What a QR code of it holds where no page is known. */
  readonly qr: string;
  /** What a QR code of it holds in the page of the server at `origin`, which opens it and compares. */
  readonly linkAt: (origin: string) => string;
  /** Whether this is the number, as somebody typed it or a camera read it. */
  readonly isSame: (typed: string) => boolean;
}

/** The devices, the recovery code and the contacts of one account; names are folded. */
export interface KeyPowers {
  /** Has private messages encrypted from now on; makes keys where there are none. */
  begin(): Promise<void>;
  /** Has nothing more encrypted, which the account signs for everybody. */
  end(): Promise<void>;
  /** How this device stands to the account, and what devices that has. */
  state(): Promise<OwnState>;
  /** How the conversation with somebody stands; `undefined` for who is not there. */
  standing(other: string): Promise<TalkStanding | undefined>;
  /** The devices of the account, each in a line; the one that this is, is said. */
  deviceLines(): Promise<string[]>;
  /** Removes the devices with these ids, all in one step. Returns what they are called. */
  removeDevices(ids: readonly string[]): Promise<string[]>;
  /** Removes the device with this number. Returns what it is called. */
  removeDevice(number: number): Promise<string>;
  /** This device leaves the account and forgets its keys. */
  forget(): Promise<void>;
  /** A code to be typed on a new device within ten minutes. */
  showLink(): Promise<string>;
  /** Asks the other devices to take this one in, with the code that one of them shows. */
  askLink(code: string): Promise<void>;
  /** Takes this device in with a recovery code. */
  recover(code: string): Promise<void>;
  /** A new recovery code in the place of the one before; it is told as news. */
  newCode(): Promise<void>;
  /** Shows the recovery code that nobody has seen yet, as news; or has it wait no more. */
  waitingCode(isWanted: boolean): Promise<void>;
  /**
   * The encrypted rooms to which nobody could let this account in again after a reset, and those of
   * which that could not be found out.
   */
  roomsLostByReset(): Promise<{ lost: string[]; unknown: string[] }>;
  /** Begins anew: what was written before cannot be read any more. */
  reset(password: string, code: string | undefined): Promise<void>;
  /** The number to be compared with somebody. */
  verification(other: string): Promise<Verification>;
  /** The numbers were compared, or that is taken back. */
  verify(other: string, isVerified: boolean): Promise<void>;
  /** The keys that somebody has now are taken. */
  trust(other: string): Promise<void>;
}
