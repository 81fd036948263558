/** How it is written that something is encrypted, where nobody has opened it. */
import type { SealedContent } from "../../../protocol/content/content.ts";
import type { KindWording } from "./kind_wording.ts";

/** Something encrypted. */
export const SEALED_WORDING: KindWording<SealedContent> = {
  isNameWithin: false,
  body: ({ text }) => text,
  editable: () => undefined,
};
