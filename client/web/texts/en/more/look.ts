/** Words of the dialog about colours and language, in English. */
export const look = {
  theme: "Colours",
  themes: { system: "As the system has them", light: "Light", dark: "Dark" },
  language: "Language",
  byBrowser: "As the browser has it",
  kept: "This holds for this browser.",
  notKept: "This browser keeps nothing; it holds until the page is closed.",
  unreachable: "This language cannot be loaded now; try again when there is a connection",
};
