/** base64url without padding (RFC 4648, section 5), as everything in ACME is written. */

/** `bytes` in base64url. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
