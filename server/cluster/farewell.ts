/** What people are told who have to go on at another node. */
import { printable } from "../../protocol/text/printable.ts";

/** Most addresses of one sentence, and most characters of one. */
const MAX_ADDRESSES = 8;
const MAX_ADDRESS_LENGTH = 100;

/** A sentence, and where else this chat is, for those whose clients do not know: `host:port` of each. */
export function withElsewhere(sentence: string, addresses: readonly string[]): string {
  const shown = addresses.slice(0, MAX_ADDRESSES)
    .map((address) => printable(address.slice(0, MAX_ADDRESS_LENGTH)));
  return shown.length === 0 ? sentence : `${sentence}; others are at ${shown.join(", ")}`;
}
