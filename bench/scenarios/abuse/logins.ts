/** Abuse of logins and registrations: the work on passwords is what is dear there. */
import type { Abuse } from "../../support/bystanders.ts";
import { PASSWORD } from "../../support/target.ts";

const ADDRESSES = ["127.0.1.1", "127.0.1.2", "127.0.1.3", "127.0.1.4"];
const CONNECTIONS = 80;

const OWNERS = ADDRESSES.map((_, index) => `abuser${index}`);

/** Each of them from four addresses with eighty connections, but for the last. */
export const LOGIN_ABUSES: readonly Abuse[] = [
  {
    name: "registering",
    what: "320 connections registering with weak long passwords",
    order: () => ({
      addresses: ADDRESSES,
      connectionsPerAddress: CONNECTIONS,
      requests: [{ action: "register", username: "robot%n", password: "p4ssw0rd".repeat(8) }],
      underWay: 2,
    }),
  },
  {
    name: "guessing",
    what: "320 connections guessing at the people and at names nobody has",
    order: () => ({
      addresses: ADDRESSES,
      connectionsPerAddress: CONNECTIONS,
      requests: ["alice", "ghost%n", "bob", "ghost%n"].map((username) => ({
        action: "login",
        username,
        password: "guess %n",
      })),
      underWay: 2,
    }),
  },
  {
    name: "logging-in",
    what: "four accounts logging in on 320 connections",
    async prepare(target) {
      for (const username of OWNERS) await target.register(username);
    },
    order: () => ({
      addresses: ADDRESSES,
      connectionsPerAddress: CONNECTIONS,
      requests: OWNERS.map((username) => ({ action: "login", username, password: PASSWORD })),
      underWay: 2,
    }),
  },
  {
    name: "neighbours",
    what: "80 connections guessing behind their own address",
    order: () => ({
      addresses: ["127.0.0.1"],
      connectionsPerAddress: CONNECTIONS,
      requests: [{ action: "login", username: "ghost%n", password: "guess %n" }],
      underWay: 2,
    }),
  },
  {
    name: "asking",
    what: "320 connections asking without a login behind their own address",
    order: () => ({
      addresses: ["127.0.0.1"],
      connectionsPerAddress: 4 * CONNECTIONS,
      requests: [{ action: "ping" }, { action: "login", token: "token %n" }],
      underWay: 4,
    }),
  },
];
