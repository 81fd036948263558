/** What nodes of a cluster tell each other without storing it: to whom it goes when it comes from another one. */
import type { CodeThrottle } from "../accounts/code_throttle.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { FailureNews } from "../limits/failure_news.ts";
import type { LoginThrottle } from "../limits/login_throttle.ts";
import type { RegistrationLimit } from "../limits/registration_limit.ts";
import type { Everywhere } from "../live/everywhere.ts";
import type { Links } from "../live/links.ts";
import type { RateShares } from "../live/rate_shares.ts";
import { newsIn } from "./checked_news.ts";

/** Who is told of it. */
export interface NodeNewsTakers {
  cluster: Cluster;
  everywhere: Everywhere;
  links: Links;
  rateShares: RateShares | undefined;
  loginThrottle: LoginThrottle | undefined;
  registrationLimit: RegistrationLimit | undefined;
  codeThrottle: CodeThrottle | undefined;
  elapsed(): number;
}

/**
 * Takes it from now on. What a newer program tells, and this one does not know, nobody is told, and
 * nothing that is not as nodes tell it.
 */
export function takeNodeNews(takers: NodeNewsTakers): void {
  const { cluster, everywhere, links, rateShares, elapsed } = takers;
  cluster.onRelayed((message, node) => {
    const news = newsIn(message);
    if (news === undefined) return;
    if ("link" in news) links.told(news.link, elapsed());
    else if ("failure" in news) takeFailure(news, takers);
    else if ("uses" in news) rateShares?.usedElsewhere(news.uses, node);
    else everywhere.relayed(news);
  });
}

function takeFailure(
  news: FailureNews,
  { loginThrottle, registrationLimit, codeThrottle, elapsed }: NodeNewsTakers,
): void {
  switch (news.failure) {
    case "password":
      return news.isRight
        ? loginThrottle?.succeededElsewhere(news)
        : loginThrottle?.failedElsewhere(news, elapsed());
    case "token":
      return loginThrottle?.wrongTokenElsewhere(news.address, elapsed());
    case "account":
      return registrationLimit?.madeElsewhere(news.address, elapsed());
    case "code": {
      const { account, knownAddress, isRight } = news;
      if (isRight) codeThrottle?.succeededElsewhere({ account, knownAddress });
      else codeThrottle?.triedElsewhere({ account, knownAddress }, elapsed());
    }
  }
}
