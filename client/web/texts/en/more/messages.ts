/** Words of the dialogs about one message, in English. */
export const messages = {
  report: "Report",
  reportHint: "Moderators see the message, what you write here, and that it was you.",
  reason: "What is wrong with it (you need not say)",
  reported: "Reported; you are told when somebody has looked at it",
  edits: "Earlier texts",
  neverEdited: "This message was never edited",
};
