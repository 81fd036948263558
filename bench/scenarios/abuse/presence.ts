/** Abuse of coming and going, and of asking who is there. */
import type { Abuse } from "../../support/bystanders.ts";
import { buildCrowdFolder, crowdToken, crowdTokens } from "../../support/crowd_folder.ts";

/** So many are in all of so many rooms, and one of them does its worst. */
const COMPANY = { accounts: 100, rooms: 190 };

/** So many are online, and the first of them ask. */
const ONLINE = { accounts: 2_000, rooms: 0 };
const ASKING = 20;

const ADDRESS = "127.0.1.1";

const FIRST = { action: "login", token: crowdToken(0) };

/** Everybody but the account that is abused. */
const OTHERS = crowdTokens(COMPANY).slice(1);

/** Each of them in the company of many. */
export const PRESENCE_ABUSES: readonly Abuse[] = [
  {
    name: "coming",
    what: "one account coming and going on one connection in 190 rooms of 100",
    fill: (folder) => buildCrowdFolder(folder, COMPANY),
    company: OTHERS,
    order: () => ({
      addresses: [ADDRESS],
      connectionsPerAddress: 1,
      first: [FIRST],
      requests: [{ action: "exit" }],
      underWay: 1,
      comeBackMs: 0,
    }),
  },
  {
    name: "coming-often",
    what: "one account coming and going on 100 connections in 190 rooms of 100",
    fill: (folder) => buildCrowdFolder(folder, COMPANY),
    company: OTHERS,
    order: () => ({
      addresses: [ADDRESS],
      connectionsPerAddress: 100,
      first: [FIRST],
      requests: [{ action: "exit" }],
      underWay: 1,
      comeBackMs: 0,
    }),
  },
  {
    name: "away",
    what: "one account away and back on 100 connections in 190 rooms of 100",
    fill: (folder) => buildCrowdFolder(folder, COMPANY),
    company: OTHERS,
    order: () => ({
      addresses: [ADDRESS],
      connectionsPerAddress: 100,
      first: [FIRST],
      requests: [{ action: "away", reason: "away %n" }, { action: "back" }],
      underWay: 2,
    }),
  },
  {
    name: "who",
    what: "20 accounts asking who is there, of 2,000",
    fill: (folder) => buildCrowdFolder(folder, ONLINE),
    company: crowdTokens(ONLINE).slice(ASKING),
    isPrivate: true,
    order: () => ({
      addresses: [ADDRESS],
      connectionsPerAddress: 5 * ASKING,
      first: crowdTokens({ accounts: ASKING }).map((token) => ({ action: "login", token })),
      requests: [{ action: "who" }, { action: "who", room: "general" }, { action: "stats" }],
      underWay: 4,
    }),
  },
];
