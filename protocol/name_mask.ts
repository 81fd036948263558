/** How people write masks of names. */

/**
 * The mask that somebody means: a name with `*` or `?` in it, or one as IRC has it, `name!*@*`, which
 * nobody need have. Undefined for a plain name.
 */
export function maskMeant(word: string): string | undefined {
  const [, mask = ""] = /^([A-Za-z0-9_*?-]+)(?:!\*@\*)?$/.exec(word) ?? [];
  return mask !== "" && (mask !== word || /[*?]/.test(mask)) ? mask : undefined;
}
