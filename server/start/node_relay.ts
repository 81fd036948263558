/** What nodes of a cluster tell each other without storing it: to whom it goes when it comes from another one. */
import type { CodeThrottle } from "../accounts/code_throttle.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { FailureNews } from "../limits/failure_news.ts";
import type { LoginThrottle } from "../limits/login_throttle.ts";
import type { RegistrationLimit } from "../limits/registration_limit.ts";
import type { Everywhere, Relayed } from "../live/everywhere.ts";
import type { LinkNews, Links } from "../live/links.ts";

/** Everything of that kind. */
export type NodeNews = Relayed | FailureNews | { link: LinkNews };

/** Who is told of it. */
export interface NodeNewsTakers {
  cluster: Cluster;
  everywhere: Everywhere;
  links: Links;
  loginThrottle: LoginThrottle | undefined;
  registrationLimit: RegistrationLimit | undefined;
  codeThrottle: CodeThrottle | undefined;
  elapsed(): number;
}

/** Takes it from now on. What a newer program tells, and this one does not know, nobody is told. */
export function takeNodeNews(takers: NodeNewsTakers): void {
  const { cluster, everywhere, links, elapsed } = takers;
  cluster.onRelayed((message) => {
    const news = message as NodeNews;
    if ("link" in news) links.told(news.link, elapsed());
    else if ("failure" in news) takeFailure(news, takers);
    else everywhere.relayed(news);
  });
}

function takeFailure(
  news: FailureNews,
  { loginThrottle, registrationLimit, codeThrottle, elapsed }: NodeNewsTakers,
): void {
  switch (news.failure) {
    case "password":
      return loginThrottle?.failedElsewhere(news, elapsed());
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
