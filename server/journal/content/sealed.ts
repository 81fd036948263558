/** What is end-to-end encrypted: nothing is searched, nothing is looked at, nothing is logged. */
import type { SealedContent } from "../../../protocol/content/content.ts";
import { SEALED_TEXT, sealedContent } from "../../../protocol/content/sealed.ts";
import { MAX_SEALED_BYTES } from "../../../protocol/encryption/bounds.ts";
import { fromBase64url, toBase64url } from "../../../protocol/encryption/bytes.ts";
import type { StoredKind } from "./stored_kind.ts";

/** Something encrypted; its bytes stand in the column `sealed`. */
export const STORED_SEALED: StoredKind<SealedContent> = {
  code: 3,
  indexedText: () => "",
  screenedText: () => "",
  withScreened: (content) => content,
  reportedText: () => SEALED_TEXT,
  loggedText: () => "(encrypted)",
  sealedBytes: ({ sealed }) => fromBase64url(sealed, MAX_SEALED_BYTES),
  fileIn: ({ file }) => file,
  fromRow: ({ sealed }, fileOf) =>
    sealed instanceof Uint8Array ? sealedContent(toBase64url(sealed), fileOf()) : undefined,
};
