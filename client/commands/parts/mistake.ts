/** What somebody typed cannot be done: nothing was sent. */

/** Its message is a sentence that says what was wrong and how to type it. */
export class Mistake extends Error {
  override readonly name = "Mistake";
}
