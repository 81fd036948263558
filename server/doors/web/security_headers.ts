/** Header fields that go with every answer: what a page of this server may do, and what nobody may with it. */

/** Six months: who runs a server can give up its certificate for one of its own within that time. */
const HSTS_SECONDS = 180 * 24 * 60 * 60;

/**
 * Scripts, styles and connections of this origin alone; no text becomes a script (Trusted Types), and
 * nobody frames it. The policy that is named lets the page register its service worker.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types chat-worker",
].join("; ");

/**
 * The fields; `isVouchedFor` says that browsers trust the certificate without asking, so that they may
 * be told to take nothing less from now on (RFC 6797).
 */
export function securityHeaders(isVouchedFor: boolean): Readonly<Record<string, string>> {
  return {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    ...(isVouchedFor ? { "Strict-Transport-Security": `max-age=${HSTS_SECONDS}` } : {}),
  };
}
