/** Looks for letters in the files of a folder. */

/** The files below a folder in which these letters stand. */
export function holding(folder: string, text: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ isDirectory, name }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return holding(path, text);
    const isThere = new TextDecoder("latin1").decode(Deno.readFileSync(path)).includes(text);
    return isThere ? [path] : [];
  });
}
