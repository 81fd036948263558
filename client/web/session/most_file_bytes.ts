/** How large a file may be that a server takes. */
import type { HelloEvent } from "../../../protocol/events.ts";

/** In bytes; `undefined` where it takes none. */
export function mostFileBytes({ files }: HelloEvent): number | undefined {
  const most: unknown = files?.max_size;
  return typeof most === "number" && most > 0 ? most : undefined;
}
