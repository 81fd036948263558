/** The options that say how fast everybody may go. */
import { type Command, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import type { BucketSize } from "../base/token_bucket.ts";
import type { Rates } from "../limits/rates.ts";
import { DEFAULT_SERVE_OPTIONS, type RateOptions } from "./serve_options.ts";

/** What there may be a second, and at once. */
const LEAST_PER_SECOND = 0.001;
const MOST_PER_SECOND = 100_000;
const MOST_AT_ONCE = 1_000_000;

/** Adds them. */
export function addRateOptions<Args extends unknown[], Opts extends Record<string, unknown>>(
  command: Command<Args, Opts>,
) {
  const { account, anonymous, files } = DEFAULT_SERVE_OPTIONS.rates;
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
      new Option("--rate-anonymous <rate>", "requests of an address before a login")
        .argParser(rateOf).default(anonymous, textOf(anonymous)),
    );
}

/** What they say, out of all options. */
export function ratesOf(given: {
  rateMessages: BucketSize;
  rateQueries: BucketSize;
  rateJoins: BucketSize;
  rateRooms: BucketSize;
  rateSearches: BucketSize;
  rateOrders: BucketSize;
  rateFiles: BucketSize;
  rateAnonymous: BucketSize;
}): RateOptions {
  const account: Rates = {
    message: given.rateMessages,
    query: given.rateQueries,
    join: given.rateJoins,
    create: given.rateRooms,
    search: given.rateSearches,
    order: given.rateOrders,
  };
  return { account, anonymous: given.rateAnonymous, files: given.rateFiles };
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
  return `${perSecond}:${burst}`;
}
