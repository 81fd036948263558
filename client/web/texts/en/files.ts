/** Words of the files in the conversation, in English. */
export const files = {
  attach: "Send files",
  drop: "Let go to send",
  save: (name: string, size: string) => `Save ${name}, ${size}`,
  gone: (name: string) => `${name} is not there any more`,
  unreachable: "cannot be loaded now",
  none: "This server takes no files",
};
