/** Tokens of programs, and bots, in English. */
export const programs = {
  tokenTitle: "Token for a program",
  tokenHint:
    "Lets a script in as you, without your password. It is listed here, and ends by itself " +
    "when nothing has used it for 90 days",
  tokenName: "Which program it is for",
  makeToken: "Make a token",
  made: (name: string) => `A program comes in as ${name} with this token. It is shown this once:`,
  program: (name: string) => `token ${name}`,
  intro:
    "A bot is the account of a program. Only tokens log in to it, and everybody sees that it is one.",
  list: "Bots",
  none: "There are no bots.",
  since: (time: string) => `since ${time}`,
  noTokens: "without a token",
  used: (time: string, address: string) => `used ${time} from ${address}`,
  revoke: "Revoke",
  revokeToken: (name: string, bot: string) => `Revoke the token ${name} of ${bot}`,
  revokeQuestion: (name: string) => `Revoke ${name}? Whatever uses it is out at once.`,
  newBot: "New bot",
  botName: "Name of the bot",
  makeBot: "Make a bot",
  newToken: "New token of a bot",
  whichBot: "For the bot",
};
