/** A file as messages describe it. */
import type { SharedFile } from "../../protocol/files/shared_file.ts";

/** What is said of a picture. */
export const PICTURE: SharedFile = {
  name: "photo.png",
  size: 1_500_000,
  type: "image/png",
  sha256: "ab".repeat(32),
  width: 640,
  height: 480,
  preview: "1QcSHQRnh493V4dIh4eXh1h4kJUI",
};
