/** What stack traces call a person's code. */
export const codeFile = "code.js";

const place = /code\.js:(\d+):(\d+)/;
const longestMessage = 2_000;

export interface Fault {
  readonly message: string;
  /** The first place in the person's own code, both from 1; unknown for errors of built-in functions. */
  readonly line?: number;
  readonly column?: number;
}

/** Reads how the prelude tells of an error: length of the message, colon, message, stack. */
export function readFault(text: string): Fault {
  const start = text.indexOf(":") + 1;
  const end = start + Number(text.slice(0, start - 1));
  const message = text.slice(start, end).slice(0, longestMessage);
  const found = place.exec(text.slice(end, end + longestMessage));
  return found ? { message, line: Number(found[1]), column: Number(found[2]) } : { message };
}

/** In one sentence, for example "TypeError: not a function (line 2, column 13)". */
export const describeFault = ({ message, line, column }: Fault): string =>
  line === undefined ? message : `${message} (line ${line}, column ${column})`;
