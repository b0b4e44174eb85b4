/**
 * A header that makes browsers save the answer under `fileName`. Source: RFC 6266 and RFC 8187: an ASCII stand-in for old clients, the real
 * name percent-encoded beside it.
 */
export function contentDisposition(fileName: string): string {
  const plain =
    fileName
      .replace(/[^\x20-\x7e]/g, "_")
      .replace(/["\\%/]/g, "_")
      .slice(0, 150) || "download";
  const encoded = encodeURIComponent(wellFormed(fileName.slice(0, 150))).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** Half a character at the cut would make the encoding throw. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "");
