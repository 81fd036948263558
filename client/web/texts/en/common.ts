/** Words of more than one part of the page, in English. */
export const common = {
  language: "en",
  cancel: "Cancel",
  close: "Close",
  ok: "OK",
  toComposer: "To the text field",
  toMessages: "To the messages",
  tryAgain: "Try again",
  notices: {
    "not-in": "You are not in this room, so nothing was sent",
    "too-many": "Too many messages wait for the server already; this one was not taken",
    "no-commands": "Commands cannot be loaded now; the text stays here",
    "cannot-load": "That cannot be loaded now; try again when there is a connection",
    "copied": "Copied",
    "empty": "A message cannot be empty; delete it instead",
  },
  connection: {
    connecting: "Connecting …",
    cannotConnect: (why: string) => `The server does not answer (${why}); trying again …`,
    lost: "Connection lost; what you write is sent when it is back",
    lostFor: (seconds: number) => `Connection lost; the next attempt comes in ${seconds} s`,
    ended: (why: string) => `The connection is over: ${why}`,
  },
};
