/** Words of more than one part of the page, in English. */
export const common = {
  language: "en",
  cancel: "Cancel",
  close: "Close",
  ok: "OK",
  tryAgain: "Try again",
  loading: "Loading …",
  more: "Show more",
  unexpected: "Something in this page went wrong; load it again if it does so once more",
  waitFor: (seconds: number) => `try again in ${seconds} s`,
  notices: {
    "not-in": "You are not in this room, so nothing was sent",
    "too-many": "Too many messages wait for the server already; this one was not taken",
    "no-commands": "Commands cannot be loaded now; the text stays here",
    "empty": "A message cannot be empty; delete it instead",
  },
  mistakes: {
    duration: "Write a duration like 30s, 10m, 2h, 3d or 1w (ten years at most)",
    number: "Write a whole number from 1 on",
    different: "The two passwords are not the same",
    name: "Type the name as it is, so that nothing else is meant",
    quality: "Write milliseconds as a number, a bandwidth like 64kbit, a share like 5%",
  },
  connection: {
    away: "The connection is lost; try again when it is back",
    connecting: "Connecting …",
    cannotConnect: (why: string) => `The server does not answer (${why}); trying again …`,
    lost: "Connection lost; what you write is sent when it is back",
    lostFor: (seconds: number) => `Connection lost; the next attempt comes in ${seconds} s`,
    ended: (why: string) => `The connection is over: ${why}`,
  },
};
