import type { Plain } from "./plain-value";

const longNumber = /\d{16}/;
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
const integer = /^-?\d{16,}$/;

/**
 * Parses the text of a JSON cell. Integers that a JavaScript number cannot hold become strings rather than other
 * integers. The text comes from the engine, which has already checked it.
 */
export function parseJsonText(text: string): Plain {
  return JSON.parse(longNumber.test(text) ? text.replace(stringOrNumber, keepDigits) : text);
}

const keepDigits = (token: string): string =>
  integer.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token;
