/** What a newer server sends and this program does not know. */
import { isBlank } from "../text/blank.ts";
import { mentionsIn } from "../text/mentions.ts";
import type { UnknownContent } from "./content.ts";
import type { ContentKind } from "./content_kind.ts";

/** Most characters of the name of a kind that are shown. */
const MAX_NAME_LENGTH = 32;

/** A kind that is not known or not understood here: what the server says in its place, or a sentence. */
export const UNKNOWN: ContentKind<UnknownContent> = {
  toWire: ({ name, text }) => ({ text, kind: name }),
  fromWire: ({ kind = "", text }) => ({ kind: "unknown", name: kind, text }),
  check: () => {},
  withText: (content, text) => ({ ...content, text }),
  mentionsIn: ({ text }) => mentionsIn(text),
  plainText: ({ name, text }) =>
    !isBlank(text)
      ? text
      : `(a message of the kind "${
        name.slice(0, MAX_NAME_LENGTH)
      }", which this program is too old for)`,
};
