/** The options that say how fast everybody may go. */
import { type Command, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import type { BucketSize } from "../base/token_bucket.ts";
import type { Rates } from "../limits/rates.ts";
import { whole } from "./option_values.ts";
import { DEFAULT_SERVE_OPTIONS, type RateOptions } from "./serve_options.ts";

/** What there may be a second, and at once. */
const LEAST_PER_SECOND = 0.001;
const MOST_PER_SECOND = 100_000;
const MOST_AT_ONCE = 1_000_000;

/** Adds them. */
export function addRateOptions<Args extends unknown[], Opts extends Record<string, unknown>>(
  command: Command<Args, Opts>,
) {
  const { account, accountsPerAddress, anonymous, files, logins, registrations, repeats } =
    DEFAULT_SERVE_OPTIONS.rates;
  return command
    .addOption(
      new Option("--rate-messages <rate>", "messages of an account: a second, and at once")
        .argParser(rateOf).default(account.message, textOf(account.message)),
    )
    .addOption(
      new Option("--rate-queries <rate>", "everything that an account asks and that is no other")
        .argParser(rateOf).default(account.query, textOf(account.query)),
    )
    .addOption(
      new Option("--rate-joins <rate>", "rooms that an account enters and leaves")
        .argParser(rateOf).default(account.join, textOf(account.join)),
    )
    .addOption(
      new Option("--rate-rooms <rate>", "rooms that an account makes")
        .argParser(rateOf).default(account.create, textOf(account.create)),
    )
    .addOption(
      new Option("--rate-searches <rate>", "searches of an account")
        .argParser(rateOf).default(account.search, textOf(account.search)),
    )
    .addOption(
      new Option("--rate-orders <rate>", "measures of those who keep order in their own rooms")
        .argParser(rateOf).default(account.order, textOf(account.order)),
    )
    .addOption(
      new Option("--rate-files <rate>", "requests of an account to send and to fetch files")
        .argParser(rateOf).default(files, textOf(files)),
    )
    .addOption(
      new Option(
        "--rate-shares <count>",
        "how many accounts all those of one address are, in rates",
      )
        .argParser(whole("number of accounts", 1, 10_000)).default(accountsPerAddress),
    )
    .addOption(
      new Option("--rate-anonymous <rate>", "requests of an address before a login")
        .argParser(rateOf).default(anonymous, textOf(anonymous)),
    )
    .addOption(
      new Option("--rate-logins <rate>", "logins and registrations tried on one connection")
        .argParser(rateOf).default(logins.attempts, textOf(logins.attempts)),
    )
    .addOption(
      new Option("--rate-guesses <rate>", "wrong passwords of an account where it was never used")
        .argParser(rateOf).default(logins.guesses, textOf(logins.guesses)),
    )
    .addOption(
      new Option("--rate-sessions <rate>", "logins of an account with its password")
        .argParser(rateOf).default(logins.sessions, textOf(logins.sessions)),
    )
    .addOption(
      new Option("--rate-returns <rate>", "logins of an account with what clients keep")
        .argParser(rateOf).default(logins.returns, textOf(logins.returns)),
    )
    .addOption(
      new Option("--rate-registrations <rate>", "accounts that one address makes")
        .argParser(rateOf).default(registrations.accounts, textOf(registrations.accounts)),
    )
    .addOption(
      new Option("--rate-registering <rate>", "registrations of one address, refused ones as well")
        .argParser(rateOf).default(registrations.attempts, textOf(registrations.attempts)),
    )
    .addOption(
      new Option("--rate-same-text <rate>", "how often an account says the same")
        .argParser(rateOf).default(repeats.text, textOf(repeats.text)),
    )
    .addOption(
      new Option("--rate-same-word <rate>", "the same, where it has 16 characters or fewer")
        .argParser(rateOf).default(repeats.shortText, textOf(repeats.shortText)),
    )
    .addOption(
      new Option("--rate-links <rate>", "links that an account posts")
        .argParser(rateOf).default(repeats.links, textOf(repeats.links)),
    );
}

/** What they are parsed to. */
export interface GivenRates {
  rateMessages: BucketSize;
  rateQueries: BucketSize;
  rateJoins: BucketSize;
  rateRooms: BucketSize;
  rateSearches: BucketSize;
  rateOrders: BucketSize;
  rateFiles: BucketSize;
  rateShares: number;
  rateAnonymous: BucketSize;
  rateLogins: BucketSize;
  rateGuesses: BucketSize;
  rateSessions: BucketSize;
  rateReturns: BucketSize;
  rateRegistrations: BucketSize;
  rateRegistering: BucketSize;
  rateSameText: BucketSize;
  rateSameWord: BucketSize;
  rateLinks: BucketSize;
}

/** What they say, out of all options. */
export function ratesOf(given: GivenRates): RateOptions {
  const account: Rates = {
    message: given.rateMessages,
    query: given.rateQueries,
    join: given.rateJoins,
    create: given.rateRooms,
    search: given.rateSearches,
    order: given.rateOrders,
  };
  return {
    account,
    accountsPerAddress: given.rateShares,
    anonymous: given.rateAnonymous,
    files: given.rateFiles,
    logins: {
      attempts: given.rateLogins,
      guesses: given.rateGuesses,
      sessions: given.rateSessions,
      returns: given.rateReturns,
    },
    registrations: { accounts: given.rateRegistrations, attempts: given.rateRegistering },
    repeats: { text: given.rateSameText, shortText: given.rateSameWord, links: given.rateLinks },
  };
}

/** Parses `20:200`: so many a second once so many came at once. */
function rateOf(text: string): BucketSize {
  const [, second, once] = /^(\d{1,6}(?:\.\d{1,3})?):(\d{1,7})$/.exec(text) ?? [];
  const rate = { perSecond: Number(second), burst: Number(once) };
  const isPossible = rate.perSecond >= LEAST_PER_SECOND && rate.perSecond <= MOST_PER_SECOND &&
    rate.burst >= 1 && rate.burst <= MOST_AT_ONCE;
  if (isPossible) return rate;
  throw new InvalidArgumentError(
    `It is like 20:200, from ${LEAST_PER_SECOND} to ${MOST_PER_SECOND} a second and from 1 to ` +
      `${MOST_AT_ONCE} at once; --limits off has none.`,
  );
}

function textOf({ burst, perSecond }: BucketSize): string {
  return `${Math.round(perSecond * 1_000) / 1_000}:${burst}`;
}
