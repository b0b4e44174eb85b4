import type { Encoding } from "./encodings";

/**
 * The likeliest encoding of bytes that are not valid UTF-8 throughout and have no byte order mark.
 * UTF-8 with a few damaged places stays UTF-8; what decodes as mostly everyday Chinese is GB18030; the rest Latin-1.
 * @param sample a stretch around the first byte that is not UTF-8.
 */
export function guessEncoding(sample: Uint8Array): Encoding {
  const asUtf8 = count(new TextDecoder("utf-8").decode(sample));
  if (asUtf8.bad * 10 < asUtf8.other) return "utf-8";
  const asChinese = count(new TextDecoder("gb18030").decode(sample));
  const fair = asChinese.bad * 50 <= asChinese.other && asChinese.common * 10 >= asChinese.other * 7;
  return fair && asChinese.common > 0 ? "gb18030" : "latin1";
}

/** UTF-16 without a mark: in text that is mostly ASCII every second byte is 0, always the same one. */
export function guessUtf16(head: Uint8Array): Encoding | null {
  let even = 0;
  let odd = 0;
  for (let index = 0; index + 1 < head.length; index += 2) {
    if (head[index] === 0) even++;
    if (head[index + 1] === 0) odd++;
  }
  const pairs = head.length / 2;
  if (odd > pairs * 0.4 && even < pairs * 0.01) return "utf-16le";
  if (even > pairs * 0.4 && odd < pairs * 0.01) return "utf-16be";
  return null;
}

/** Non-ASCII characters: replacement marks, those of everyday Chinese (the GB2312 set), and all but the marks. */
function count(text: string): { bad: number; common: number; other: number } {
  let bad = 0;
  let common = 0;
  let other = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) continue;
    if (code === 0xfffd) {
      bad++;
      continue;
    }
    other++;
    if (everydayChinese.has(code)) common++;
  }
  return { bad, common, other };
}

/** GB2312 is rows A1–A9 (marks, letters) and B0–F7 (6,763 characters) of GB18030's two-byte table. */
const everydayChinese: ReadonlySet<number> = (() => {
  const codes = new Set<number>();
  const decoder = new TextDecoder("gb18030");
  for (let row = 0xa1; row <= 0xf7; row++) {
    if (row > 0xa3 && row < 0xb0) continue;
    for (let cell = 0xa1; cell <= 0xfe; cell++) {
      const code = decoder.decode(Uint8Array.of(row, cell)).codePointAt(0)!;
      if (code !== 0xfffd) codes.add(code);
    }
  }
  return codes;
})();
