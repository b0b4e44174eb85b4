/** First bytes of things that people upload by mistake, with the name to tell them. */
const signatures: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ["a ZIP archive or an Excel workbook", [0x50, 0x4b, 0x03, 0x04]],
  ["an old Excel workbook", [0xd0, 0xcf, 0x11, 0xe0]],
  ["a gzip archive", [0x1f, 0x8b]],
  ["a Zstandard archive", [0x28, 0xb5, 0x2f, 0xfd]],
  ["a bzip2 archive", [0x42, 0x5a, 0x68, 0x39, 0x31, 0x41]],
  ["a 7-Zip archive", [0x37, 0x7a, 0xbc, 0xaf]],
  ["a RAR archive", [0x52, 0x61, 0x72, 0x21]],
  ["a PDF document", [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ["a PNG image", [0x89, 0x50, 0x4e, 0x47]],
  ["a JPEG image", [0xff, 0xd8, 0xff]],
  ["a Parquet file", [0x50, 0x41, 0x52, 0x31, 0x15]],
  ["an Arrow file", [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31]],
  ["a SQLite database", [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66]],
  ["a program", [0x7f, 0x45, 0x4c, 0x46]],
];

/** What a file is when it is certainly no text, from its first bytes; null when it may be one. */
export function binaryFile(head: Uint8Array): string | null {
  for (const [name, bytes] of signatures) {
    if (bytes.every((byte, index) => head[index] === byte)) return name;
  }
  let controls = 0;
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32)) controls++;
  return controls >= 8 && controls > head.length / 20 ? "a binary file" : null;
}
