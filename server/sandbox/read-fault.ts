/** What stack traces call a person's code. */
export const codeFile = "code.js";

const place = /code\.js:(\d+):(\d+)/;
const longestMessage = 2_000;

/**
 * Reads how the prelude tells of an error: length of the message, colon, message, stack. The first place in the person's
 * own code becomes part of the reason, for example "TypeError: not a function (line 2, column 13)".
 */
export function readFault(text: string): { reason: string; line?: number; column?: number } {
  const start = text.indexOf(":") + 1;
  const end = start + Number(text.slice(0, start - 1));
  const message = text.slice(start, end).slice(0, longestMessage);
  const found = place.exec(text.slice(end, end + longestMessage));
  if (!found) return { reason: message };
  const line = Number(found[1]);
  const column = Number(found[2]);
  return { reason: `${message} (line ${line}, column ${column})`, line, column };
}
