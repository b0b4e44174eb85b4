/**
 * The texts of a form as they stand in its inputs. Browsers fill in names and passwords, and people type, before React
 * has taken over the page; no change event tells of that, so what counts is read when the form is sent.
 */
export function formTexts<Names extends string>(
  form: HTMLFormElement,
  names: readonly Names[],
): Record<Names, string> {
  const data = new FormData(form);
  return Object.fromEntries(names.map((name) => [name, String(data.get(name) ?? "")])) as Record<
    Names,
    string
  >;
}
