/** The cookie that holds the token of a browser's session (RFC 6265bis). */

/** Its names: browsers take the first one from a secure origin only, for this host and no other. */
const SECURE_NAME = "__Host-chat";
const PLAIN_NAME = "chat";

/** As long as browsers keep any; sessions end before, unless they are used. */
const MAX_AGE_SECONDS = 400 * 24 * 60 * 60;

/** No token is longer; anything else need not be looked up. */
const TOKEN = /^[A-Za-z0-9_-]{16,128}$/;

/**
 * The token in the `Cookie` field of a request. Over a secure connection only the name counts that no
 * other host of the same domain can have set.
 */
export function tokenIn(cookie: string | undefined, isSecure: boolean): string | undefined {
  const names = isSecure ? [SECURE_NAME] : [SECURE_NAME, PLAIN_NAME];
  const pairs = (cookie ?? "").split(";").map((pair) => pair.trim());
  for (const name of names) {
    const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
    // Letter by letter: a part of a text has all of it kept in memory, here the head of a request.
    if (value !== undefined && TOKEN.test(value)) return [...value].join("");
  }
  return undefined;
}

/** The `Set-Cookie` fields that give a browser a token, which no script can read. */
export function cookiesFor(token: string, isSecure: boolean): string[] {
  return [
    cookie(isSecure ? SECURE_NAME : PLAIN_NAME, token, { isSecure, seconds: MAX_AGE_SECONDS }),
  ];
}

/** The `Set-Cookie` fields that take it away again, under both names. */
export function noCookies(): string[] {
  return [
    cookie(SECURE_NAME, "", { isSecure: true, seconds: 0 }),
    cookie(PLAIN_NAME, "", { isSecure: false, seconds: 0 }),
  ];
}

function cookie(
  name: string,
  value: string,
  { isSecure, seconds }: { isSecure: boolean; seconds: number },
): string {
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${
    isSecure ? "; Secure" : ""
  }`;
}
