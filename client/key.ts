/** A key as the editor sees it. */

/** One key press, or a whole paste. */
export interface Key {
  /** `left`, `return`, `a` …; `paste` when `text` was pasted; empty when only `text` counts. */
  name: string;
  ctrl: boolean;
  alt: boolean;
  /** What the key writes; empty for keys that only do something. */
  text: string;
}

/** What `node:readline` says about a key. */
export interface RawKey {
  name?: string | undefined;
  ctrl?: boolean | undefined;
  meta?: boolean | undefined;
}

/** Makes a key of what `node:readline` read. */
export function keyFrom(text: string | undefined, raw: RawKey): Key {
  const ctrl = raw.ctrl ?? false;
  const alt = raw.meta ?? false;
  const writes = !ctrl && !alt && text !== undefined && !/^\p{Cc}/u.test(text);
  return { name: raw.name ?? "", ctrl, alt, text: writes ? text : "" };
}

/** Makes a key of a whole paste. */
export function pasteKey(text: string): Key {
  return { name: "paste", ctrl: false, alt: false, text };
}
