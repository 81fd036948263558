/** What a message says of the file that it carries. */

/** A file as messages and events describe it; its bytes are fetched over HTTP. */
export interface SharedFile {
  /** What it is called: one name without a path, as file_name.ts makes it. */
  name: string;
  /** Its length in bytes. */
  size: number;
  /** Its media type (RFC 6838), as whoever sent it says. */
  type: string;
  /** The SHA-256 of its bytes, 64 hexadecimal digits in lower case. */
  sha256: string;
  /** Of an image or a video: its size in pixels, as whoever sent it says. */
  width?: number;
  height?: number;
  /** A small preview, a ThumbHash in base64url. */
  preview?: string;
}

/** A file in a request to say something: an upload that is whole, and what it is to be called. */
export interface SaidFile {
  /** The id of the upload. */
  upload: string;
  name: string;
  type: string;
  width?: number;
  height?: number;
  preview?: string;
}
