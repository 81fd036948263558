/** Words of the dialogs, in English. */
export const dialogs = {
  question: "Question",
  answer: "Answer",
  notLoaded: "Not loaded",
  notLoadedWhy:
    "This part of the page cannot be loaded at the moment. When the server is there, close this and try again; if it is newer than this page, load the page again.",
};
