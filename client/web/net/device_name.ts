/** What the server calls this browser when it lists the devices of an account. */

/** Names as people know them, the more special before those that pretend to be them. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg[A-Za-z]*\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|Chromium|CriOS)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, "Android"],
  [/\b(?:iPhone|iPad)\b/, "iOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

/** `Firefox on Linux (chat/0.1.0)`, out of what the browser says of itself. */
export function deviceName(userAgent: string, version: string): string {
  const named = (names: readonly (readonly [RegExp, string])[], otherwise: string) =>
    names.find(([pattern]) => pattern.test(userAgent))?.[1] ?? otherwise;
  return `${named(BROWSERS, "Browser")} on ${named(SYSTEMS, "a device")} (chat/${version})`;
}
