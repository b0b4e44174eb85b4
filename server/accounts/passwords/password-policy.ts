import { badInput, type Problem } from "../../core/errors";
import { commonPasswords } from "./common-passwords";

/** In characters as people count them, not bytes. */
export const passwordLength = { least: 10, most: 200 } as const;

/** One spelling for passwords that look and are typed alike on different keyboards (NIST SP 800-63B, 5.1.1.2). */
export const normalizePassword = (password: string): string => password.normalize("NFKC");

/**
 * The normalised password, when it is strong enough: long, not the user's name, and none of those tried first.
 * @throws BAD_USER_INPUT with every problem, each with path ["password"] unless told otherwise
 */
export function checkPassword(
  password: string,
  name: string,
  path: readonly string[] = ["password"],
): string {
  const normalized = normalizePassword(password);
  const problems = [...problemsOf(normalized, name)].map((problem): Problem => ({ ...problem, path }));
  if (problems.length > 0) throw badInput(problems.map(({ message }) => message).join(" "), problems);
  return normalized;
}

function* problemsOf(password: string, name: string): Generator<Problem> {
  const characters = [...password];
  const plain = password.toLowerCase();
  const login = name.normalize("NFKC").toLowerCase();
  if (characters.length < passwordLength.least)
    yield { code: "PASSWORD_TOO_SHORT", message: `Use at least ${passwordLength.least} characters.` };
  if (characters.length > passwordLength.most)
    yield { code: "PASSWORD_TOO_LONG", message: `Use at most ${passwordLength.most} characters.` };
  if (plain.includes(login) && plain.replaceAll(login, "").length < 6)
    yield { code: "PASSWORD_IS_NAME", message: "Do not use your user name as the password." };
  if (isCommon(plain, characters))
    yield { code: "PASSWORD_COMMON", message: "This password is among the first that attackers try." };
}

function isCommon(plain: string, characters: string[]): boolean {
  if (commonPasswords.has(plain)) return true;
  // "Password123!" is "password" to whoever guesses.
  const core = plain.replace(/[\d\W_]+$/u, "");
  if (core.length > 0 && commonPasswords.has(core) && plain.length - core.length <= 8) return true;
  return new Set(characters).size < 5 || isRun(characters);
}

/** "abcdefghij", "0987654321": each character next to the one before, all in one direction. */
function isRun(characters: string[]): boolean {
  const steps = characters
    .slice(1)
    .map((character, n) => (character.codePointAt(0) ?? 0) - (characters[n]?.codePointAt(0) ?? 0));
  return [1, -1].some((direction) => steps.filter((step) => step === direction).length >= steps.length - 1);
}
