/** Words of the files in the conversation, in English. */
export const files = {
  attach: "Send files",
  drop: "Let go to send",
  save: (name: string, size: string) => `Save ${name}, ${size}`,
  gone: (name: string) => `${name} is not there any more`,
  unreachable: "cannot be loaded now",
  opening: "is being opened",
  damaged: "is not what was sent, and was not saved",
  tooLarge: "is too large to be opened here; a terminal can",
  none: "This server takes no files",
};
