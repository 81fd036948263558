/** Writes ar archives of the common form (ar(5)), which packages of Debian are. */

/** A file in an archive. */
export interface Member {
  /** At most 16 bytes of ASCII. */
  name: string;
  bytes: Uint8Array;
}

/** Returns an archive of `members`, all of them written at `seconds` since 1970. */
export function archiveOf(members: readonly Member[], seconds: number): Uint8Array {
  const parts: Uint8Array[] = [ascii("!<arch>\n")];
  for (const { name, bytes } of members) {
    const fields = [
      name.padEnd(16),
      String(seconds).padEnd(12),
      "0".padEnd(6),
      "0".padEnd(6),
      "100644".padEnd(8),
      String(bytes.length).padEnd(10),
    ];
    // Every member begins at an even place.
    parts.push(ascii(`${fields.join("")}\`\n`), bytes, ascii(bytes.length % 2 === 0 ? "" : "\n"));
  }
  const archive = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    archive.set(part, at);
    at += part.length;
  }
  return archive;
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
