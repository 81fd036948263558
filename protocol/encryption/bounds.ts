/** How large everything in encryption may be; what is larger is refused before it is looked at. */

/** Bytes of a hash (SHA-256), of a root and of a head. */
export const HASH_BYTES = 32;

/** Bytes of a public key of either kind (Ed25519, X25519), of a secret and of a seed. */
export const KEY_BYTES = 32;

/** Bytes of an Ed25519 signature. */
export const SIGNATURE_BYTES = 64;

/** Bytes of the id of a device. */
export const DEVICE_ID_BYTES = 16;

/** Bytes of a salt. */
export const SALT_BYTES = 16;

/** Bytes that AES-GCM adds. */
export const TAG_BYTES = 16;

/** Bytes of what HPKE makes of 32 bytes: a public key, the bytes, a tag. */
export const SEALED_KEY_BYTES = KEY_BYTES + KEY_BYTES + TAG_BYTES;

/** Bytes of an older secret under a newer one. */
export const OLDER_SECRET_BYTES = SALT_BYTES + KEY_BYTES + TAG_BYTES;

/** Bytes of the key of one message: an AES-256 key and a nonce. */
export const MESSAGE_KEY_BYTES = 44;

/** Bytes of what a new device asks with, and of what it is answered with. */
export const LINK_REQUEST_BYTES = 162;
export const LINK_ANSWER_BYTES = 101;

/** Most devices that an account has at a time. */
export const MAX_DEVICES = 32;

/** Most devices that one entry brings in. */
export const MAX_ADDED_DEVICES = 4;

/** Most entries of a log. */
export const MAX_LOG_ENTRIES = 1_000;

/** Most entries of a log with which devices come in: the rest is kept to remove them. */
export const MAX_ADDING_ENTRIES = 900;

/** Most bytes of an entry. */
export const MAX_ENTRY_BYTES = 4_096;

/** Most accounts of a conversation. */
export const MAX_PARTICIPANTS = 100;

/** Most entries of the log of a room. */
export const MAX_ROOM_ENTRIES = 5_000;

/** Most entries of it with which somebody comes in or gets a role: the rest is kept to remove people. */
export const MAX_ROOM_ADMISSIONS = 4_500;

/** Most bytes of one of them. */
export const MAX_ROOM_ENTRY_BYTES = 512;

/** Most bytes of a statement: the largest has {@linkcode MAX_PARTICIPANTS}. */
export const MAX_STATEMENT_BYTES = 11_264;

/** Most bytes of a sealed message. */
export const MAX_SEALED_BYTES = 32_768;

/** Most bytes of a sealed reaction that a server takes: all of a message fit into one line. */
export const MAX_SEALED_REACTION_BYTES = 384;

/** Most bytes of the JSON in a message. */
export const MAX_CONTENT_BYTES = 32_000;

/** Most bytes of a vault. */
export const MAX_VAULT_BYTES = 45_056;

/** Bytes of a chunk of a file before it is encrypted. */
export const FILE_CHUNK_BYTES = 65_536;

/** Most chunks of a file: 4 GiB. */
export const MAX_FILE_CHUNKS = 65_536;

/** Most that an epoch is greater than the one before, so that nobody can use all of them up. */
export const MAX_EPOCH_STEP = 1_000;

/** How old the key of a conversation becomes before there is a new one. */
export const CONVERSATION_KEY_LIFETIME_MS = 30 * 24 * 60 * 60 * 1_000;
