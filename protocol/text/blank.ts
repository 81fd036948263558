/** Tells texts that show nothing from those that do. */

/**
 * Spaces, controls, what Unicode wants to be left out of sight (Default_Ignorable_Code_Point), and
 * the braille pattern without dots.
 */
const INVISIBLE = /[\s\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]+/gu;

/** Whether nobody would see anything of `text`. */
export function isBlank(text: string): boolean {
  return text.replace(INVISIBLE, "") === "";
}
