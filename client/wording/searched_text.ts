/** How far a search in encrypted messages has come, in words. */
import { printable } from "../../protocol/text/printable.ts";
import type { SearchedPart } from "./searched.ts";

/** While it goes on. */
export function searchedOn({ backTo }: Pick<SearchedPart, "backTo">): string {
  return backTo === undefined
    ? "searching encrypted messages …"
    : `encrypted messages searched back to ${printable(backTo)}; searching on …`;
}

/** When it is over. */
export function searchedEnd({ backTo, isCut }: Pick<SearchedPart, "backTo" | "isCut">): string {
  const far = backTo === undefined ? "" : ` back to ${printable(backTo)}`;
  return isCut
    ? `encrypted messages searched${far}: there are too many, more words find fewer`
    : `encrypted messages searched, all of them${backTo === undefined ? "" : `,${far}`}`;
}
