/** What two ordinary people notice of a server of which one account, or four addresses, do their worst. */
import type { Result, Scenario } from "../scenario.ts";
import { type Abuse, measureAbuse } from "../support/bystanders.ts";
import { LOGIN_ABUSES } from "./abuse/logins.ts";
import { PRESENCE_ABUSES } from "./abuse/presence.ts";
import { READING_ABUSES } from "./abuse/reading.ts";

const ABUSES: readonly Abuse[] = [...LOGIN_ABUSES, ...READING_ABUSES, ...PRESENCE_ABUSES];

const MILLISECONDS = 15_000;
const QUICK_MILLISECONDS = 6_000;

/** Each abuse by itself, on a server of its own with the limits that a server has. */
export const abuse: Scenario = {
  name: "abuse",
  async run({ canPin, quick, part }) {
    const milliseconds = quick ? QUICK_MILLISECONDS : MILLISECONDS;
    const results: Result[] = [];
    for (const one of ABUSES) {
      if (part === undefined || part === one.name) {
        results.push(...await measureAbuse(one, { canPin, milliseconds }));
      }
    }
    return results;
  },
};
