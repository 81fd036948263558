/** Fetches lists of names that the server answers in pages. */

/** More names than this are not shown. */
export const MAX_LISTED = 1_000;

/** One page; `more` says that there are further ones. */
export interface Page<T> {
  entries: readonly T[];
  more: unknown;
}

/** What was found, and whether there is more of it than was fetched. */
export interface Listed<T> {
  entries: T[];
  isCut: boolean;
}

/** How a list is fetched. */
export interface ListOptions<T> {
  /** Fetches the page after a name. */
  fetch: (after: { after?: string }) => Promise<Page<T>>;
  nameOf: (entry: T) => string;
  /** @default {@linkcode MAX_LISTED} */
  limit?: number;
}

/** Fetches page after page, up to `limit` entries. */
export async function listAll<T>(options: ListOptions<T>): Promise<Listed<T>> {
  const { fetch, limit = MAX_LISTED, nameOf } = options;
  const entries: T[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await fetch(after === undefined ? {} : { after });
    entries.push(...page.entries);
    const last = page.entries.at(-1);
    const hasMore = page.more === true;
    if (entries.length > limit || (hasMore && entries.length === limit)) {
      return { entries: entries.slice(0, limit), isCut: true };
    }
    // A page that leads no further would come again and again.
    if (!hasMore || last === undefined || nameOf(last) === after) return { entries, isCut: false };
    after = nameOf(last);
  }
}

/** The line below a list that was cut; none below others. */
export function cutLines({ entries, isCut }: Listed<unknown>): string[] {
  return isCut ? [`… and more: only the first ${entries.length} are shown`] : [];
}
