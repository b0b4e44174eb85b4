import type { Notice } from "./format";

const maxLength = 200;

/**
 * Usable names for a table's columns: none empty, none twice (whatever the case: SQL does not tell them apart),
 * none longer than 200 characters, and not `__proto__`. What had to change is reported.
 */
export function columnNames(found: readonly (string | null)[]): { names: string[]; notices: Notice[] } {
  const taken = new Set<string>();
  const notices: Notice[] = [];
  const names = found.map((raw, index) => {
    const wanted = clean(raw ?? "") || `column_${index + 1}`;
    let name = wanted;
    for (let copy = 2; taken.has(name.toLowerCase()); copy++) name = `${wanted}_${copy}`;
    taken.add(name.toLowerCase());
    if (name !== raw) notices.push(renamed(raw, name, index));
    return name;
  });
  return { names, notices };
}

function clean(raw: string): string {
  // Control characters would break every place that shows or exports the name.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const name = raw.replace(/[\u0000-\u001f\u007f]+/g, " ").trim();
  const short = name.length > maxLength ? name.slice(0, maxLength).trimEnd() : name;
  return short === "__proto__" ? "_proto_" : short;
}

function renamed(raw: string | null, name: string, index: number): Notice {
  const was = raw?.trim() ? `"${raw.trim().slice(0, maxLength)}"` : "without a name";
  return {
    code: "COLUMN_RENAMED",
    column: name,
    message: `Column ${index + 1}, ${was}, is called "${name}" here.`,
  };
}
