/** Words that depend on how many there are. */

/** A form for each count that a language tells apart (CLDR); `other` stands for those not given. */
export type PluralForms =
  & { readonly other: string }
  & {
    readonly [rule in Intl.LDMLPluralRule]?: string;
  };

/** Makes a function that picks the form for a count in this language; `#` becomes the count. */
export function pluralsOf(language: string): (count: number, forms: PluralForms) => string {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (count, forms) =>
    (forms[rules.select(count)] ?? forms.other).replace("#", numbers.format(count));
}
