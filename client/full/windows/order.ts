/** What can be done with windows. */
import type { Direction } from "./areas.ts";
import type { SplitInto } from "./tree.ts";

/** One order. */
export type WindowOrder =
  /** A new window beside or below the focused one, which shows the buffer `key`, or the same. */
  | { readonly do: "split"; readonly into: SplitInto; readonly key?: string | undefined }
  | { readonly do: "go"; readonly to: Direction | "next" | "previous" }
  | { readonly do: "close" | "only" | "zoom" | "balance" }
  | { readonly do: "resize"; readonly by: 1 | -1 };
