/** Words of the dialogs, in English. */
export const dialogs = {
  question: "Question",
  answer: "Answer",
};
