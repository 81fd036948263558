/** Requests over HTTP as text. */

/** The head of a request to a host of any name. */
export function httpGet(
  path: string,
  fields: Record<string, string> = {},
  method = "GET",
): string {
  const lines = Object.entries({ Host: "chat.example", ...fields }).map(([name, value]) =>
    `${name}: ${value}\r\n`
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/** A request with a body in JSON. */
export function httpPost(
  path: string,
  body: unknown,
  fields: Record<string, string> = {},
): string {
  const text = JSON.stringify(body);
  return httpGet(path, {
    "Content-Type": "application/json",
    "Content-Length": String(new TextEncoder().encode(text).length),
    ...fields,
  }, "POST") + text;
}
