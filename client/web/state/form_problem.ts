/** What is wrong with what stands in a form, before anything is asked for. */

/** Why something that was typed cannot be asked for; the catalogue has a sentence for it. */
export type FormMistake = "duration" | "number" | "different" | "name" | "quality";

/** Something in a form cannot be asked for: nothing was sent. */
export class FormProblem extends Error {
  override readonly name = "FormProblem";
  readonly mistake: FormMistake;

  constructor(mistake: FormMistake) {
    super(mistake);
    this.mistake = mistake;
  }
}
