/** Looks for words in every file of a folder: what was encrypted must stand in none. */

/** The files that have these letters, as they are or in base64 at any offset. */
export function filesWith(folder: string, text: string): string[] {
  const forms = [text, ...[0, 1, 2].map((shift) => btoa("x".repeat(shift) + text).slice(4, -4))];
  const found: string[] = [];
  for (const entry of Deno.readDirSync(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) found.push(...filesWith(path, text));
    else if (entry.isFile) {
      const bytes = new TextDecoder("latin1").decode(Deno.readFileSync(path));
      if (forms.some((form) => bytes.includes(form))) found.push(path);
    }
  }
  return found;
}
