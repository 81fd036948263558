/** What other applications share with this page: the worker takes it, the page asks for it. */

/** Where browsers send it, as the manifest says. */
export const SHARE_PATH = "/share";

/** Words that may come with it, in the order in which they are put into the composer. */
export const SHARED_WORDS = ["share-title", "share-text", "share-url"] as const;

/** The cache in which files wait for the page; not one of those that keep the page itself. */
export const SHARED_FILES = "shared-files";

/** What is taken of one share: more is left where it is, and the page says so. */
export const MOST_SHARED_FILES = 30;
export const MOST_SHARED_BYTES = 512 * 1_024 * 1_024;

/** How many files wait for the page, and how many were not taken, in its address. */
export const SHARED_COUNT = "share-files";
export const SHARED_LEFT = "share-left";

/** Forgets the files that wait: nobody has asked for them. Never rejects. */
export async function forgetSharedFiles(): Promise<void> {
  try {
    await caches.delete(SHARED_FILES);
  } catch {
    // The browser keeps nothing.
  }
}

/** The files that wait, which are nowhere any more then; none where they cannot be read. */
export async function takeSharedFiles(): Promise<File[]> {
  try {
    const cache = await caches.open(SHARED_FILES);
    const files: File[] = [];
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      if (response === undefined) continue;
      const blob = await response.blob();
      const name = decodeURIComponent(request.url.replace(/.*\//, ""));
      files.push(new File([blob], name, { type: blob.type }));
    }
    await caches.delete(SHARED_FILES);
    return files;
  } catch {
    return []; // the browser keeps nothing, or not any more
  }
}
