/** What only those in the conversation can read, end-to-end encrypted. */
import { readSharedFile } from "../files/file_fields.ts";
import type { SharedFile } from "../files/shared_file.ts";
import type { SealedContent } from "./content.ts";
import type { ContentKind } from "./content_kind.ts";

/** What clients show that know nothing of encryption, and what the server stores in place of a text. */
export const SEALED_TEXT = "[encrypted; open it in a newer chat or the web page]";

/** The emoji that clients show for an encrypted reaction when they know nothing of encryption. */
export const SEALED_EMOJI = "🔒";

/** Something encrypted. Whoever has its key asks what is within; everybody else sees that it is there. */
export const SEALED: ContentKind<SealedContent> = {
  toWire: ({ file, sealed }) => ({
    text: SEALED_TEXT,
    kind: "sealed",
    sealed,
    ...(file === undefined ? {} : { file }),
  }),
  fromWire: ({ file, sealed }) =>
    sealed === undefined ? undefined : sealedContent(sealed, readSharedFile(file)),
  check: () => {},
  withText: (content) => content,
  mentionsIn: () => [],
  plainText: () => SEALED_TEXT,
};

/** Something encrypted, with an encrypted file where there is one. */
export function sealedContent(sealed: string, file?: SharedFile): SealedContent {
  return { kind: "sealed", text: SEALED_TEXT, sealed, ...(file === undefined ? {} : { file }) };
}
