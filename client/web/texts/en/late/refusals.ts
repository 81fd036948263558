/** Why the server refuses something, in English: as it says so itself. */

export const refusals = {
  /** `isUsual`: the server has said nothing beyond what the code means. */
  sentence: (_code: string, said: string, _isUsual: boolean) => said,
};
