/** Has the browser save what the page has made. */

/** For how long the browser may take to begin to read it, in milliseconds. */
const READ_WITHIN_MS = 60_000;

/** Saves `content` under `name`, which the browser makes safe. */
export function saveAs(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  saveFrom(address, name);
  setTimeout(() => URL.revokeObjectURL(address), READ_WITHIN_MS);
}

/** Saves what is at `address`. */
export function saveFrom(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}
