/** The one error of encryption: a stable code for programs and a sentence for people. */

/** Each code with the sentence a person sees. */
export const ENCRYPTION_SENTENCES = {
  bad_code: "This code is not right; look at every letter once more",
  bad_code_anew: "This code is not right, or it is from before this account began anew",
  bad_content: "What is in this message cannot be understood by this version",
  bad_entry: "A change of the devices of an account is not valid",
  bad_file: "The file was damaged or changed on its way",
  bad_format: "Something that came from the server is not in the form that it must have",
  bad_link: "The other device could not show that it knows the code",
  bad_message: "The message was damaged or changed on its way, or it belongs somewhere else",
  bad_proof: "What was revealed does not open this message",
  bad_room_entry: "Who is in this room was not signed as it must be",
  bad_seal: "A key was sealed for this account in a way that it cannot open",
  bad_secret: "A secret of this account is not the one that its devices have agreed on",
  bad_signature: "A signature is not that of the device that it should be from",
  bad_statement: "The key of this conversation was not agreed on as it must be",
  bad_vault: "What your devices keep together was damaged or changed on the server",
  code_replaced: "This recovery code was replaced by another one",
  device_removed: "The device that wrote this had been removed from the account before",
  log_full: "This account has had too many devices; it takes no new ones before it begins anew",
  log_forked: "The server shows other devices of this account than it did before",
  log_missing: "The server does not show the newest devices of an account; try again later",
  log_replaced: "This account has begun anew with other devices; ask its owner whether that is so",
  may_not_let_in: "Only owners and moderators let people in here",
  nobody_lets_in: "Nobody is left who can let people in here; make a new room",
  nobody_reads: "This account has no device that could read it",
  no_key: "This device does not have the key of this message",
  not_allowed: "Who is in this room was signed by somebody who may not decide that",
  not_let_in:
    "Your keys were not let into this room; ask an owner or a moderator to invite you again",
  not_a_participant: "The device that wrote this belongs to nobody in this conversation",
  old_generation: "The key of this conversation was made for devices that have been changed since",
  room_forked: "The server shows other members of this room than it did before",
  room_missing: "The server does not show the newest members of this room; try again later",
  room_replaced: "This is another room than the one that had this name before",
  too_large: "This is larger than what can be encrypted",
  too_many_devices: "An account has 32 devices at most; remove one first",
  too_many_members: "An encrypted room has 100 members at most",
  turned_off: "This account does not use encryption any more",
  unknown_version: "This was made by a newer version; update to read it",
} as const satisfies Record<string, string>;

/** What went wrong, for programs. */
export type EncryptionProblemCode = keyof typeof ENCRYPTION_SENTENCES;

/** Thrown by everything in `protocol/encryption/` and `client/encryption/` that refuses something. */
export class EncryptionError extends Error {
  override readonly name = "EncryptionError";
  readonly code: EncryptionProblemCode;

  constructor(code: EncryptionProblemCode, message?: string, options?: ErrorOptions) {
    super(message ?? ENCRYPTION_SENTENCES[code], options);
    this.code = code;
  }
}
