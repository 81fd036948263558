/** How a certificate is called where it is asked when to renew it (RFC 9773, section 4.1). */
import { X509Certificate } from "node:crypto";
import { encodeBase64Url } from "./base64_url.ts";

/** `authorityKeyIdentifier` (RFC 5280, section 4.2.1.1) as the content of an OBJECT IDENTIFIER. */
const AUTHORITY_KEY_IDENTIFIER = "551d23";

/** The name; undefined for a certificate that does not say whose key has signed it. */
export function certificateIdentity(certificatePem: string): string | undefined {
  const { raw, serialNumber } = new X509Certificate(certificatePem);
  const key = authorityKey(raw);
  if (key === undefined) return undefined;
  const digits = serialNumber.length % 2 === 0 ? serialNumber : `0${serialNumber}`;
  const bytes = Uint8Array.fromHex(digits);
  // As in DER, where a highest bit that is set would make the number negative.
  const serial = (bytes[0] ?? 0) >= 0x80 ? Uint8Array.of(0, ...bytes) : bytes;
  return `${encodeBase64Url(key)}.${encodeBase64Url(serial)}`;
}

interface Value {
  tag: number;
  content: Uint8Array;
}

function authorityKey(certificate: Uint8Array): Uint8Array | undefined {
  const [whole] = valuesIn(certificate);
  const [toBeSigned] = valuesIn(whole?.content);
  const wrapped = valuesIn(toBeSigned?.content).find(({ tag }) => tag === 0xa3);
  const [extensions] = valuesIn(wrapped?.content);
  for (const extension of valuesIn(extensions?.content)) {
    const [identifier, ...rest] = valuesIn(extension.content);
    if (identifier?.content.toHex() !== AUTHORITY_KEY_IDENTIFIER) continue;
    const [sequence] = valuesIn(rest.at(-1)?.content);
    return valuesIn(sequence?.content).find(({ tag }) => tag === 0x80)?.content;
  }
  return undefined;
}

/** The values that stand one after the other; those before the first that is no DER. */
function valuesIn(bytes: Uint8Array | undefined): Value[] {
  const values: Value[] = [];
  for (let at = 0; bytes !== undefined && at + 2 <= bytes.length;) {
    const tag = bytes[at] ?? 0;
    const first = bytes[at + 1] ?? 0;
    const octets = first < 0x80 ? 0 : first & 0x7f;
    const begin = at + 2 + octets;
    if (octets > 3 || begin > bytes.length) return values;
    const length = octets === 0
      ? first
      : bytes.subarray(at + 2, begin).reduce((sum, byte) => sum * 256 + byte, 0);
    if (begin + length > bytes.length) return values;
    values.push({ tag, content: bytes.subarray(begin, begin + length) });
    at = begin + length;
  }
  return values;
}
