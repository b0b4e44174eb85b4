import { AppError, badInput } from "../core/errors";

/** Names that are stored once and spoken of by ordinal: phases, statuses, resources. */
export class NameTable {
  readonly #what: string;
  readonly #limit: number;
  readonly #names: string[] = [];
  readonly #ordinals = new Map<string, number>();

  /** @param limit how many names the column that refers to them can tell apart. */
  constructor(what: string, limit: number, names: readonly string[] = []) {
    this.#what = what;
    this.#limit = limit;
    for (const name of names) this.intern(name);
  }

  /** The name's ordinal, given at first sight. Throws LIMIT_EXCEEDED when the column has no room for another. */
  intern(name: string): number {
    const known = this.#ordinals.get(name);
    if (known !== undefined) return known;
    const ordinal = this.#names.length;
    if (ordinal >= this.#limit) {
      throw new AppError(
        "LIMIT_EXCEEDED",
        `At most ${this.#limit} ${this.#what} names; "${name}" is one more.`,
      );
    }
    this.#names.push(name);
    this.#ordinals.set(name, ordinal);
    return ordinal;
  }

  /** The ordinal of a name given before. Throws BAD_USER_INPUT naming those known. */
  get(name: string): number {
    const ordinal = this.#ordinals.get(name);
    if (ordinal === undefined) {
      throw badInput(`Unknown ${this.#what} "${name}"; known are ${this.#names.join(", ")}.`);
    }
    return ordinal;
  }

  name(ordinal: number): string {
    return this.#names[ordinal] ?? "";
  }

  /** Estimated: the characters, the two tables' slots and the string headers. */
  bytes(): number {
    return this.#names.reduce((sum, name) => sum + 64 + name.length * 2, 0);
  }
}
